"""Issuing what belongs to a unit or an instansi itself: pakta integritas and piagam, and their end when what they say
is corrected. As in `proposal_issuing`: facts, then the PDF outside, then the row.

The instansi is locked, as every write to a staff list locks it; of a piagam its declaration too.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from assessments.models import Declaration, Employee, IssuedDocument
from assessments.pakta_pages import Pakta, pages_of, said
from assessments.result_hash import digest
from assessments.rules import acting_in, may
from assessments.services.errors import NotAllowed, Refused
from assessments.services.issuing import ATTEMPTS, PDF, Issue
from assessments.staff_places import StaffPlace, of_instansi
from audit.queries import head
from audit.services import Event, record, record_many
from documents.services import store_generated
from units.models import Instansi

Kind = IssuedDocument.Kind
PAKTA_KINDS = (Kind.PAKTA, Kind.PAKTA_ALL)
PREFIXES = {Kind.PAKTA: "PI", Kind.PAKTA_ALL: "KPI", Kind.CHARTER: "PP"}
LABEL = "assessments.issueddocument"
EMPTY = "Yang akan diterbitkan tidak tercatat lagi. Muat ulang halamannya, lalu coba lagi."
BUSY = "Datanya terus berubah ketika dokumen dibuat. Coba lagi sebentar lagi."


@dataclass(frozen=True)
class Said:
    """What a document says now: its plain values, what is laid out, whose pakta stand in it."""

    plain: dict[str, Any]
    shown: Any
    employees: tuple[int, ...] = ()


@dataclass(frozen=True)
class Subject:
    """What is issued. `valid` are those that a new one supersedes; `read` gives what it says, locking it when asked;
    None when there is nothing to say.
    """

    kind: str
    place: StaffPlace
    valid: Callable[[Said], QuerySet[IssuedDocument]]
    read: Callable[[bool], Said | None]
    declaration: Declaration | None = None


def issue_pakta(
    place: StaffPlace,
    *,
    one: bool,
    rows: Callable[[], Sequence[Employee]],
    render: Callable[[Sequence[Pakta], Issue], bytes],
    actor,
) -> IssuedDocument:
    """Issue the pakta of `rows` of a list: of `one` person, or the collected ones; the valid one while it says the
    same. Raises NotAllowed (who may not read the list), Refused (nobody signed, the list changes again and again).
    """
    if not may(actor, "view_staff", place):
        raise NotAllowed("Peran Anda tidak mencakup daftar pegawai ini.")
    kind = Kind.PAKTA if one else Kind.PAKTA_ALL

    def read(_locked: bool) -> Said | None:
        found = [row for row in rows() if row.signed_on]
        pages = pages_of(place, found)
        return Said(said(pages), pages, tuple(row.pk for row in found)) if found else None

    def valid(now: Said) -> QuerySet[IssuedDocument]:
        found = IssuedDocument.objects.filter(kind=kind, superseded_at=None, **place.owner)
        return found.filter(employees__in=now.employees) if one else found

    return _issue(Subject(kind, place, valid, read), render, actor, acting_in(actor, place))


def issue_charter(
    declaration: Declaration,
    *,
    page: Callable[[Declaration], Any],
    plain: Callable[[Any], dict[str, Any]],
    render: Callable[[Any, Issue], bytes],
    actor,
    role: str,
) -> IssuedDocument:
    """Issue the piagam of a pencanangan that the caller found visible to the actor; the valid one while it says the
    same. `page` gives what stands on it, `plain` that as plain values. Raises Refused.
    """
    place = StaffPlace(declaration.instansi, declaration.unit)

    def read(locked: bool) -> Said | None:
        rows = Declaration.objects.select_related("instansi", "unit__instansi")
        rows = rows.select_for_update(no_key=True, of=("self",)) if locked else rows
        found = rows.filter(pk=declaration.pk).first()
        shown = page(found) if found else None
        return Said(plain(shown), shown) if found else None

    def valid(_now: Said) -> QuerySet[IssuedDocument]:
        return IssuedDocument.objects.filter(kind=Kind.CHARTER, superseded_at=None, declaration=declaration)

    return _issue(Subject(Kind.CHARTER, place, valid, read, declaration), render, actor, role)


def _issue(subject: Subject, render: Callable[[Any, Issue], bytes], actor, role: str) -> IssuedDocument:
    for _ in range(ATTEMPTS):
        now = _read(subject, locked=False)
        content_hash = digest(now.plain)
        if valid := _valid(subject, now, content_hash):
            return valid
        issue = _facts(subject, content_hash)
        content = render(now.shown, issue)
        with transaction.atomic():
            Instansi.objects.select_for_update(no_key=True).get(pk=subject.place.instansi.pk)
            now = _read(subject, locked=True)
            if digest(now.plain) != content_hash:
                continue
            if valid := _valid(subject, now, content_hash):
                return valid  # somebody else was quicker
            if issue.number == _next_number(subject):
                return _store(subject, now, issue, content, actor, role)
    raise Refused(BUSY)


def _read(subject: Subject, *, locked: bool) -> Said:
    if (now := subject.read(locked)) is None:
        raise Refused(EMPTY)
    return now


def _valid(subject: Subject, now: Said, content_hash: str) -> IssuedDocument | None:
    found = subject.valid(now).filter(content_hash=content_hash).exclude(blob=None)
    return found.select_related("blob", "unit__instansi", "instansi").first()


def _facts(subject: Subject, content_hash: str) -> Issue:
    audit_head, audit_length = head(f"instansi:{subject.place.instansi.pk}")
    return Issue(
        id=uuid.uuid4(),
        number=_next_number(subject),
        issued_at=timezone.now(),
        content_hash=content_hash,
        audit_head=audit_head,
        audit_length=audit_length,
    )


def _next_number(subject: Subject) -> str:
    """The portal's own running number of this kind in this place and year: PI/PKM-MELATI/2026/001."""
    place = subject.place
    code = place.unit.code if place.unit else place.instansi.code
    begin = f"{PREFIXES[Kind(subject.kind)]}/{code}/{place.today.year}/"
    owned = IssuedDocument.objects.filter(kind=subject.kind, number__startswith=begin, **place.owner)
    return f"{begin}{owned.count() + 1:03}"


