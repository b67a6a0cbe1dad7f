"""Issuing documents: rendered once, stored, verifiable by anyone; at most one valid of each kind a unit and year.

What is printed must be known before rendering, and rendering takes seconds: so facts are read first, the PDF is
made outside any transaction, and only then the assessment is locked and the facts are compared.
"""

import unicodedata
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments import queries
from assessments.models import Assessment, IssuedDocument, PreliminaryResult, Sheet
from assessments.result_hash import digest, plain_answers, preliminary_content, result_content
from assessments.rules import acting_as
from assessments.services.errors import Refused
from assessments.services.locking import lock_assessment
from audit.queries import head
from audit.services import record
from documents.services import store_generated

PDF = "application/pdf"
ATTEMPTS = 3
Kind = IssuedDocument.Kind


@dataclass(frozen=True, kw_only=True)
class Issue:
    """What a document says of itself. `audit_head` and `audit_length` are those before its own entry."""

    id: uuid.UUID
    number: str
    issued_at: datetime
    content_hash: str
    audit_head: str
    audit_length: int


Render = Callable[[Assessment, Issue], bytes]


def issue_lhe(pk: int, *, number: str, actor, render: Render) -> IssuedDocument:
    """Issue the LHE of a released assessment under a letter number ("" where it is written by hand later).

    Asked twice it happens once: the valid one is returned as it is. Raises Assessment.DoesNotExist (stranger),
    NotAllowed, Refused (the valid one has another number, a number of another unit's LHE or of one of this unit that
    was superseded, nothing submitted, somebody changed the facts again and again meanwhile).
    """
    number = clean_number(number)
    return _issue(pk, Kind.LHE, number, actor=actor, action="issue_documents", render=render)


def issue_score_sheet(pk: int, *, actor, render: Render) -> IssuedDocument:
    """Issue the score sheet of a released assessment; the valid one while its content is the same.

    When values came in since (those of TPN), a new one supersedes it. Raises as `issue_lhe`.
    """
    return _issue(pk, Kind.SCORE_SHEET, "", actor=actor, action="download_documents", render=render)


def issue_preliminary_letter(pk: int, *, actor, render: Render) -> IssuedDocument:
    """Issue the letter with which the level above passed the unit on to TPI, under the number that it gave.

    Asked twice it happens once: what it says can no longer change. Raises as `issue_lhe`.
    """
    found = PreliminaryResult.objects.filter(assessment=pk, fit=True).exclude(decided_at=None).last()
    number = found.letter_number if found else ""
    return _issue(pk, Kind.PRELIMINARY, number, actor=actor, action="view_preliminary", render=render)


def valid_document(assessment: Assessment, kind: str) -> IssuedDocument | None:
    """The document of a kind that is issued and not superseded; one query."""
    found = IssuedDocument.objects.filter(assessment=assessment, kind=kind, superseded_at=None)
    return found.exclude(blob=None).select_related("blob").first()


def clean_number(number: str) -> str:
    """A letter number in one line without control and format characters; Refused when longer than 100."""
    spaced = " ".join(number.split())
    text = "".join(letter for letter in spaced if unicodedata.category(letter) not in ("Cc", "Cf"))
    if len(text) > 100:
        raise Refused("Nomor paling panjang 100 huruf.")
    return text


def _issue(pk: int, kind: str, number: str, *, actor, action: str, render: Render) -> IssuedDocument:
    for _ in range(ATTEMPTS):
        with transaction.atomic():
            assessment = lock_assessment(actor, pk, action)
            issue = _facts(assessment, kind, number)
            if valid := _still_valid(assessment, kind, issue):
                return _under_this_number(valid, number)
            if kind == Kind.LHE:  # one letter of the level above may speak of several units
                _check_number(assessment, kind, number)
        content = render(assessment, issue)
        with transaction.atomic():
            assessment = lock_assessment(actor, pk, action)
            if valid := _still_valid(assessment, kind, issue):
                return _under_this_number(valid, number)  # somebody else was quicker
            if (issue.audit_head, issue.audit_length) == head(assessment.audit_chain):
                return _store(assessment, kind, issue, content, actor=actor)
    raise Refused("Data unit ini terus berubah ketika dokumen dibuat. Coba lagi sebentar lagi.")


def _still_valid(assessment: Assessment, kind: str, issue: Issue) -> IssuedDocument | None:
    """The valid document; an LHE is superseded by reopening only, a score sheet by other content."""
    valid = valid_document(assessment, kind)
    if valid and (kind == Kind.LHE or valid.content_hash == issue.content_hash):
        return valid
    return None


def _facts(assessment: Assessment, kind: str, number: str) -> Issue:
    audit_head, audit_length = head(assessment.audit_chain)
    return Issue(
        id=uuid.uuid4(),
        number=number,
        issued_at=timezone.now(),
        content_hash=content_hash(assessment, kind),
        audit_head=audit_head,
        audit_length=audit_length,
    )


