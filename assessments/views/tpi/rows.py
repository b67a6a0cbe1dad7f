"""One question on the TPI page: what unit and members say, and the answer that is chosen beside it. No queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from assessments.engine.answers import Given, display, is_answered
from assessments.engine.comparison import agreed, same_answer
from assessments.engine.instrument import Component, Question
from assessments.engine.scoring import question_value, two
from assessments.models import Answer, EvidenceUse, Sheet, SurveyIndex, Verdict
from assessments.stored import given
from assessments.survey_offers import SurveyOffer, is_unfounded
from assessments.tpi_sheets import Desk
from assessments.views.answering.rows import (
    OptionRow,
    Problem,
    QuestionRow,
    answer_text,
    question_row,
    slug_of,
)
from assessments.views.marks.rows import SHAPES, MarkRow
from assessments.views.rounds.at_question import AtQuestion
from assessments.views.tpi.talk import Talk

UNIT, FIRST = "Unit", "Pendahuluan"
REASON = "Berbeda dari jawaban unit. Tuliskan alasannya di catatan."
AGREE, DIFFER, WAIT = "sepakat", "berbeda", "menunggu"


@dataclass(frozen=True)
class Told:
    """What one party says: a choice as its code and criteria, counts as label and number, an index as text.

    `brief`: the code alone is enough, because the criteria stand beside it. `unfounded`: the source names a survey of
    the portal that gave no such answer.
    """

    who: str
    short: str
    text: str
    lines: tuple[tuple[str, str], ...]
    percent: str
    source: str
    note: str
    answered: bool
    brief: bool = False
    unfounded: bool = False


@dataclass(frozen=True)
class MarkedOption(OptionRow):
    """A choice, and who chose it ("Unit · Maya Kusuma")."""

    mark: str = ""


@dataclass(frozen=True)
class TpiRow:
    """One question. `row` is the answer beside the unit's: the member's own, the final one, or the level above's.

    `first`: what the level above said, where it assessed and the reader may know.

    `agreement` of the members: sepakat, berbeda, menunggu (someone has not answered), or "" where their sheets are
    not shown. `differs`: `row` answers otherwise than the unit. `reason_missing`: it does so without a note.
    `editable`: the answer can be changed here. `recheck`: a round may have overtaken it.
    `talk` is the team's discussion, None for those outside it. `proofs`: the unit's evidence with the marks on it.
    """

    row: QuestionRow
    unit: Told
    first: Told | None
    right: Told
    members: tuple[Told, ...]
    options: tuple[MarkedOption, ...]
    none_mark: str
    agreement: str
    waiting: int
    parted: bool
    differs: bool
    reason_missing: bool
    editable: bool
    recheck: bool
    round: AtQuestion | None = None
    talk: Talk | None = None
    proofs: tuple[MarkRow, ...] = ()
    counts_marks: bool = False

    @property
    def question(self) -> Question:
        """The question."""
        return self.row.question

    @property
    def code(self) -> str:
        """The code of the question."""
        return self.row.question.code

    @property
    def slug(self) -> str:
        """The code as part of an id."""
        return self.row.slug

    @property
    def marked(self) -> int:
        """How much of the evidence has a mark of this sheet."""
        return sum(proof.told is not None for proof in self.proofs)

    @property
    def unmarked(self) -> int:
        """How much of the evidence can be marked here and is not yet."""
        return sum(proof.editable and proof.told is None for proof in self.proofs)

    @property
    def doubted(self) -> bool:
        """Whether the sheet, or a member whose sheet is seen, marks some evidence as not convincing."""
        told = [one for proof in self.proofs for one in (proof.told, *proof.members)]
        return any(one is not None and one.shape == SHAPES[Verdict.NOT] for one in told)

    @property
    def marked_shape(self) -> str:
        """The shape beside the count of marks."""
        return "belum" if not self.marked else "berjalan" if self.marked < len(self.proofs) else "selesai"


def shown(item: TpiRow, chosen: str) -> bool:
    """Whether a question passes the filter; one with a problem always does."""
    passes = {
        "beda": item.parted or item.differs,
        "belum": not item.row.answered,
        "tanpa_catatan": item.reason_missing,
        "periksa": item.recheck,
        "bukti": item.unmarked > 0,
        "tidak": item.doubted,
    }
    return item.row.problem is not None or passes.get(chosen, True)


def tpi_row(
    desk: Desk,
    question: Question,
    leaf: Component,
    *,
    reader_id: int,
    signed: bool,
    problem: Problem | None = None,
    evidence: tuple[EvidenceUse, ...] = (),
    round: AtQuestion | None = None,
    talk: Talk | None = None,
    recorded: SurveyIndex | None = None,
    surveys: tuple[SurveyOffer, ...] = (),
    proofs: tuple[MarkRow, ...] = (),
) -> TpiRow:
    """Build the row of a question; `signed` says whether the reader may know who wrote the answer, and when."""
    code = question.code
    row = question_row(
        question,
        leaf,
        desk.answers.get(code),
        instansi=desk.assessment.unit.instansi,
        reader_id=reader_id,
        editable=desk.may_edit(code),
        problem=problem,
        evidence=evidence,
        recorded=recorded,
        surveys=surveys,
    )
    claimed = desk.unit_given(code)
    differs = differs_from_unit(question, desk.answers, desk.unit)
    reason_missing = differs and desk.decides and not desk.answers[code].note.strip()
    if reason_missing and not row.hint:
        row = replace(row, hint=REASON)
    if not signed:
        row = replace(row, saved_at="", saved_by="")
    said = [party.given(code) for party in desk.members]
    heard = [party.given(code) for party in desk.counting]
    unit = told_by(UNIT, question, claimed, surveys)
    editable = desk.may_edit(code)
    told = [
        _beside(party.name, question, party.given(code), unit, surveys, brief=editable)
        for party in desk.members
    ]
    above = desk.first_given(code)
    voices = [(UNIT, claimed), (FIRST, above), *zip((t.who for t in told), said, strict=True)]
    return TpiRow(
        row=row,
        unit=unit,
        first=_beside(FIRST, question, above, unit, surveys, brief=editable)
        if desk.first is not None
        else None,
        right=told_by("", question, given(desk.answers[code]) if code in desk.answers else None),
        members=tuple(told),
        options=tuple(
            MarkedOption(o.code, o.criteria, o.id, o.checked, _mark(voices, o.code)) for o in row.options
        ),
        none_mark=_mark(voices, None),
        agreement=_agreement(question, desk, heard),
        waiting=sum(not is_answered(question, one) for one in heard),
        parted=not desk.released and _parted(question, desk, [claimed, *heard]),
        differs=differs,
        reason_missing=reason_missing,
        editable=editable,
        recheck=code in desk.unconfirmed,
        round=round,
        talk=talk,
        proofs=proofs,
        counts_marks=desk.kind != Sheet.Kind.PRELIMINARY and not desk.released,
    )


def differs_from_unit(question: Question, answers: Mapping[str, Answer], unit: Mapping[str, Answer]) -> bool:
    """True when the question is answered otherwise than by the unit; a note makes no difference."""
    mine = given(answers[question.code]) if question.code in answers else None
    theirs = given(unit[question.code]) if question.code in unit else None
    return is_answered(question, mine) and not same_answer(question, theirs, mine)


def told_by(
    who: str, question: Question, one: Given | None, surveys: Iterable[SurveyOffer] | None = None
) -> Told:
    """What a party says as texts; "belum dijawab" where there is nothing. With `surveys`, the source is checked."""
    answered = is_answered(question, one)
    counted = one is not None and not one.none_yet and bool(question.inputs)
    values = one.value if one is not None and isinstance(one.value, Mapping) else {}
    lines = tuple((item.text, str(values.get(item.code, "–"))) for item in question.inputs) if values else ()
    full = answer_text(question, replace(one, source="")) if one is not None else "Belum dijawab"
    value = question_value(question, one) if answered and one is not None else None
    return Told(
        who=who,
        short=display(question, one),
        text=full,
        lines=lines if counted else (),
        percent=f"{two(value * 100)}%" if value is not None and question.kind != "choice" else "",
        source=one.source if one is not None and question.kind == "index" else "",
        note=one.note if one is not None else "",
        answered=answered,
        unfounded=one is not None and surveys is not None and is_unfounded(one, surveys),
    )


def _beside(
    who: str,
    question: Question,
    one: Given | None,
    unit: Told,
    surveys: Iterable[SurveyOffer],
    *,
    brief: bool,
) -> Told:
    told = told_by(who, question, one, surveys)
    return replace(
        told,
        source="" if told.source == unit.source else told.source,  # said once is enough
        brief=brief and question.kind == "choice",
    )


def _mark(voices: list[tuple[str, Given | None]], value: str | None) -> str:
    """Who chose an option; `value` None is "belum ada"."""
    if value is None:
        return " · ".join(who for who, one in voices if one is not None and one.none_yet)
    return " · ".join(
        who for who, one in voices if one is not None and not one.none_yet and one.value == value
    )


def _agreement(question: Question, desk: Desk, said: list[Given | None]) -> str:
    if not desk.sees_members or not said:
        return ""
    if any(not is_answered(question, one) for one in said):
        return WAIT
    mine = given(desk.answers[question.code]) if desk.is_own and question.code in desk.answers else None
    voices = [*said, mine] if desk.is_own else said
    return AGREE if agreed(question, voices) is not None else DIFFER


def _parted(question: Question, desk: Desk, said: list[Given | None]) -> bool:
    """Whether those who answered before the final answer do not all say the same."""
    mine = given(desk.answers[question.code]) if desk.is_own and question.code in desk.answers else None
    voices = [one for one in [*said, mine] if is_answered(question, one)]
    return any(not same_answer(question, voices[0], one) for one in voices[1:])


__all__ = ["MarkedOption", "Told", "TpiRow", "differs_from_unit", "shown", "slug_of", "told_by", "tpi_row"]
