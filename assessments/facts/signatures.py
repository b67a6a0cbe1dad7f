"""Who of the team stands for TPI's result now, in the order anggota → ketua → pengendali teknis (DESIGN "People")."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assessments import queries
from assessments.models import Assessment, Sheet, Signature
from assessments.result_hash import result_hash
from units.models import TeamMember

Seat = TeamMember.Seat


class Standing(StrEnum):
    """How a person's signature stands."""

    NONE = "none"  # not signed yet
    SIGNED = "signed"
    CHANGED = "changed"  # signed, and the result is another since
    OVERTAKEN = "overtaken"  # signed, and who signs before them signed later
    VOID = "void"  # taken back, with a reason
    EXCUSED = "excused"


@dataclass(frozen=True)
class Line:
    """One person of the team today. `signature` is their last one in this seat, whatever became of it."""

    member: TeamMember
    standing: Standing
    at: datetime | None = None
    signature: Signature | None = None

    @property
    def stands(self) -> bool:
        """Whether it counts: signed what is there now, after those who sign before."""
        return self.standing == Standing.SIGNED


def signature_lines(assessment: Assessment, team: Sequence[TeamMember] | None = None) -> tuple[Line, ...]:
    """One line for everybody of the team, in the order of signing. `team` is `queries.team_of`, read when missing."""
    seats = queries.team_of(assessment) if team is None else team
    last = _last(assessment)
    sheets = queries.sheets_of(assessment)
    members = tuple(
        _member_line(m, sheets.get((Sheet.Kind.MEMBER, m.user_id)), last.get((m.user_id, m.seat)))
        for m in seats
        if m.seat == Seat.ANGGOTA
    )
    after = max((line.at for line in members if line.at and line.stands), default=None)
    return members + _result_lines(assessment, seats, last, after)


def result_lines(assessment: Assessment, team: Sequence[TeamMember] | None = None) -> tuple[Line, ...]:
    """The lines of ketua and pengendali alone."""
    return tuple(line for line in signature_lines(assessment, team) if line.member.seat != Seat.ANGGOTA)


def _last(assessment: Assessment) -> dict[tuple[int, str], Signature]:
    """(user id, seat) → the newest signature of this person in this seat."""
    return {(row.user_id, row.seat): row for row in assessment.signatures.order_by("at", "pk")}


def _member_line(member: TeamMember, sheet: Sheet | None, last: Signature | None) -> Line:
    """An anggota signs by declaring the own sheet done."""
    if sheet is None or (sheet.done_at is None and sheet.excused_at is None):
        return Line(member, Standing.VOID if last else Standing.NONE, signature=last)
    if sheet.done_at is None:
        return Line(member, Standing.EXCUSED, sheet.excused_at)
    return Line(member, Standing.SIGNED, last.at if last else sheet.done_at, last)


def _result_lines(
    assessment: Assessment,
    seats: Sequence[TeamMember],
    last: dict[tuple[int, str], Signature],
    after: datetime | None,
) -> tuple[Line, ...]:
    stands = ""
    if any(row.void_at is None and row.seat != Seat.ANGGOTA for row in last.values()):
        stands = result_hash(assessment)
    found: list[Line] = []
    for seat in (Seat.KETUA, Seat.PENGENDALI):
        here = [
            _result_line(m, last.get((m.user_id, m.seat)), stands, after) for m in seats if m.seat == seat
        ]
        after = max((line.at for line in here if line.at and line.stands), default=after)
        found += here
    return tuple(found)


def _result_line(member: TeamMember, last: Signature | None, stands: str, after: datetime | None) -> Line:
    if last is None:
        return Line(member, Standing.NONE)
    standing = Standing.SIGNED
    if last.void_at is not None:
        standing = Standing.VOID
    elif last.content_hash != stands:
        standing = Standing.CHANGED
    elif after is not None and last.at < after:
        standing = Standing.OVERTAKEN
    return Line(member, standing, last.at, last)
