"""Which units and years a person's home is about: own units, units of their TPI teams, the years of their instansi."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from assessments import queries
from assessments.models import Assessment, Period, Sheet, State
from assessments.rules import is_preliminary
from units.models import Role
from units.queries import hats_of


@dataclass(frozen=True)
class Own:
    """Units of a person in one capacity: `now` of the newest year, `past` of earlier ones."""

    kind: str
    title: str
    now: list[Assessment]
    past: list[Assessment]

    @property
    def states(self) -> list[tuple[str, int]]:
        """(state, number of units of this year in it), in the order of the year."""
        counted = Counter(a.state for a in self.now)
        return [(state.value, counted[state]) for state in State if state in counted]


def own_units(user) -> list[Own]:
    """Own units, those of the person's TPI teams and those below, as far as there are any. Two queries, and those of
    the hats.
    """
    hats = hats_of(user)
    mine, above = hats.units(Role.PETUGAS, Role.PIMPINAN_UNIT), hats.units(Role.PENILAI_PENDAHULUAN)
    here = Q(unit_id__in=mine) | Q(team_id__in=hats.seats) | Q(unit__parent_id__in=above)
    rows = queries.with_round(queries.visible_assessments(user).filter(here)).prefetch_related("sheets")
    found = list(rows.order_by("-period__year", "unit__code"))
    below = [a for a in found if is_preliminary(user, a)]
    for a in below:
        a.first_sheet = next((s for s in a.sheets.all() if s.kind == Sheet.Kind.PRELIMINARY), None)
    groups = (
        (
            "unit",
            "Unit saya",
            {State.PENILAIAN_MANDIRI, State.PERBAIKAN},
            [a for a in found if a.unit_id in mine],
        ),
        (
            "team",
            "Unit yang dinilai tim saya",
            {State.PENILAIAN_TPI},
            [a for a in found if a.unit_id not in mine and a.team_id in hats.seats and a not in below],
        ),
        ("below", "Unit yang dinilai pendahuluan", {State.PENDAHULUAN}, below),
    )
    return [_own(*group) for group in groups if group[-1]]


def _own(kind: str, title: str, urgent: set[State], rows: list[Assessment]) -> Own:
    newest = rows[0].period.year
    now = sorted((a for a in rows if a.period.year == newest), key=lambda a: a.state not in urgent)
    return Own(kind, title, now, [a for a in rows if a.period.year != newest])


@dataclass(frozen=True)
class Year:
    """A year of an instansi: how many units stand where."""

    period: Period
    is_open: bool
    total: int
    states: list[tuple[str, str, int]]


def years(user) -> tuple[list[Year], list[Year]]:
    """(newest year of each instansi, earlier years) that the person administers or leads. Two queries."""
    periods = list(queries.visible_periods(user).order_by("instansi__name", "-year"))
    counts = _counts(periods)
    newest: dict[int, int] = {}
    for period in periods:
        newest.setdefault(period.instansi_id, period.pk)
    found = [_year(period, counts[period.pk]) for period in periods]
    return [y for y in found if y.period.pk in newest.values()], [
        y for y in found if y.period.pk not in newest.values()
    ]


def year_of(period: Period) -> Year:
    """One year; one query."""
    return _year(period, _counts([period])[period.pk])


def _counts(periods: list[Period]) -> dict[int, dict[str, int]]:
    """Id of each period → state → number of units; one query, none without periods."""
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    counted = Assessment.objects.filter(period__in=periods).values_list("period", "state").order_by()
    for period_id, state, number in counted.annotate(Count("pk")) if periods else ():
        counts[period_id][state] = number
    return counts


def _year(period: Period, counts: dict[str, int]) -> Year:
    return Year(
        period=period,
        is_open=period.deadline >= timezone.now(),
        total=sum(counts.values()),
        states=[(s.value, str(s.label), counts[s]) for s in State if s in counts],
    )
