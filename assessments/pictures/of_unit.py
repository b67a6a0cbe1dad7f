"""The pictures of one unit in one year, with nothing in them that the reader may not see.

TPI's and TPN's values come from released assessments alone, whatever seat the reader holds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from itertools import pairwise

from assessments import queries
from assessments.deadlines import proposal_deadline
from assessments.engine.carrying import same_scale
from assessments.loaded import instrument_of, policy_of
from assessments.models import Assessment, Sheet, State, StateChange
from assessments.pictures.distribution import Distribution, distribution
from assessments.pictures.of_sides import radar_of, waterfall_of
from assessments.pictures.radar import Radar
from assessments.pictures.slope import Series, Slope, slope
from assessments.pictures.waterfall import Waterfall
from assessments.pictures.year_line import Deadline, Span, YearLine, year_line
from assessments.reports.figures import thresholds
from assessments.reports.sides import sides_of
from assessments.rules import RELEASED, is_admin, is_pimpinan_instansi, may

LEAST_OTHERS = 5  # fewer units beside the own one would tell who they are
OVER = frozenset({State.WBK, State.WBBM, State.BELUM_MEMENUHI, State.DICABUT})
SIDES = {"Unit": Sheet.Kind.UNIT, "TPI": Sheet.Kind.TPI, "TPN": Sheet.Kind.TPN}


@dataclass(frozen=True)
class UnitPictures:
    """`waterfall` and `radar` are None while nothing is answered;
    `few`: the distribution is withheld because too few units are released; `mixed`: the years have several instruments.
    """

    radar: Radar | None
    waterfall: Waterfall | None
    totals: Slope | None
    areas: Slope | None
    mixed: bool
    distribution: Distribution | None
    few: bool
    year: YearLine | None


def pictures_of(user, assessment: Assessment, *, now: datetime) -> UnitPictures:
    """Everything for the page of a reader who may "view_answers".

    Queries: the sheets and the answers of each side, the years and their sheets, the released totals, the changes of
    state, the changed deadlines.
    """
    instrument, policy = instrument_of(assessment.period), policy_of(assessment.period)
    sides = sides_of(assessment)
    answered = any(side.score.answered for side in sides)
    years = years_of(user, assessment)
    totals, areas = slopes_of(years, assessment)
    spread, few = _distribution(user, assessment)
    return UnitPictures(
        radar=radar_of(instrument, policy, sides, assessment.target) if answered else None,
        waterfall=waterfall_of(instrument, policy, sides[-1], assessment.target) if answered else None,
        totals=totals,
        areas=areas,
        mixed=len({one.period.instrument_id for one, _ in years}) > 1,
        distribution=spread,
        few=few,
        year=year_of(assessment, assessment.changes.all(), now=now),
    )


Year = tuple[Assessment, dict[str, Sheet]]


def years_of(user, assessment: Assessment) -> list[Year]:
    """The years of the unit that the reader may look into, oldest first, with the sheets that lie open there."""
    rows = queries.visible_assessments(user).filter(unit=assessment.unit_id).order_by("period__year")
    found = []
    for one in rows.prefetch_related("sheets"):
        final = one.state in RELEASED and may(user, "view_final", one)
        open_here = {
            label: sheet
            for label, kind in SIDES.items()
            for sheet in one.sheets.all()
            if sheet.kind == kind and sheet.answered and (kind == Sheet.Kind.UNIT or final)
        }
        if open_here and may(user, "view_answers", one):
            found.append((one, open_here))
    return found


def slopes_of(years: Sequence[Year], assessment: Assessment) -> tuple[Slope | None, Slope | None]:
    """Totals of each side over the years, and the areas by TPI, or by the unit while TPI has released nothing."""
    names = [str(one.period.year) for one, _ in years]
    minima = thresholds(policy_of(assessment.period))
    there = [label for label in SIDES if any(label in sheets for _, sheets in years)]
    totals = [
        Series(label, tuple(Fraction(s[label].total) if label in s else None for _, s in years))
        for label in there
    ]
    whose = "TPI" if "TPI" in there else "Unit"
    judged = [(one, sheets[whose].areas) for one, sheets in years if whose in sheets]
    areas = [
        Series(code, tuple(Fraction(found[code]) if code in found else None for _, found in judged), code)
        for code in instrument_of(assessment.period).areas
    ]
    return (
        slope(
            "tahun",
            "Nilai total dari tahun ke tahun",
            names,
            totals,
            minima=minima["total"],
            breaks=_breaks([one for one, _ in years]),
        ),
        slope(
            "area-tahun",
            f"Area perubahan dari tahun ke tahun menurut {whose}, persen",
            [str(one.period.year) for one, _ in judged],
            areas,
            minima=minima.get("area", ()),
            breaks=_breaks([one for one, _ in judged]),
        ),
    )


def _breaks(years: Sequence[Assessment]) -> list[int]:
    """The places of years whose instrument has another scale than that of the year before."""
    instruments = [instrument_of(one.period) for one in years]
    return [
        place
        for place, (old, new) in enumerate(pairwise(instruments), 1)
        if old is not new and not same_scale(old, new)
    ]


def _distribution(user, assessment: Assessment) -> tuple[Distribution | None, bool]:
    """TPI's totals of all released units of the year, without names; withheld from who is not of the instansi where
    they are so few that they could be guessed.
    """
    if not may(user, "view_differences", assessment):
        return None, False
    rows = dict(
        Sheet.objects.filter(
            kind=Sheet.Kind.TPI, assessment__period=assessment.period_id, assessment__state__in=RELEASED
        ).values_list("assessment", "total")
    )
    own = rows.get(assessment.pk)
    of_instansi = is_admin(user, assessment) or is_pimpinan_instansi(user, assessment)
    if own is None or (len(rows) <= LEAST_OTHERS and not of_instansi):
        return None, own is not None
    picture = distribution(
        "sebaran",
        f"Nilai TPI {len(rows)} unit instansi ini yang sudah dirilis",
        [Fraction(total) for total in rows.values()],
        own=Fraction(own),
        minimum=policy_of(assessment.period).predicates[assessment.target].total,
        predicate=assessment.target,
        with_median=of_instansi,
    )
    return picture, False


def year_of(assessment: Assessment, changes: Iterable[StateChange], *, now: datetime) -> YearLine | None:
    """The stages through which the unit went and the deadlines of its year; one query for changed deadlines."""
    zone = assessment.unit.instansi.zone
    period = assessment.period
    moved = [(State(change.target), change.at) for change in changes]
    registered = min(
        [assessment.created_at, *(at for _, at in moved)]
    )  # a year can be typed in after it began
    began = [(State.TERDAFTAR, registered), *moved]
    if began[-1][0] != assessment.state:  # a state that no change tells of
        began.append((State(assessment.state), assessment.state_since))
    spans = [
        Span(str(state.label), since.astimezone(zone).date(), until.astimezone(zone).date())
        for (state, since), (_, until) in pairwise(began)
    ]
    state, since = began[-1]
    first = since.astimezone(zone).date()
    over = state in OVER
    spans.append(Span(str(state.label), first, first if over else None, "selesai" if over else "berjalan"))
    deadlines = [
        Deadline("Batas pengajuan ke TPI", period.deadline.astimezone(zone).date()),
        Deadline("Batas penilaian TPI", period.tpi_deadline.astimezone(zone).date()),
        Deadline("Batas usulan ke TPN", proposal_deadline(period).astimezone(zone).date()),
    ]
    return year_line(
        "garis-waktu",
        f"Garis waktu {period.year}",
        period.year,
        spans,
        deadlines,
        today=now.astimezone(zone).date(),
    )
