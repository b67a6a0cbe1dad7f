"""What of the rounds stands at a question: for TPI on its page, for the unit on the answering page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from assessments import round_reads
from assessments.loaded import instrument_of
from assessments.models import Assessment, EvidenceUse, ReturnProposal, Round, RoundRequest
from assessments.panels import Shown
from assessments.rules import may, may_answer_area, of_team
from assessments.templatetags.zi import moment
from assessments.tpi_sheets import Desk
from assessments.views.answering.rows import Asked
from assessments.views.rounds.boxes import (
    Box,
    ProposalRow,
    proposal_box,
    proposal_rows,
    reply_box,
    request_box,
)
from assessments.views.rounds.rows import AskedRow, asked_row, by_revision
from units.models import User


@dataclass(frozen=True)
class AtQuestion(Shown):
    """For TPI. `box`: the lead's request or the member's proposal; `written` and `proposals`: the same to read, for the
    pengendali. `asked`, `due`: what the unit is mending now. `last`: the newest round here that is over; `fresh` when
    the answer beside it was not looked at again.
    """

    box: Box | None = None
    written: str = ""
    proposals: tuple[ProposalRow, ...] = ()
    asked: str = ""
    due: str = ""
    last: AskedRow | None = None
    fresh: bool = False


@dataclass(frozen=True)
class TpiRounds:
    """What the team may know of the rounds of a unit; `at(code)` gives the part of one question. `since`: when the
    first round was opened, None while there was none.
    """

    reader: User
    desk: Desk
    back: str
    draft: Mapping[str, RoundRequest] = field(default_factory=dict)
    proposals: Mapping[str, list[ReturnProposal]] = field(default_factory=dict)
    asked: Mapping[str, RoundRequest] = field(default_factory=dict)
    last: Mapping[str, AskedRow] = field(default_factory=dict)
    asks: bool = False
    proposes: bool = False
    reads: bool = False
    since: datetime | None = None

    def at(self, code: str, noted: str = "") -> AtQuestion:
        """What stands at a question; `noted`: what the marks of the sheet say against its evidence."""
        a = self.desk.assessment
        written, proposed = self.draft.get(code), self.proposals.get(code, [])
        rows = proposal_rows(a, proposed, written) if self.reads else ()
        box = None
        if self.asks:
            box = request_box(a, code, written, rows, reader=self.reader, back=self.back, noted=noted)
        elif self.proposes:
            own = proposed[0] if proposed else None
            box = proposal_box(a, code, own, reader=self.reader, back=self.back)
        asked, due = self.asked.get(code), None
        if asked is not None:
            due = asked.round.due
        sheet = self.desk.sheet
        return AtQuestion(
            box=box,
            written=written.text if written and box is None else "",
            proposals=rows if box is None else (),
            asked=asked.text if asked else "",
            due=moment(due, a.unit.instansi) if due else "",
            last=self.last.get(code),
            fresh=sheet is not None and code in sheet.unconfirmed,
        )

    @property
    def written(self) -> int:
        """How many requests the lead has written for the next round."""
        return len(self.draft)


def tpi_rounds(user: User, desk: Desk, back: str, uses: Sequence[EvidenceUse]) -> TpiRounds:
    """Load what the reader may know: at most three queries, whatever stands on the page; none outside the team.

    Rounds and (where there are some) their requests, proposals while they can be taken up. `uses` are those of the
    questions on the page, also what was taken off (`evidence_reads.uses_ever`).
    """
    a = desk.assessment
    if not of_team.test(user, a):
        return TpiRounds(user, desk, back)
    reads = may(user, "view_member_sheets", a) and not desk.released
    excused = desk.is_own and desk.sheet is not None and desk.sheet.excused_at is not None
    proposes = may(user, "propose_return", a) and not excused
    rounds = round_reads.rounds_of(a)
    return TpiRounds(
        reader=user,
        desk=desk,
        back=back,
        draft=_draft(rounds) if reads else {},
        proposals=_proposals(a, None if reads else user) if reads or proposes else {},
        asked={r.code: r for found in rounds if _is_open(found) for r in found.requests.all()},
        last=_last(a, rounds, uses),
        asks=may(user, "write_requests", a),
        proposes=proposes,
        reads=reads,
        since=next((found.opened_at for found in rounds if not found.is_draft), None),
    )


def _is_open(found: Round) -> bool:
    return found.closed_at is None and not found.is_draft


def _draft(rounds: list[Round]) -> dict[str, RoundRequest]:
    return {r.code: r for found in rounds if found.is_draft for r in found.requests.all()}


def _proposals(a: Assessment, author: User | None) -> dict[str, list[ReturnProposal]]:
    found: dict[str, list[ReturnProposal]] = {}
    for one in round_reads.proposals_of(a, author=author):
        found.setdefault(one.code, []).append(one)
    return found


def _last(a: Assessment, rounds: list[Round], uses: Sequence[EvidenceUse]) -> dict[str, AskedRow]:
    """The newest round that is over at each question."""
    newest = {r.code: (found, r) for found in rounds if found.closed_at for r in found.requests.all()}
    known = by_revision(uses)
    return {code: asked_row(a, found, request, known) for code, (found, request) in newest.items()}


@dataclass(frozen=True)
class UnitRound:
    """The round that the unit answers now."""

    round: Round
    asked: Mapping[str, RoundRequest]
    reader: User
    assessment: Assessment

    def at(self, code: str) -> Asked | None:
        """What TPI asks at a question; None for a question that it does not ask about."""
        request = self.asked.get(code)
        if request is None:
            return None
        area = instrument_of(self.assessment.period).questions[code].area
        box = None
        if may_answer_area(self.reader, self.assessment, area):
            box = reply_box(self.assessment, request, reader=self.reader, back="")
        return Asked(request.text, request.reply, box)


def unit_round(user: User, a: Assessment) -> UnitRound | None:
    """The open round for those who reply to it; None for everybody else and in every other state. Two queries."""
    if not may(user, "reply", a):
        return None
    found = next((one for one in round_reads.rounds_of(a) if _is_open(one)), None)
    if found is None:
        return None
    return UnitRound(found, {r.code: r for r in found.requests.all()}, user, a)
