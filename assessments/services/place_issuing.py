"""Issuing what belongs to a unit or an instansi itself: pakta integritas and piagam, and their end when what they say
is corrected (`subject_issuing`).

The instansi is locked, as every write to a staff list locks it; of a piagam its declaration too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from assessments.models import Declaration, Employee, IssuedDocument
from assessments.pakta_pages import Pakta, pages_of, said
from assessments.result_hash import digest
from assessments.rules import acting_in, may
from assessments.services.errors import NotAllowed
from assessments.services.issuing import Issue
from assessments.services.subject_issuing import LABEL, Said, Subject, issue_subject
from assessments.staff_places import StaffPlace, of_instansi
from audit.services import Event, record_many
from units.models import Instansi

Kind = IssuedDocument.Kind
PAKTA_KINDS = (Kind.PAKTA, Kind.PAKTA_ALL)
PREFIXES = {Kind.PAKTA: "PI", Kind.PAKTA_ALL: "KPI", Kind.CHARTER: "PP"}


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

    subject = _subject(kind, place, valid, read)
    return issue_subject(subject, render=render, actor=actor, role=acting_in(actor, place))


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

    subject = _subject(Kind.CHARTER, place, valid, read, declaration=declaration)
    return issue_subject(subject, render=render, actor=actor, role=role)


def _subject(
    kind: Kind,
    place: StaffPlace,
    valid: Callable[[Said], QuerySet[IssuedDocument]],
    read: Callable[[bool], Said | None],
    **more: Any,
) -> Subject:
    code = place.unit.code if place.unit else place.instansi.code
    return Subject(
        kind=kind,
        owner=place.owner,
        begin=f"{PREFIXES[kind]}/{code}/{place.today.year}/",
        chain=f"instansi:{place.instansi.pk}",
        lock=lambda: Instansi.objects.select_for_update(no_key=True).get(pk=place.instansi.pk),
        valid=valid,
        read=read,
        more=more,
    )


def end_outdated_pakta(instansi: Instansi, *, actor, role: str) -> None:
    """Supersede the issued pakta of an instansi that no longer say what its staff lists say. Inside the transaction of
    the change, the instansi locked; two queries for each place that has issued any, one where none has.
    """
    mine = IssuedDocument.objects.filter(kind__in=PAKTA_KINDS, superseded_at=None)
    documents = list(
        of_instansi(mine, instansi).select_related("unit__instansi", "instansi").prefetch_related("employees")
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
