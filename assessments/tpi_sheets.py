"""Which sheets of TPI, or of the level above, lie before a person now. What they may not see is never loaded
(DESIGN "People").
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from assessments import queries
from assessments.engine.answers import Given
from assessments.models import Answer, Assessment, Sheet
from assessments.rules import (
    RELEASED,
    SUBMITTED,
    is_anggota,
    is_preliminary,
    may,
    may_see_member_sheets,
)
from assessments.stored import given
from units.models import User


@dataclass(frozen=True)
class Party:
    """A member's sheet as others see it; empty while the member has not begun. Excused, it no longer counts."""

    user_id: int
    name: str
    answers: Mapping[str, Answer] = field(default_factory=dict)
    answered: int = 0
    total: Decimal | None = None
    done_at: datetime | None = None
    excused_at: datetime | None = None
    unconfirmed: tuple[str, ...] = ()
    reopened_in_part: bool = False

    def given(self, code: str) -> Given | None:
        """What this member says to a question."""
        return given(self.answers[code]) if code in self.answers else None


@dataclass(frozen=True)
class Desk:
    """The unit's sheet, and beside it the one sheet that this person fills in or reads: own, final, or the level
    above's.

    `kind` is Sheet.Kind.MEMBER (own), Sheet.Kind.TPI (final) or Sheet.Kind.PRELIMINARY (shared by all assessors of
    the level above). `members` are the sheets of others; it is empty unless `sees_members`. `first`: what the level
    above answered, one more voice beside the unit's; None: nothing, or not theirs to see. `released`: the final
    answers are out, nothing changes any more. `open_codes`: the questions that can be changed in a member's sheet
    after a round; None: all.
    """

    assessment: Assessment
    kind: str
    editable: bool
    released: bool
    sees_members: bool
    unit_sheet: Sheet | None
    unit: Mapping[str, Answer]
    sheet: Sheet | None
    answers: Mapping[str, Answer]
    members: tuple[Party, ...] = ()
    open_codes: frozenset[str] | None = None
    first: Mapping[str, Answer] | None = None

    def may_edit(self, code: str) -> bool:
        """Whether the answer to a question can be changed here: a sheet that a round reopened is open in part."""
        return self.editable and (self.open_codes is None or code in self.open_codes)

    @property
    def counting(self) -> tuple[Party, ...]:
        """The members whose sheets count: all but those who are excused."""
        return tuple(party for party in self.members if party.excused_at is None)

    @cached_property
    def unconfirmed(self) -> frozenset[str]:
        """Answers of this sheet that a round may have overtaken and that nobody looked at again yet."""
        if self.sheet is None or self.released or self.sheet.excused_at is not None:
            return frozenset()
        return frozenset(self.sheet.unconfirmed)

    @property
    def is_excused(self) -> bool:
        """True for a member whom the lead excused: the own sheet can only be read."""
        return self.is_own and self.sheet is not None and self.sheet.excused_at is not None

    @property
    def waiting_for_a_second_look(self) -> frozenset[str]:
        """The questions whose answers some member has yet to look at again after a round."""
        return frozenset(code for party in self.counting for code in party.unconfirmed)

    @property
    def is_own(self) -> bool:
        """True for a member at their own sheet."""
        return self.kind == Sheet.Kind.MEMBER

    @property
    def is_first(self) -> bool:
        """True at the sheet of the penilaian pendahuluan."""
        return self.kind == Sheet.Kind.PRELIMINARY

    @property
    def decides(self) -> bool:
        """True for those before whom the members' sheets lie until the final answers are out: lead, pengendali."""
        return self.kind == Sheet.Kind.TPI and not self.released

    def unit_given(self, code: str) -> Given | None:
        """The unit's answer to a question."""
        return given(self.unit[code]) if code in self.unit else None

    def first_given(self, code: str) -> Given | None:
        """What the level above answered to a question, where that is theirs to see."""
        return given(self.first[code]) if self.first and code in self.first else None


