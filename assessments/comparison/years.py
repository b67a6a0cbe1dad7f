"""Years of one unit as far as a reader knows them: the way of its totals and areas, and two years side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessments.carrying.mapping import mapping_between
from assessments.comparison.lines import Cell
from assessments.comparison.two_years import TwoYears, two_years
from assessments.engine.answers import Given
from assessments.engine.carrying import are_editions
from assessments.engine.scoring import score
from assessments.loaded import instrument_of, policy_of
from assessments.models import Answer, Assessment, Sheet
from assessments.pictures.of_unit import SIDES, Year, slopes_of, years_of
from assessments.pictures.slope import Slope
from assessments.reports.figures import figure, thresholds
from assessments.stored import given

STRONGEST = ("TPN", "TPI", "Unit")  # like is compared with like, the furthest first


@dataclass(frozen=True)
class YearLine:
    """One year: its instrument (code and regulation), target, stage, a total for each of SIDES ("–": none to see)."""

    year: int
    pk: int
    instrument: str
    regulation: str
    target: str
    state: str
    totals: tuple[Cell, ...]


@dataclass(frozen=True)
class Years:
    """The whole view. `here`: the year of the page has answers; `others` can stand beside it, `sides` are the parties
    of both years.
    """

    lines: tuple[YearLine, ...]
    totals: Slope | None
    areas: Slope | None
    mixed: bool
    here: bool
    others: tuple[int, ...]
    sides: tuple[str, ...]
    pair: TwoYears | None


def years_beside(
    user, assessment: Assessment, *, other: str = "", side: str = "", every: bool = False
) -> Years:
    """The years of the unit as far as the reader knows them; `other` and `side` choose the pair, where they can.

    Three queries: the years, their sheets, the answers of the pair.
    """
    years = years_of(user, assessment)
    totals, areas = slopes_of(years, assessment) if years else (None, None)
    mine = next((year for year in years if year[0].pk == assessment.pk), None)
    rest = [year for year in years if year is not mine]
    chosen = _chosen(rest, assessment.period.year, other) if mine else None
    sides = tuple(s for s in STRONGEST if mine and chosen and s in mine[1] and s in chosen[1])
    pair = None
    if mine and chosen and sides:
        pair = _pair(mine, chosen, side if side in sides else sides[0], every=every)
    return Years(
        lines=tuple(_line(*year) for year in years),
        totals=totals,
        areas=areas,
        mixed=len({one.period.instrument_id for one, _ in years}) > 1,
        here=mine is not None,
        others=tuple(one.period.year for one, _ in rest),
        sides=sides,
        pair=pair,
    )


def _chosen(rest: Sequence[Year], this: int, wanted: str) -> Year | None:
    """The wanted year, else the nearest before this one, else the nearest after."""
    by_year = {one.period.year: (one, sheets) for one, sheets in rest}
    if wanted.isdecimal() and int(wanted) in by_year:
        return by_year[int(wanted)]
    earlier, later = [y for y in by_year if y < this], [y for y in by_year if y > this]
    nearest = max(earlier) if earlier else min(later, default=None)
    return None if nearest is None else by_year[nearest]


def _line(one: Assessment, sheets: Mapping[str, Sheet]) -> YearLine:
    near = thresholds(policy_of(one.period))["total"]
    return YearLine(
        year=one.period.year,
        pk=one.pk,
        instrument=one.period.instrument.code,
        regulation=instrument_of(one.period).regulation,
        target=one.target,
        state=str(one.get_state_display()),
        totals=tuple(
            Cell(label, figure(Fraction(sheets[label].total), near) if label in sheets else "–")
            for label in SIDES
        ),
    )


def _pair(one: Year, other: Year, side: str, *, every: bool) -> TwoYears:
    old, new = sorted((one, other), key=lambda year: year[0].period.year)
    told = _answers(old[1][side], new[1][side])
    instruments = (instrument_of(old[0].period), instrument_of(new[0].period))
    scores = [score(instrument, answers) for instrument, answers in zip(instruments, told, strict=True)]
    return two_years(
        (old[0].period.year, new[0].period.year),
        instruments,
        told,
        scores,
        side=side,
        mapping=None if are_editions(*instruments) else mapping_between(*instruments),
        minima=thresholds(policy_of(new[0].period)),
        every=every,
    )


def _answers(*sheets: Sheet) -> tuple[dict[str, Given], ...]:
    """The answers of sheets; one query for all."""
    found: dict[int, dict[str, Given]] = {sheet.pk: {} for sheet in sheets}
    for answer in Answer.objects.filter(sheet__in=[sheet.pk for sheet in sheets]):
        found[answer.sheet_id][answer.code] = given(answer)
    return tuple(found.values())
