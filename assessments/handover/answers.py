"""What was answered to each of PortalRB's questions: as text or null, never a number."""

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.utils.formats import date_format

from assessments import evidence_reads
from assessments.handover.proposed import Unit
from assessments.handover.questions import Soal
from assessments.models import Answer, EvidenceUse, Sheet

Row = dict[str, int | str | None]
CONFIDENTIAL = "Dokumen {level}, diperlihatkan kepada tim evaluasi atas permintaan"


def answers_of(unit: Unit, questions: Iterable[Soal]) -> list[Row]:
    """One row a question, by number, of what the unit submitted and of TPI's final answers; two queries.

    Only of a unit from `proposed_in`: its result is released. Members' sheets are never read.
    """
    sheets = _sheets(unit)
    mine, final = sheets[Sheet.Kind.UNIT], sheets[Sheet.Kind.TPI]
    proofs = _proofs(unit)
    rows = [_row(soal, mine.get(soal.code), final.get(soal.code), proofs) for soal in questions]
    if settings.PORTALRB_UNANSWERED:
        return rows
    return [row for row in rows if row["jawaban_unit"] is not None]


def _row(soal: Soal, mine: Answer | None, final: Answer | None, proofs: Mapping[str, str]) -> Row:
    return {
        "soal_id": soal.number,
        "jawaban_unit": text_of(soal, mine),
        "jawaban_tpi": text_of(soal, final),
        "catatan_unit": _note(mine),
        "bukti_dukung_unit": proofs.get(soal.code),
        "catatan_tpi": _note(final) if settings.PORTALRB_TPI_NOTES else None,
    }


def text_of(soal: Soal, answer: Answer | None) -> str | None:
    """An answer as the guide wants it: the letter or word of a choice, a number as text; null where there is none.

    "Belum ada" is no answer of the ministry's list: it is null, and the note says why.
    """
    value = None if answer is None or answer.none_yet else answer.value
    if soal.count:
        count = value.get(soal.count) if isinstance(value, Mapping) else None
        return None if count is None else str(count)
    if not isinstance(value, str):
        return None
    words = dict(zip(("Ya", "Tidak"), settings.PORTALRB_YES_NO, strict=True))
    return words.get(value, value.replace(".", settings.PORTALRB_DECIMAL))


def _note(answer: Answer | None) -> str | None:
    if answer is None:
        return None
    source = f"Sumber: {answer.source.strip()}" if answer.source.strip() else ""
    return "\n".join(part for part in (answer.note.strip(), source) if part) or None


def _sheets(unit: Unit) -> dict[str, dict[str, Answer]]:
    """Kind → question → answer, of the unit's sheet and TPI's final one; one query."""
    found: dict[str, dict[str, Answer]] = {Sheet.Kind.UNIT: {}, Sheet.Kind.TPI: {}}
    rows = Answer.objects.filter(sheet__assessment=unit.assessment, sheet__kind__in=found)
    for answer in rows.select_related("sheet"):
        found[answer.sheet.kind][answer.code] = answer
    return found


def _proofs(unit: Unit) -> dict[str, str]:
    """Question → its evidence in one text, oldest first; one query."""
    found: dict[str, list[str]] = {}
    for use in evidence_reads.uses_of(unit.assessment).select_related("revision__document").order_by("pk"):
        found.setdefault(use.code, []).append(_proof(use))
    return {code: "; ".join(dict.fromkeys(texts)) for code, texts in found.items()}


def _proof(use: EvidenceUse) -> str:
    """The address of a link; of a file what it is and where in it to look. Of a confidential one only that it is."""
    document = use.revision.document
    if document.is_confidential:
        return CONFIDENTIAL.format(level=document.get_confidentiality_display().lower())
    if use.revision.is_link:
        return use.revision.url
    facts = (
        f"No. {document.number}" if document.number else "",
        date_format(document.date, "j F Y") if document.date else "",
        use.locator,
    )
    told = ", ".join(fact for fact in facts if fact)
    return f"{document.title} ({told})" if told else document.title
