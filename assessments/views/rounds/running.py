"""The round that the unit answers now, and the next one that TPI gathers, as the page of the rounds shows them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils import timezone

from assessments import evidence_reads, queries, round_reads
from assessments.engine.answers import Given
from assessments.engine.instrument import Question
from assessments.loaded import instrument_of
from assessments.models import Answer, Assessment, EvidenceMark, ReturnProposal, Round, RoundRequest
from assessments.panels import HASIL, Shown
from assessments.round_changes import change_between, given_in, proof_of, proofs_in
from assessments.rules import AT_TPI, may, may_answer_area
from assessments.services.marks import as_request
from assessments.stored import given
from assessments.views.answering.rows import slug_of
from assessments.views.marks.rows import ToldMark, told_marks
from assessments.views.rounds.boxes import (
    ROUND_PAGE,
    Box,
    ProposalRow,
    proposal_box,
    proposal_rows,
    reply_box,
    request_box,
)
from assessments.views.rounds.rows import AreaGroup, ShownChange, Told, by_area, by_revision, shown_change
from units.models import User


@dataclass(frozen=True)
class Line(Shown):
    """A question with what is asked. With a `box` it is written here, without one `text` and `reply` are read. `marks`
    on the evidence were released with it.
    """

    question: Question
    text: str = ""
    reply: str = ""
    box: Box | None = None
    proposals: tuple[ProposalRow, ...] = ()
    change: ShownChange | None = None
    marks: tuple[ToldMark, ...] = ()

    @property
    def slug(self) -> str:
        """The code as part of an id."""
        return slug_of(self.question.code)

    @property
    def page(self) -> str:
        """The page on which the question stands."""
        return self.question.area or HASIL


@dataclass(frozen=True)
class Running(Shown):
    """The round that the unit answers now; of its drafts TPI sees how many replies there are, and no more."""

    round: Round
    groups: tuple[AreaGroup, ...]
    count: int
    replied: int
    overdue: bool


@dataclass(frozen=True)
class Next(Shown):
    """The round that is gathered: requests with the proposals to them, and proposals alone."""

    number: int
    groups: tuple[AreaGroup, ...]
    count: int
    proposed: int


def running_of(user: User, a: Assessment, found: Round, told: Told) -> Running:
    """The open round: for the unit with its replies and changes so far, for others only what is asked."""
    asked = list(found.requests.all())
    instrument = instrument_of(a.period)
    if may(user, "reply", a):
        changes = _changes_so_far(a, found, [request.code for request in asked])
        lines = [_own_line(user, a, request, changes.get(request.code)) for request in asked]
    else:
        lines = [Line(instrument.questions[request.code], request.text) for request in asked]
    lines = [replace(line, marks=told_marks(told.get((found.pk, line.question.code), ()))) for line in lines]
    return Running(
        round=found,
        groups=by_area(instrument, lines),
        count=len(asked),
        replied=sum(bool(request.reply.strip()) for request in asked),
        overdue=found.due is not None and found.due < timezone.now(),
    )


def _own_line(user: User, a: Assessment, request: RoundRequest, change: ShownChange | None) -> Line:
    question = instrument_of(a.period).questions[request.code]
    box = None
    if may_answer_area(user, a, question.area):
        box = reply_box(a, request, reader=user, back=ROUND_PAGE)
    return Line(question, request.text, request.reply, box, change=change)


def _changes_so_far(a: Assessment, found: Round, codes: list[str]) -> dict[str, ShownChange]:
    """What the unit has drafted against what it submitted; three queries, none without a submission."""
    if found.before is None:
        return {}
    content, instrument = found.before.content, instrument_of(a.period)
    drafts, evidence = round_reads.draft_answers_of(a), evidence_reads.evidence_of(a, codes, drafts=True)
    uses = by_revision(
        [*evidence_reads.uses_ever(a, codes), *(use for each in evidence.values() for use in each)]
    )
    shown = {}
    for code in codes:
        change = change_between(
            given_in(content, code),
            _given(drafts, code),
            proofs_in(content, code),
            [proof_of(use) for use in evidence.get(code, ())],
        )
        shown[code] = shown_change(instrument.questions[code], change, uses)
    return shown


def _given(answers: Mapping[str, Answer], code: str) -> Given:
    return given(answers[code]) if code in answers else Given()


def next_of(user: User, a: Assessment, rounds: list[Round]) -> Next | None:
    """The next round as it is gathered: for lead and pengendali all of it, for a member the own proposals.

    Three queries at most; None for everybody else, and once nothing can be asked any more.
    """
    reads, proposes = may(user, "view_member_sheets", a), may(user, "propose_return", a)
    if not (reads or proposes) or not may(user, "view_rounds", a) or a.state not in AT_TPI:
        return None
    proposals: dict[str, list[ReturnProposal]] = {}
    for one in round_reads.proposals_of(a, author=None if reads else user):
        proposals.setdefault(one.code, []).append(one)
    draft = next((one for one in rounds if one.is_draft), None)
    written = {r.code: r for r in draft.requests.all()} if draft and reads else {}
    instrument = instrument_of(a.period)
    writes = not reads and bool(proposals) and not queries.is_excused(user, a)
    noted = _noted(a) if may(user, "write_requests", a) else {}
    lines = [
        _next_line(
            user,
            a,
            code,
            written.get(code),
            proposals.get(code, []),
            noted.get(code, ""),
            reads=reads,
            writes=writes,
        )
        for code in instrument.questions
        if code in written or code in proposals
    ]
    return Next(
        number=sum(not one.is_draft for one in rounds) + 1,
        groups=by_area(instrument, lines),
        count=len(written),
        proposed=len(proposals.keys() - written.keys()),
    )


def _noted(a: Assessment) -> dict[str, str]:
    """Question → what the lead's marks say against its evidence; one query."""
    found: dict[str, list[EvidenceMark]] = {}
    for mark in queries.final_marks_of(a).values():
        found.setdefault(mark.use.code, []).append(mark)
    return {code: as_request(marks) for code, marks in found.items()}


def _next_line(
    user: User,
    a: Assessment,
    code: str,
    written: RoundRequest | None,
    proposed: list[ReturnProposal],
    noted: str,
    *,
    reads: bool,
    writes: bool,
) -> Line:
    question = instrument_of(a.period).questions[code]
    if writes:
        return Line(question, box=proposal_box(a, code, proposed[0], reader=user, back=ROUND_PAGE))
    rows = proposal_rows(a, proposed, written)
    if may(user, "write_requests", a):
        return Line(
            question, box=request_box(a, code, written, rows, reader=user, back=ROUND_PAGE, noted=noted)
        )
    return Line(question, written.text if written else "", proposals=rows)
