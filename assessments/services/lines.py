"""The check-list of evidence: the unit ticks lines and adds its own; `ties` hangs evidence at them.

It is the unit's working aid: nobody else reads it, it is not submitted, and it moves no score (decision 0022). Every
write locks the assessment, asks for permission on what is then true, and names the version that the writer saw.
"""

from django.db import transaction

from assessments import evidence_reads, round_reads
from assessments.engine.instrument import Question
from assessments.loaded import instrument_of
from assessments.models import Assessment, EvidenceLine
from assessments.rules import acting_as, may_answer_area
from assessments.services.errors import Conflict, NotAllowed, Refused
from assessments.services.locking import lock_assessment
from audit.services import record
from documents.names import plain_line

State = EvidenceLine.State
MAX_TEXT = 150
MAX_OWN = 20  # a question: more is no list that anybody works off
GONE = "Butir ini sudah tidak ada di daftar. Muat ulang halamannya."


def check_question(actor, assessment: Assessment, code: str) -> Question:
    """The question whose evidence the person may change now.

    Raises Refused for an unknown one, NotAllowed outside the pokja and, in a round, for one that was not asked.
    """
    question = instrument_of(assessment.period).questions.get(code)
    if question is None:
        raise Refused(f"Pertanyaan {code[:40]} tidak ada di instrumen ini.")
    if not may_answer_area(actor, assessment, question.area):
        raise NotAllowed(f"Pertanyaan {code} di luar area pokja Anda.")
    asked = round_reads.open_codes(assessment)
    if asked is not None and code not in asked:
        raise NotAllowed(f"Pertanyaan {code} tidak diminta TPI untuk diperbaiki, jadi buktinya tetap.")
    return question


def set_line(pk: int, *, code: str, key: str, state: str, seen: int, actor, reason: str = "") -> EvidenceLine:
    """Tick a line, take the tick off, or say with a reason that the unit has no such thing.

    What stands already is left as it is. Raises Assessment.DoesNotExist for a stranger, NotAllowed (role, state,
    pokja, round), Refused (no such line, no reason, an own line, evidence tied to it), Conflict.
    """
    reason = _line_of(reason, "Alasan") if state == State.NOT_HERE else ""
    with transaction.atomic():
        assessment, question = _locked(pk, code, actor)
        line = line_at(assessment, question, key, actor)
        if (line.state, line.reason) == (state, reason):
            return line
        tied = (
            line.pk is not None and evidence_reads.uses_of(assessment, drafts=True).filter(line=line).exists()
        )
        if state == State.NOT_HERE:
            _may_not_be_here(line, reason, tied=tied)
        elif tied:
            return line  # the evidence tied to it says that it is there
        _compare(line, seen)
        before = _plain(line)
        line.state, line.reason = state, reason
        store_line(line, actor)
        _record(assessment, "line.set", line, actor, before=before, after=_plain(line))
    return line


def _may_not_be_here(line: EvidenceLine, reason: str, *, tied: bool) -> None:
    if line.own:
        raise Refused("Butir unit sendiri tidak perlu ditandai tidak berlaku: hapus saja dari daftar.")
    if tied:
        raise Refused(
            "Butir ini sudah memiliki bukti. Lepaskan dahulu buktinya dari butir ini bila memang tidak berlaku."
        )
    if not reason:
        raise Refused("Tuliskan singkat mengapa butir ini tidak berlaku di unit ini.")


def add_line(pk: int, *, code: str, text: str, actor) -> EvidenceLine:
    """Add an own line to a question, at most 20 of 150 characters; one that is there already is given back.

    Raises as `set_line`, Refused for an empty or too long text and for one that the instrument names.
    """
    text = _text_of(text)
    with transaction.atomic():
        assessment, question = _locked(pk, code, actor)
        own = list(assessment.lines.filter(code=code, own=True))
        same = next((line for line in own if line.text == text), None)
        if same is not None:
            return same
        _check_new(question, own, text)
        if len(own) >= MAX_OWN:
            raise Refused(
                f"Paling banyak {MAX_OWN} butir sendiri untuk satu pertanyaan. Gabungkan yang serupa, atau hapus "
                "yang tidak terpakai."
            )
        line = EvidenceLine(assessment=assessment, code=code, text=text, own=True, version=0)
        store_line(line, actor)
        _record(assessment, "line.add", line, actor, after=_plain(line))
    return line


