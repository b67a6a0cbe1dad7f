"""TPI marks the evidence: how far it convinces, on which page, with a note. What of it the unit is told, and when."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from assessments import evidence_reads, queries
from assessments.models import Assessment, EvidenceMark, EvidenceUse, Round, RoundMark, Sheet, Verdict
from assessments.models.mark import MAX_NOTE, MAX_PAGE
from assessments.rules import acting_as
from assessments.services.answers import ACTION, check_open, sheet_for
from assessments.services.errors import Conflict, Refused
from assessments.services.locking import lock_assessment
from audit.services import record
from documents.names import plain_line
from units.texts import plain_text

KINDS = (Sheet.Kind.MEMBER, Sheet.Kind.TPI)
GONE = "Bukti ini sudah dilepas unit, jadi tandanya tetap seperti semula."


@dataclass(frozen=True)
class Wanted:
    """A mark as it was typed: `verdict` "" is "belum ditandai", `page` one short line."""

    verdict: str = ""
    page: str = ""
    note: str = ""


def save_mark(use_id: int, *, kind: str, wanted: Wanted, seen: int, actor) -> EvidenceMark | None:
    """Mark a piece of evidence in the actor's own sheet (`kind` MEMBER) or in the final one (TPI).

    `seen` is the version that the actor saw, 0 for none yet. An equal mark writes nothing; None: there is none.
    "Belum ditandai" takes the mark back; what is noted beside it stays with the sheet and is told to nobody.
    Raises EvidenceUse.DoesNotExist (stranger, a draft of the unit), NotAllowed (role, state, sheet locked or not open
    for this question), Refused (taken off, unknown verdict, too long), Conflict.
    """
    if kind not in KINDS:
        raise Refused("Hanya TPI yang menandai bukti.")
    with transaction.atomic():
        use = EvidenceUse.objects.select_related("revision").get(pk=use_id)
        try:
            assessment = lock_assessment(actor, use.assessment_id, ACTION[kind])
        except Assessment.DoesNotExist as error:
            raise EvidenceUse.DoesNotExist(f"evidence {use_id}") from error
        _check_standing(assessment, use_id)
        clean = _clean(wanted)
        owner = actor if kind == Sheet.Kind.MEMBER else None
        sheet = Sheet.objects.filter(assessment=assessment, kind=kind, owner=owner).first()
        if sheet is not None:
            check_open(sheet, [use.code])
        stored = EvidenceMark.objects.filter(sheet=sheet, use=use).first() if sheet is not None else None
        before = wanted_of(stored)
        if before == clean:
            return stored
        if seen != (stored.version if stored else 0):
            raise Conflict(use.code, seen, stored)
        sheet = sheet or sheet_for(assessment, kind, actor)
        mark = stored or EvidenceMark(sheet=sheet, use=use, version=0)
        mark.verdict, mark.page, mark.note = clean.verdict, clean.page, clean.note
        mark.version += 1
        mark.updated_by, mark.updated_at = actor, timezone.now()
        mark.save()
        record(
            assessment.audit_chain,
            actor=actor,
            role=acting_as(actor, assessment),
            action="mark.save",
            label=f"assessments.mark.{kind}",
            object_id=f"{sheet.pk}/{use.pk}",
            before=_plain(use, before) if stored else None,
            after=_plain(use, clean) | {"version": mark.version},
        )
    return mark


def wanted_of(mark: EvidenceMark | None) -> Wanted:
    """What a stored mark says; an empty one where there is none."""
    return Wanted(mark.verdict, mark.page, mark.note) if mark is not None else Wanted()


def release_marks(found: Round, codes: Collection[str]) -> int:
    """Keep, with a round, the lead's marks on the evidence of what it asks, as they stand; gives how many.

    The caller holds the lock on the assessment.
    """
    standing = evidence_reads.uses_of(found.assessment).filter(code__in=codes)
    marks = EvidenceMark.objects.filter(
        sheet__assessment=found.assessment, sheet__kind=Sheet.Kind.TPI, use__in=standing
    ).exclude(verdict=Verdict.NONE)
    told = [
        RoundMark(round=found, use_id=m.use_id, verdict=m.verdict, page=m.page, note=m.note) for m in marks
    ]
    RoundMark.objects.bulk_create(told)
    return len(told)


def as_request(marks: Iterable[EvidenceMark]) -> str:
    """What the lead noted beside evidence that does not wholly convince, as the text of a request; "" for nothing.

    Each mark brings its use with the document along.
    """
    lines = []
    for mark in marks:
        if mark.verdict not in (Verdict.PARTLY, Verdict.NOT):
            continue
        where = f" ({mark.page})" if mark.page else ""
        verdict = "baru meyakinkan sebagian" if mark.verdict == Verdict.PARTLY else "belum meyakinkan"
        title = mark.use.revision.document.title
        lines.append(f"“{title}”{where} {verdict}{': ' if mark.note else '.'}{mark.note}")
    return "\n".join(lines)


def noted_at(assessment: Assessment, code: str) -> str:
    """`as_request` of the lead's marks on the evidence of a question as they stand; one query."""
    marks = queries.final_marks_of(assessment).values()
    return as_request(mark for mark in marks if mark.use.code == code)


def _check_standing(assessment: Assessment, use_id: int) -> None:
    """Only what was submitted can be marked: a draft of the unit is not known to TPI."""
    use = EvidenceUse.objects.get(pk=use_id)
    if use.draft == EvidenceUse.Draft.ADDED:
        raise EvidenceUse.DoesNotExist(f"evidence {use_id}")
    if use.removed_at is not None:
        raise Refused(GONE)


def _clean(wanted: Wanted) -> Wanted:
    if wanted.verdict not in Verdict.values:
        raise Refused("Pilih salah satu: meyakinkan, sebagian, tidak meyakinkan, atau belum ditandai.")
    page, note = plain_line(wanted.page, MAX_PAGE + 1), plain_text(wanted.note)
    if len(page) > MAX_PAGE:
        raise Refused(f"Halaman paling panjang {MAX_PAGE} huruf; uraian ditulis di catatan.")
    if len(note) > MAX_NOTE:
        raise Refused("Catatan bukti paling panjang 2.000 huruf.")
    return Wanted(wanted.verdict, page, note)


def _plain(use: EvidenceUse, mark: Wanted) -> dict:
    return {
        "code": use.code,
        "document": use.revision.document_id,
        "verdict": mark.verdict,
        "page": mark.page,
        "note": mark.note,
    }


__all__ = ["KINDS", "Wanted", "as_request", "noted_at", "release_marks", "save_mark", "wanted_of"]