def _under_this_number(valid: IssuedDocument, number: str) -> IssuedDocument:
    if number and valid.number != number:
        raise Refused(issued_already(valid, number))
    return valid


def issued_already(valid: IssuedDocument, number: str) -> str:
    """Why another number is not used: the LHE is out under the number that it has."""
    under = f"nomor {valid.number}" if valid.number else "nomor yang ditulis tangan"
    return f"LHE unit ini sudah terbit dengan {under}. Nomor {number} tidak dipakai."


def _check_number(assessment: Assessment, kind: str, number: str) -> None:
    if not number:
        return
    used = IssuedDocument.objects.filter(
        kind=kind, number__iexact=number, assessment__unit__instansi=assessment.unit.instansi_id
    )
    if used.exclude(assessment=assessment).exists():
        raise Refused(f"Nomor {number} sudah dipakai LHE unit lain. Periksa nomornya.")
    if used.exists():
        raise Refused(f"Nomor {number} adalah nomor LHE yang digantikan. Beri nomor baru.")


def still_says(document: IssuedDocument) -> bool:
    """Whether the portal's data still say what the document says; its assessment as `visible_assessments` reads it."""
    return digest(_content(document.assessment, document.kind)) == document.content_hash


def lhe_holds(assessment: Assessment) -> bool:
    """Whether its LHE says what the portal says now, or there is none; the assessment as in `still_says`."""
    lhe = valid_document(assessment, Kind.LHE)
    return lhe is None or still_says(lhe)


def predecessor_of(issue: Issue, assessment: Assessment) -> IssuedDocument | None:
    """The newest LHE that was superseded before this one was issued: what an LHE replaces after a reopening."""
    older = IssuedDocument.objects.filter(assessment=assessment, kind=Kind.LHE, superseded_at__isnull=False)
    return older.filter(issued_at__lt=issue.issued_at).exclude(blob=None).first()


def content_hash(assessment: Assessment, kind: str) -> str:
    """SHA-256 over what a document of this kind says: TPI's result (`result_hash.result_content`); in a score sheet
    TPN's answers and those of the level above too.

    The letter of the level above says nothing of TPI's. Refused when there is nothing to issue.
    """
    content = _content(assessment, kind)
    if not content["submission"]:
        raise Refused("Unit ini belum pernah diajukan ke TPI, sehingga tidak ada yang dapat diterbitkan.")
    return digest(content)


def _content(assessment: Assessment, kind: str) -> dict[str, Any]:
    if kind == Kind.PRELIMINARY:
        found = queries.found_fit(assessment)
        return preliminary_content(assessment, found) if found else {"submission": ""}
    content = result_content(assessment)
    if kind == Kind.SCORE_SHEET:
        sheet = assessment.sheets.filter(kind=Sheet.Kind.TPN).first()
        content["tpn"] = plain_answers(queries.answers_of(sheet))
        first = assessment.sheets.filter(kind=Sheet.Kind.PRELIMINARY).first()
        if first is not None:
            content["preliminary"] = plain_answers(queries.answers_of(first))
    return content


def _store(assessment: Assessment, kind: str, issue: Issue, content: bytes, *, actor) -> IssuedDocument:
    older = IssuedDocument.objects.filter(assessment=assessment, kind=kind, superseded_at=None)
    superseded = [str(pk) for pk in older.values_list("pk", flat=True)]
    if kind == Kind.LHE and (before := predecessor_of(issue, assessment)):
        superseded.append(str(before.pk))  # by reopening, before this one
    older.update(superseded_at=issue.issued_at)
    document = keep_issued(issue, content, kind=kind, actor=actor, assessment=assessment)
    tell_issued(
        document, superseded, chain=assessment.audit_chain, actor=actor, role=acting_as(actor, assessment)
    )
    return document


def keep_issued(issue: Issue, content: bytes, *, kind: str, actor, **about: Any) -> IssuedDocument:
    """Store the bytes and the document that says of itself what `issue` says; `about`: its owner and other fields."""
    return IssuedDocument.objects.create(
        id=issue.id,
        kind=kind,
        number=issue.number,
        issued_at=issue.issued_at,
        issued_by=actor,
        blob=store_generated(content, media_type=PDF),
        content_hash=issue.content_hash,
        audit_head=issue.audit_head,
        audit_length=issue.audit_length,
        **about,
    )


def tell_issued(
    document: IssuedDocument, superseded: Iterable[str], *, chain: str, actor, role: str, **more: Any
) -> None:
    """Write to the audit that a document was issued, and which ones it replaces."""
    record(
        chain,
        actor=actor,
        role=role,
        action="document.issue",
        label="assessments.issueddocument",
        object_id=document.pk,
        after={
            "kind": document.kind,
            "number": document.number,
            **more,
            "sha256": document.blob.sha256 if document.blob else "",
            "content_hash": document.content_hash,
            "supersedes": list(superseded),
        },
    )