def rename_line(pk: int, *, code: str, key: str, text: str, seen: int, actor) -> EvidenceLine:
    """Write the text of an own line anew. Raises as `add_line`, Refused for a line of the instrument, Conflict."""
    text = _text_of(text)
    with transaction.atomic():
        assessment, question = _locked(pk, code, actor)
        line = line_at(assessment, question, key, actor)
        if line.text == text:
            return line
        if not line.own:
            raise Refused("Butir dari instrumen tidak dapat diubah. Tambahkan butir sendiri bila perlu.")
        _check_new(question, assessment.lines.filter(code=code, own=True).exclude(pk=line.pk), text)
        _compare(line, seen)
        before, line.text = _plain(line), text
        store_line(line, actor)
        _record(assessment, "line.rename", line, actor, before=before, after=_plain(line))
    return line


def remove_line(pk: int, *, code: str, key: str, seen: int, actor) -> None:
    """Take an own line off the list; evidence tied to it stays at the question. Asked twice it happens once.

    Raises as `set_line`, Refused for a line of the instrument, Conflict.
    """
    with transaction.atomic():
        assessment, question = _locked(pk, code, actor)
        try:
            line = line_at(assessment, question, key, actor)
        except Refused:
            return
        if not line.own:
            raise Refused("Butir dari instrumen tidak dapat dihapus. Tandai tidak berlaku, dengan alasannya.")
        _compare(line, seen)
        gone, object_id = _plain(line), line.pk
        line.delete()
        line.pk = object_id
        _record(assessment, "line.remove", line, actor, before=gone)


def _locked(pk: int, code: str, actor) -> tuple[Assessment, Question]:
    assessment = lock_assessment(actor, pk, "answer")
    return assessment, check_question(actor, assessment, code)


def line_at(assessment: Assessment, question: Question, key: str, actor) -> EvidenceLine:
    """The line of a key (`checklist.Item.key`), a new one of version 0 where a line of the instrument has no row yet.

    Raises Refused for a key that names no line of this question of this assessment.
    """
    kind, number = key[:1], key[1:]
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise Refused(GONE)
    rows = assessment.lines.filter(code=question.code)
    if kind == "b":
        found = rows.filter(own=True, pk=int(number)).first()
        if found is None:
            raise Refused(GONE)
        return found
    if kind != "t" or not 1 <= int(number) <= len(question.evidence):
        raise Refused(GONE)
    text = question.evidence[int(number) - 1]
    new = EvidenceLine(assessment=assessment, code=question.code, text=text, version=0, updated_by=actor)
    return rows.filter(own=False, text=text).first() or new


def key_of(question: Question, line: EvidenceLine | None) -> str:
    """The key of a line; "" for none, and for one that the instrument no longer names."""
    if line is None:
        return ""
    if line.own:
        return f"b{line.pk}"
    return f"t{question.evidence.index(line.text) + 1}" if line.text in question.evidence else ""


def _line_of(text: str, what: str) -> str:
    line = plain_line(text, MAX_TEXT + 1)
    if len(line) > MAX_TEXT:
        raise Refused(f"{what} paling panjang {MAX_TEXT} huruf. Ringkaskan.")
    return line


def _text_of(text: str) -> str:
    line = _line_of(text, "Butir")
    if not line:
        raise Refused("Tuliskan bukti apa yang perlu disiapkan.")
    return line


def _check_new(question: Question, others, text: str) -> None:
    known = {*map(str.casefold, question.evidence), *(line.text.casefold() for line in others)}
    if text.casefold() in known:
        raise Refused("Butir itu sudah ada di daftar pertanyaan ini.")


def _compare(line: EvidenceLine, seen: int) -> None:
    if seen != line.version:
        raise Conflict(line.code, seen, line)


def store_line(line: EvidenceLine, actor) -> None:
    """Store a line as its next version. The caller holds the lock of the assessment."""
    line.version, line.updated_by = line.version + 1, actor
    line.save()


def _plain(line: EvidenceLine) -> dict:
    return {"code": line.code, "text": line.text, "own": line.own, "state": line.state, "reason": line.reason}


def _record(assessment: Assessment, action: str, line: EvidenceLine, actor, before=None, after=None) -> None:
    record(
        assessment.audit_chain,
        actor=actor,
        role=acting_as(actor, assessment),
        action=action,
        label="assessments.evidenceline",
        object_id=line.pk,
        before=before,
        after=after,
    )


__all__ = [
    "MAX_OWN",
    "MAX_TEXT",
    "add_line",
    "check_question",
    "key_of",
    "line_at",
    "remove_line",
    "rename_line",
    "set_line",
    "store_line",
]