def desk_of(user, assessment: Assessment, *, signed: bool = True) -> Desk | None:
    """What the person may see now of TPI's work, or of the level above's; None: nothing. `signed`: the answers bring
    their writers along.

    Three queries: the sheets, their answers, and (for those who see the members' sheets) the seats of the team.
    Before submission nobody sees anything; a member sees the unit's and their own sheet until it is done. The level
    above sees its own sheet, and TPI's once it is final.
    """
    released = assessment.state in RELEASED
    member = is_anggota(user, assessment) and assessment.state in SUBMITTED and not released
    if member or (assessment.state in SUBMITTED and may(user, "view_final", assessment)):
        return _desk_of_tpi(user, assessment, member=member, released=released, signed=signed)
    if is_preliminary(user, assessment) and may(user, "view_preliminary", assessment):
        return _desk_of_level_above(user, assessment, signed=signed)
    return None


def _desk_of_level_above(user, assessment: Assessment, *, signed: bool) -> Desk:
    sheets = queries.sheets_of(assessment)
    unit, sheet = sheets.get((Sheet.Kind.UNIT, None)), sheets.get((Sheet.Kind.PRELIMINARY, None))
    answers = _answers([s for s in (unit, sheet) if s is not None], signed)
    return Desk(
        assessment=assessment,
        kind=Sheet.Kind.PRELIMINARY,
        editable=may(user, "assess_preliminary", assessment),
        released=False,
        sees_members=False,
        unit_sheet=unit,
        unit=answers.get(unit.pk, {}) if unit else {},
        sheet=sheet,
        answers=answers.get(sheet.pk, {}) if sheet else {},
    )


def _desk_of_tpi(user, assessment: Assessment, *, member: bool, released: bool, signed: bool) -> Desk:
    sheets = queries.sheets_of(assessment)
    own = sheets.get((Sheet.Kind.MEMBER, user.pk))
    done = own is not None and own.done_at is not None
    shut = done or (own is not None and own.excused_at is not None)
    kind = Sheet.Kind.MEMBER if member else Sheet.Kind.TPI
    sees = may_see_member_sheets(user, assessment, own_sheet_done=done)
    unit, right = sheets.get((Sheet.Kind.UNIT, None)), own if member else sheets.get((kind, None))
    names = _others(user, assessment, sheets, released=released, member=member) if sees else {}
    others = {pk: sheets.get((Sheet.Kind.MEMBER, pk)) for pk in names}
    first = sheets.get((Sheet.Kind.PRELIMINARY, None)) if may(user, "view_preliminary", assessment) else None
    answers = _answers([s for s in (unit, right, first, *others.values()) if s is not None], signed)
    return Desk(
        assessment=assessment,
        kind=kind,
        editable=may(user, "assess" if member else "decide", assessment) and not (member and shut),
        released=released,
        sees_members=sees,
        unit_sheet=unit,
        unit=answers.get(unit.pk, {}) if unit else {},
        sheet=right,
        answers=answers.get(right.pk, {}) if right else {},
        members=tuple(_party(pk, name, others[pk], answers) for pk, name in names.items()),
        open_codes=frozenset(own.open_codes) if member and own and own.open_codes is not None else None,
        first=answers.get(first.pk, {}) if first else None,
    )


def _others(user, assessment: Assessment, sheets, *, released: bool, member: bool) -> dict[int, str]:
    """Whose sheets are shown: before release those who hold a seat now, afterwards those who handed one in."""
    if not released:
        seats = queries.members_of(assessment)
        return {seat.user_id: str(seat.user) for seat in seats if not (member and seat.user_id == user.pk)}
    handed_in = [s.owner_id for s in sheets.values() if s.kind == Sheet.Kind.MEMBER and s.done_at is not None]
    return {person.pk: str(person) for person in User.objects.filter(pk__in=handed_in).order_by("pk")}


def _party(pk: int, name: str, sheet: Sheet | None, answers) -> Party:
    if sheet is None:
        return Party(pk, name)
    return Party(
        pk,
        name,
        answers.get(sheet.pk, {}),
        sheet.answered,
        sheet.total,
        sheet.done_at,
        sheet.excused_at,
        tuple(sheet.unconfirmed),
        sheet.open_codes is not None,
    )


def _answers(sheets: list[Sheet], signed: bool) -> dict[int, dict[str, Answer]]:
    found: dict[int, dict[str, Answer]] = {}
    rows = Answer.objects.filter(sheet__in=sheets)
    for answer in rows.select_related("updated_by") if signed else rows:
        found.setdefault(answer.sheet_id, {})[answer.code] = answer
    return found
