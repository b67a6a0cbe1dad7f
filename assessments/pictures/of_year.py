"""The pictures of a year of an instansi: heat map and distribution of its units, by the unit's or by TPI's values.

For those who come through `queries.visible_periods`. TPI's values only of released units.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.urls import reverse

from assessments.loaded import instrument_of, policy_of
from assessments.models import Assessment, Period, Sheet
from assessments.pictures.distribution import Distribution, distribution
from assessments.pictures.heat_map import HeatMap, Unit, heat_map
from assessments.reports.figures import thresholds
from assessments.rules import RELEASED

SIDES = {"unit": (Sheet.Kind.UNIT, "penilaian mandiri unit"), "tpi": (Sheet.Kind.TPI, "TPI")}


@dataclass(frozen=True)
class YearPictures:
    """`shown` of the `registered` units have a value by this side: `totals`; `met` of them reach all minima of the
    predicate that they aim at.
    """

    heat_map: HeatMap | None
    distribution: Distribution | None
    shown: int
    registered: int
    totals: tuple[Fraction, ...] = ()
    met: int = 0


def year_pictures(period: Period, side: str, *, lowest: int | None = None) -> YearPictures:
    """The pictures of a year by one of SIDES; two queries whatever the number of units. KeyError: no such side.

    `lowest`: the heat map holds only so many units, those with the lowest totals.
    """
    kind, whose = SIDES[side]
    registered = list(
        Assessment.objects.filter(period=period)
        .select_related("unit")
        .order_by("unit__code")
        .only("pk", "target", "state", "unit__code", "unit__name")
    )
    sheets = Sheet.objects.filter(assessment__period=period, kind=kind, answered__gt=0)
    if kind == Sheet.Kind.TPI:
        sheets = sheets.filter(assessment__state__in=RELEASED)
    found = {
        sheet.assessment_id: sheet for sheet in sheets.only("assessment_id", "total", "areas", "verdict")
    }
    minima = thresholds(policy_of(period))
    units = [_unit(one, found.get(one.pk)) for one in registered if side == "unit" or one.pk in found]
    if lowest is not None:
        units = sorted((one for one in units if one.total is not None), key=lambda one: (one.total, one.code))
        units = units[:lowest]
    totals = [Fraction(sheet.total) for sheet in found.values()]
    aims = {one.pk: one.target for one in registered}
    return YearPictures(
        heat_map=heat_map(
            "unit-area",
            f"Unit dan area perubahan menurut {whose}",
            instrument_of(period).areas,
            units,
            minima=[*minima["total"], *minima.get("area", ())],
        ),
        distribution=distribution(
            "sebaran", f"Sebaran nilai total menurut {whose}", totals, **_least(period)
        ),
        shown=len(found),
        registered=len(registered),
        totals=tuple(totals),
        met=sum(sheet.verdict[aims[pk]]["met"] for pk, sheet in found.items()),
    )


def _unit(one: Assessment, sheet: Sheet | None) -> Unit:
    url = reverse("assessments:assessment", args=[one.pk])
    if sheet is None:
        return Unit(one.unit.code, one.unit.name, None, url=url)
    return Unit(
        one.unit.code,
        one.unit.name,
        {code: Fraction(percent) for code, percent in sheet.areas.items()},
        Fraction(sheet.total),
        frozenset(line["what"] for line in sheet.verdict[one.target]["short"]),
        url,
    )


def _least(period: Period) -> dict[str, Any]:
    """The lowest of the least totals of the year, with its predicate."""
    least, name = min((minima.total, name) for name, minima in policy_of(period).predicates.items())
    return {"minimum": least, "predicate": name}