def _store(subject: Subject, now: Said, issue: Issue, content: bytes, actor, role: str) -> IssuedDocument:
    older = list(subject.valid(now).values_list("pk", flat=True).distinct())
    IssuedDocument.objects.filter(pk__in=older).update(superseded_at=issue.issued_at)
    document = IssuedDocument.objects.create(
        id=issue.id,
        kind=subject.kind,
        number=issue.number,
        issued_at=issue.issued_at,
        issued_by=actor,
        blob=store_generated(content, media_type=PDF),
        content_hash=issue.content_hash,
        audit_head=issue.audit_head,
        audit_length=issue.audit_length,
        declaration=subject.declaration,
        **subject.place.owner,
    )
    document.employees.set(now.employees)
    record(
        document.audit_chain,
        actor=actor,
        role=role,
        action="document.issue",
        label=LABEL,
        object_id=issue.id,
        after={
            "kind": subject.kind,
            "number": issue.number,
            "sha256": document.blob.sha256 if document.blob else "",
            "content_hash": issue.content_hash,
            "supersedes": [str(pk) for pk in older],
        },
    )
    return document


def end_outdated_pakta(instansi: Instansi, *, actor, role: str) -> None:
    """Supersede the issued pakta of an instansi that no longer say what its staff lists say. Inside the transaction of
    the change, the instansi locked; two queries for each place that has issued any, one where none has.
    """
    mine = IssuedDocument.objects.filter(kind__in=PAKTA_KINDS, superseded_at=None)
    documents = list(
        mine.filter(of_instansi(instansi))
        .select_related("unit__instansi", "instansi")
        .prefetch_related("employees")
    )
    places = {(one.unit_id, one.instansi_id): place_of_document(one) for one in documents}
    outdated = []
    for key, place in places.items():
        owned = [one for one in documents if (one.unit_id, one.instansi_id) == key]
        rows = {row.pk: row for one in owned for row in one.employees.all()}
        pages = dict(zip(rows, pages_of(place, list(rows.values())), strict=True))
        for one in owned:
            holds = [row for row in one.employees.all() if row.signed_on]
            if digest(said([pages[row.pk] for row in holds])) != one.content_hash:
                outdated.append(one)
    if not outdated:
        return
    ended = [one.pk for one in outdated]
    IssuedDocument.objects.filter(pk__in=ended).update(superseded_at=timezone.now())
    events = [Event(action="document.supersede", label=LABEL, object_id=pk) for pk in ended]
    record_many(f"instansi:{instansi.pk}", events, actor=actor, role=role)


def end_charters(declaration: Declaration) -> list[str]:
    """Supersede the piagam of a declaration that was corrected: their ids, for its audit. In its transaction, after the
    declaration is saved, so that a piagam in the making waits and sees what stands.
    """
    valid = IssuedDocument.objects.filter(kind=Kind.CHARTER, declaration=declaration, superseded_at=None)
    ended = [str(pk) for pk in valid.values_list("pk", flat=True)]
    valid.update(superseded_at=timezone.now())
    return ended


def place_of_document(document: IssuedDocument) -> StaffPlace:
    """Whose list or pencanangan a document of a unit or an instansi speaks of."""
    return StaffPlace(document.owning_instansi, document.unit)
