"""Units of the same kind of service, anonymous: quartiles of the total and of each area, or why there are none yet.

Only TPI's released results of the same instansi and year count: one instrument, one policy, one inspectorate. What is
told of others is withheld or coarse enough that nobody is found out (docs/decisions/0046): see `_told` and `_pool`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import F, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce

from assessments import queries
from assessments.engine.spread import quartiles
from assessments.loaded import instrument_of, policy_of
from assessments.models import Assessment, Sheet, StateChange
from assessments.pictures.quartiles import Among, Quartiles, quartile_bands
from assessments.rules import RELEASED

LEAST = 5  # of fewer others nothing is told; their number also grows by so many at once
COARSE = 5  # figures of others are told in steps of so many points or percent
NO_KIND, NOT_RELEASED, FEW = "jenis", "rilis", "sedikit"


@dataclass(frozen=True)
class Peers:
    """The whole view: `why` there is no picture, or ""; never how many others there are."""

    kind: str
    why: str
    picture: Quartiles | None = None


def peers_of(user, assessment: Assessment, *, may_see: bool) -> Peers:
    """The unit among those of its kind; `may_see`: the unit's result is released and open to the reader.

    Two queries, one where too few are released.
    """
    kind = str(assessment.unit.get_service_kind_display())
    if not kind:
        return Peers("", NO_KIND)
    if not may_see:
        return Peers(kind, NOT_RELEASED)
    sheets = _released(assessment)
    own = next((sheet for sheet in sheets if sheet.assessment_id == assessment.pk), None)
    if own is None:
        return Peers(kind, NOT_RELEASED)
    pool = _pool([sheet for sheet in sheets if sheet is not own])
    if not pool or _guessable(user, pool):
        return Peers(kind, FEW)
    rows = _rows(assessment, own, pool)
    title = f"Nilai TPI unit ini di antara unit lain berjenis {kind}, {assessment.period.year}"
    return Peers(kind, "", quartile_bands("sejenis", title, rows, predicate=assessment.target))


def _released(assessment: Assessment) -> list[Sheet]:
    """TPI's released sheets of the kind in the year, in the order of their last release; one query."""
    released = StateChange.objects.filter(assessment=OuterRef("assessment"), name="finalkan")
    last = released.order_by().values("assessment").annotate(last=Max("at")).values("last")
    found = Sheet.objects.filter(
        kind=Sheet.Kind.TPI,
        assessment__period=assessment.period_id,
        assessment__unit__service_kind=assessment.unit.service_kind,
        assessment__state__in=RELEASED,
    )
    since = Coalesce(Subquery(last), F("assessment__state_since"))
    ordered = found.annotate(released_at=since).order_by("released_at", "pk")
    return list(ordered.only("assessment_id", "total", "areas"))


def _pool(others: Sequence[Sheet]) -> Sequence[Sheet]:
    """The others that count: whole fives in the order of release, so that no picture differs from the one before by a
    single unit's result.
    """
    return others[: len(others) // LEAST * LEAST]


def _guessable(user, pool: Collection[Sheet]) -> bool:
    """Whether the reader, who may look into some of these units, could work out the rest: one to four are left.

    Who may look into all of them has nothing to guess.
    """
    pks = {sheet.assessment_id for sheet in pool}
    known = queries.visible_assessments(user).filter(pk__in=pks).order_by().values_list("pk", flat=True)
    return 0 < len(pks.difference(known)) < LEAST


def _rows(assessment: Assessment, own: Sheet, pool: Sequence[Sheet]) -> list[Among]:
    minima = policy_of(assessment.period).predicates[assessment.target]
    totals = [Fraction(sheet.total) for sheet in pool]
    rows = [_among("Total", "Nilai total", Fraction(own.total), totals, minima.total, sign="")]
    for code, name in instrument_of(assessment.period).areas.items():
        if code in own.areas:
            values = [Fraction(sheet.areas[code]) for sheet in pool if code in sheet.areas]
            mine = Fraction(own.areas[code])
            rows.append(_among(code, f"{code} {name}", mine, values, minima.area_percent, area=code))
    return rows


def _among(
    short: str,
    name: str,
    own: Fraction,
    values: Sequence[Fraction],
    minimum: Fraction | None,
    *,
    area: str = "",
    sign: str = "%",
) -> Among:
    others = _told(values)
    return Among(short, name, own, others, minimum, _place(own, others), area, sign)


def _told(values: Sequence[Fraction]) -> tuple[Fraction, Fraction, Fraction] | None:
    """Lower quartile, median and upper quartile in coarse steps; None of fewer than five values."""
    if len(values) < LEAST:
        return None
    low, middle, high = (Fraction((2 * v + COARSE) // (2 * COARSE) * COARSE) for v in quartiles(values))
    return low, middle, high


def _place(own: Fraction, others: tuple[Fraction, Fraction, Fraction] | None) -> str:
    """Where the own value lies, by the coarse figures alone: the exact ones would tell more."""
    if others is None:
        return "–"
    if own < others[0]:
        return "di bawah"
    return "di atas" if own > others[2] else "di tengah"
