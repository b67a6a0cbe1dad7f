"""Writing answers: one by one from the page, many at once from a workbook, under the same rules."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property

from django.db import transaction
from django.utils import timezone

from assessments import queries, round_reads
from assessments.engine.answers import Given, clean_value
from assessments.engine.instrument import Instrument
from assessments.engine.scoring import Score
from assessments.loaded import instrument_of
from assessments.models import Answer, Assessment, Sheet, State
from assessments.rules import acting_as, may_answer_area
from assessments.saving_reads import StoredAnswer, answer_rows, sheet_row
from assessments.services.errors import Conflict, NotAllowed, Refused
from assessments.services.locking import lock_to_save
from assessments.services.scoring import rewrite_totals, score_answers, set_totals, touch
from assessments.stored import given
from audit.services import Event, record_many
from units.texts import plain_text

ACTION = {
    Sheet.Kind.UNIT: "answer",
    Sheet.Kind.PRELIMINARY: "assess_preliminary",
    Sheet.Kind.MEMBER: "assess",
    Sheet.Kind.TPI: "decide",
    Sheet.Kind.TPN: "edit_tpn",
}
BESIDE_UNIT = frozenset({Sheet.Kind.MEMBER, Sheet.Kind.TPI, Sheet.Kind.PRELIMINARY})


@dataclass(frozen=True)
class Change:
    """A wanted answer: `given` as typed, `seen` the version that its writer saw (0 = none yet)."""

    code: str
    given: Given
    seen: int


@dataclass(frozen=True)
class Saved:
    """The outcome of a save: the answers as stored now; `changed` names the codes that were written.

    `answers` are model rows for the codes that were asked to change; the unit's others are plain values.
    `unit` holds the unit's answers where a member or the lead saved beside them, so that no page asks again.
    `checked` names the codes that had waited to be looked at again and no longer do.
    `scored` is False when nothing that counts has changed (a note, a source): then the totals stand.
    """

    assessment: Assessment
    sheet: Sheet
    answers: Mapping[str, Answer | StoredAnswer]
    changed: tuple[str, ...] = ()
    scored: bool = False
    unit: Mapping[str, Answer] = field(default_factory=dict)
    totals: Score | None = None
    checked: frozenset[str] = frozenset()

    @cached_property
    def score(self) -> Score:
        """The score of the sheet as it is now."""
        return self.totals or score_answers(self.assessment.period, self.answers.values())


def save_answers(pk: int, *, kind: str, changes: list[Change], actor, via: str = "answer.save") -> Saved:
    """Write `changes` into the sheet of `kind` (the actor's own sheet for a member) in one transaction.

    In an open round of perbaikan the unit writes drafts, and only to the questions that the round asks for.

    Lock, permission, compare-and-set on each version, totals, one audit entry per changed answer. What is
    equal to the stored answer writes nothing, whatever version was seen. All or nothing.
    Raises NotAllowed (role, state, pokja, question not open, sheet already done), Conflict (someone else saved
    meanwhile), Refused (unknown code), BadValue (a value that the question's type does not take).
    """
    with transaction.atomic():
        assessment = lock_to_save(actor, pk, ACTION[kind])
        instrument = instrument_of(assessment.period)
        cleaned = [_clean(instrument, change) for change in changes]
        if kind == Sheet.Kind.UNIT:
            _check_areas(actor, assessment, instrument, cleaned)
            if assessment.state == State.PERBAIKAN:
                _check_asked(assessment, cleaned)
                kind = Sheet.Kind.DRAFT
        sheet = sheet_for(assessment, kind, actor)
        check_open(sheet, [change.code for change in cleaned])
        answers, unit = _answers(sheet, {change.code for change in cleaned})
        before = {c.code: given(answers[c.code]) if c.code in answers else Given() for c in cleaned}
        written = [c for c in cleaned if c.given != before[c.code]]
        if not written:
            return Saved(assessment, sheet, answers, unit=unit)
        events = [_write(sheet, answers, change, before[change.code], actor, via) for change in written]
        scored = any(_counts(before[change.code], change.given) for change in written)
        totals = rewrite_totals(sheet, assessment.period, answers.values()) if scored else touch(sheet)
        checked = _confirm(
            sheet, {change.code for change in written if _looked_at(instrument, sheet, change)}
        )
        record_many(assessment.audit_chain, events, actor=actor, role=acting_as(actor, assessment))
    codes = tuple(change.code for change in written)
    return Saved(assessment, sheet, answers, codes, scored, unit, totals, checked)


def _counts(before: Given, after: Given) -> bool:
    """Whether a change can move the score or the number of answers; "belum ada" counts once it has its note."""
    noted = after.none_yet and bool(before.note.strip()) != bool(after.note.strip())
    return (before.value, before.none_yet) != (after.value, after.none_yet) or noted


def _answers(sheet: Sheet, changing: set[str]) -> tuple[dict[str, Answer | StoredAnswer], dict[str, Answer]]:
    """(answers of the sheet, the unit's beside a sheet of TPI); one query. In a round the unit's drafts lie over what
    it submitted (two queries more).
    """
    if sheet.kind in BESIDE_UNIT:
        return queries.answers_beside_unit(sheet)
    if sheet.kind == Sheet.Kind.DRAFT:
        submitted = sheet_row(sheet.assessment, Sheet.Kind.UNIT, None)
        base = answer_rows(submitted, set()) if submitted else {}
        return base | answer_rows(sheet, changing), {}
    return answer_rows(sheet, changing), {}


def sheet_for(assessment: Assessment, kind: str, actor) -> Sheet:
    """The sheet of a kind, created with its totals when it is first written to; a member's belongs to the actor.

    The caller holds the lock on the assessment, so that two first writers cannot both create it.
    """
    owner = actor if kind == Sheet.Kind.MEMBER else None
    sheet = sheet_row(assessment, kind, owner.pk if owner else None)
    if sheet is None:
        sheet = Sheet(assessment=assessment, kind=kind, owner=owner)
        set_totals(sheet, assessment.period, [])
        sheet.save(force_insert=True)
    return sheet


def _clean(instrument: Instrument, change: Change) -> Change:
    question = instrument.questions.get(change.code)
    if question is None:
        raise Refused(f"Pertanyaan {change.code} tidak ada di instrumen {instrument.code}.")
    wanted = change.given
    value = None if wanted.none_yet else clean_value(question, wanted.value)
    source = wanted.source.strip() if question.kind == "index" else ""
    note = plain_text(wanted.note)
    if len(note) > 5000 or len(source) > 300:
        told = f"Catatan {change.code} paling panjang 5.000 huruf, sumber indeks 300 huruf."
        raise Refused((told, change.code))
    return replace(change, given=Given(value=value, none_yet=wanted.none_yet, note=note, source=source))


def _check_asked(assessment: Assessment, changes: list[Change]) -> None:
    asked = round_reads.open_codes(assessment) or frozenset()
    closed = [change.code for change in changes if change.code not in asked]
    if closed:
        raise NotAllowed(
            f"Pertanyaan {', '.join(closed[:5])} tidak diminta TPI untuk diperbaiki, jadi tidak dapat diubah."
        )


def check_open(sheet: Sheet, codes: Iterable[str]) -> None:
    """Refuse what a member's sheet is closed for: excused, done, or reopened for other questions (NotAllowed)."""
    if sheet.excused_at is not None:
        raise NotAllowed("Anda dibebaskan dari penilaian unit ini, jadi lembar Anda tidak dapat diubah.")
    if sheet.done_at is not None:
        raise NotAllowed("Lembar ini sudah dinyatakan selesai, jadi tidak dapat diubah lagi.")
    if sheet.open_codes is None:
        return
    closed = [code for code in codes if code not in sheet.open_codes]
    if closed:
        raise NotAllowed(
            f"Pertanyaan {', '.join(closed[:5])} tidak dibuka lagi: hanya yang diperbaiki unit yang dapat diubah."
        )


def _confirm(sheet: Sheet, codes: set[str]) -> frozenset[str]:
    """Whoever writes an answer anew has looked at what the round changed, or an earlier year brought."""
    checked = frozenset(codes.intersection(sheet.unconfirmed))
    if checked:
        sheet.unconfirmed = [code for code in sheet.unconfirmed if code not in checked]
        sheet.save(update_fields=["unconfirmed"])
    return checked


def _looked_at(instrument: Instrument, sheet: Sheet, change: Change) -> bool:
    """Whether this write shows that the whole answer was looked at. Not so a count of the unit's: the others beside it
    can still be an earlier year's, so that `carry_checks.confirm_carried` asks for them.
    """
    counted = sheet.kind == Sheet.Kind.UNIT and bool(instrument.questions[change.code].inputs)
    return not counted or change.given.value is None


def _check_areas(actor, assessment: Assessment, instrument: Instrument, changes: list[Change]) -> None:
    outside = [
        c.code for c in changes if not may_answer_area(actor, assessment, instrument.questions[c.code].area)
    ]
    if outside:
        raise NotAllowed(f"Pertanyaan {', '.join(outside[:5])} di luar area pokja Anda.")


def _write(
    sheet: Sheet, answers: dict[str, Answer | StoredAnswer], change: Change, before: Given, actor, via: str
) -> Event:
    stored = answers.get(change.code)
    if change.seen != (stored.version if stored else 0):
        raise Conflict(change.code, change.seen, stored)
    answer = stored or Answer(sheet=sheet, code=change.code, version=0)
    answer.value, answer.none_yet = change.given.value, change.given.none_yet
    answer.note, answer.source = change.given.note, change.given.source
    answer.version += 1
    answer.updated_by, answer.updated_at = actor, timezone.now()
    answer.save()
    answers[change.code] = answer
    return Event(
        action=via,
        label=f"assessments.answer.{sheet.kind}",
        object_id=f"{sheet.pk}/{change.code}",
        before=asdict(before),
        after=asdict(change.given) | {"version": answer.version},
    )
