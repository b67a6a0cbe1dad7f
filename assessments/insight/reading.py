"""The released sheets of a year as numbers, read at once: three queries whatever the number of units."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from django.db.models import F, TextField
from django.db.models.functions import Cast

from assessments.engine.answers import Given
from assessments.engine.instrument import Instrument, Question
from assessments.engine.scoring import question_value
from assessments.loaded import instrument_of
from assessments.models import Answer, Assessment, Period, Sheet
from assessments.queries import with_team
from assessments.rules import RELEASED

Kind = Sheet.Kind
Values = dict[str, int]


@dataclass(frozen=True)
class Unit:
    """One unit in the year; `team` is None where it has none."""

    pk: int
    code: str
    name: str
    state: str
    team: int | None

    @property
    def is_released(self) -> bool:
        """Whether its answers may count."""
        return self.state in RELEASED


@dataclass(frozen=True)
class Reading:
    """A year as numbers. Answers are numbers of `table`, which holds the different values 0..1: equal values have
    equal numbers, and whole numbers are counted many times faster than fractions.

    `unit` and `tpi`: assessment → question → number. `members`: (assessment, person) → question → number, only of
    sheets that were handed in and count. `names`: person → name.
    """

    instrument: Instrument
    units: tuple[Unit, ...]
    table: tuple[Fraction, ...]
    unit: Mapping[int, Values]
    tpi: Mapping[int, Values]
    members: Mapping[tuple[int, int], Values]
    names: Mapping[int, str]

    @property
    def released(self) -> tuple[Unit, ...]:
        """The units that count: released, with final answers."""
        return tuple(unit for unit in self.units if unit.is_released and unit.pk in self.tpi)


@dataclass
class _Numbers:
    """The different values, each with its number; an answer stored twice in the same words is scored once."""

    questions: Mapping[str, Question]
    table: list[Fraction] = field(default_factory=lambda: [Fraction(0)])
    by_value: dict[Fraction, int] = field(default_factory=lambda: {Fraction(0): 0})
    by_text: dict[tuple[str, str | None, bool], int] = field(default_factory=dict)

    def of(self, code: str, text: str | None, none_yet: bool) -> int:
        key = (code, text, none_yet)
        if key not in self.by_text:
            given = Given(json.loads(text) if text is not None else None, none_yet)
            value = question_value(self.questions[code], given)
            if value not in self.by_value:
                self.by_value[value] = len(self.table)
                self.table.append(value)
            self.by_text[key] = self.by_value[value]
        return self.by_text[key]


def read(period: Period) -> Reading:
    """Read a year. A question without an answer is worth 0, as in the score."""
    instrument = instrument_of(period)
    units = tuple(
        Unit(*row)
        for row in with_team(Assessment.objects.filter(period=period))
        .order_by("unit__code")
        .values_list("pk", "unit__code", "unit__name", "state", "team_id")
    )
    sheets = Sheet.objects.filter(
        assessment__period=period,
        assessment__state__in=RELEASED,
        kind__in=[Kind.UNIT, Kind.TPI, Kind.MEMBER],
    )
    rows = list(
        sheets.order_by("pk").values_list(
            "pk",
            "assessment_id",
            "kind",
            "owner_id",
            "owner__name",
            "owner__username",
            "done_at",
            "excused_at",
        )
    )
    empty = dict.fromkeys(instrument.questions, 0)
    unit: dict[int, Values] = {}
    tpi: dict[int, Values] = {}
    members: dict[tuple[int, int], Values] = {}
    names: dict[int, str] = {}
    by_sheet: dict[int, Values] = {}
    for pk, assessment, kind, owner, name, username, done_at, excused_at in rows:
        values = dict(empty)
        if kind == Kind.MEMBER:
            if done_at is None or excused_at is not None:
                continue
            members[assessment, owner] = values
            names[owner] = name or username
        else:
            (unit if kind == Kind.UNIT else tpi)[assessment] = values
        by_sheet[pk] = values
    numbers = _Numbers(instrument.questions)
    answers = Answer.objects.filter(sheet__in=sheets.values("pk")).order_by()
    for sheet, code, text, none_yet in answers.annotate(text=Cast(F("value"), TextField())).values_list(
        "sheet_id", "code", "text", "none_yet"
    ):
        if sheet in by_sheet:
            by_sheet[sheet][code] = numbers.of(code, text, none_yet)
    return Reading(instrument, units, tuple(numbers.table), unit, tpi, members, names)
