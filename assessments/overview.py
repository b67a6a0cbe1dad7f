"""View-models of the overview pages: what a row or a step shows, with nothing that the person may not see."""

from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Prefetch, Q, QuerySet
from django.utils.formats import date_format

from assessments.engine.policy import Policy
from assessments.engine.scoring import two
from assessments.engine.verdict import Shortfall
from assessments.loaded import instrument_of, policy_of
from assessments.models import Assessment, Period, Sheet, State
from assessments.queries import with_round
from assessments.rules import RELEASED, SUBMITTED
from assessments.team_seats import done_of, members_by_unit
from units.models import TeamUnit

ORDER = [
    State.TERDAFTAR,
    State.PENCANANGAN,
    State.PEMBANGUNAN,
    State.PENILAIAN_MANDIRI,
    State.PENDAHULUAN,
    State.PENILAIAN_TPI,
    State.PERBAIKAN,
    State.SELESAI_TPI,
    State.DIUSULKAN,
    State.PENILAIAN_TPN,
]
BETWEEN = frozenset({State.PENDAHULUAN, State.PERBAIKAN})  # shown only to whom they happened
PAGE_SIZE = 200


@dataclass(frozen=True)
class Bar:
    """One area of a row: percents of the area's weight as decimal text; `tpi` only when it is released."""

    area: str
    unit: str
    tpi: str | None
    minimum: str
    text: str


@dataclass(frozen=True)
class Row:
    """One unit in the overview of a period."""

    assessment: Assessment
    bars: tuple[Bar, ...]
    unit_sheet: Sheet | None
    tpi_sheet: Sheet | None
    tpn_sheet: Sheet | None
    verdict: tuple[str, str]
    team: str
    members_done: str
    changed_at: object


def overview_assessments(
    period: Period, *, state: str = "", search: str = "", team: str = ""
) -> QuerySet[Assessment]:
    """The assessments of a period, filtered by state, text in code or name, and team id."""
    found = with_round(Assessment.objects.filter(period=period)).select_related("unit__parent")
    if state in State.values:
        found = found.filter(state=state)
    if search:
        found = found.filter(Q(unit__name__icontains=search) | Q(unit__code__icontains=search))
    if team.isdigit():
        found = found.filter(
            unit__in=TeamUnit.objects.filter(team_id=int(team), year=period.year).values("unit")
        )
    return found.order_by("unit__code")


def rows(period: Period, assessments: QuerySet[Assessment]) -> list[Row]:
    """The rows of an overview page. Six queries whatever the number of units: assessments, sheets, teams, and who
    counts as anggota (seats, memberships, declared conflicts).

    Of TPI before release only progress is there, never an answer or a score (DESIGN "People").
    """
    sheets = Sheet.objects.defer("scores")
    found = list(assessments.prefetch_related(Prefetch("sheets", queryset=sheets)))
    teams = {
        tu.unit_id: tu.team
        for tu in TeamUnit.objects.filter(
            unit__in=[a.unit_id for a in found], year=period.year
        ).select_related("team")
    }
    members = members_by_unit(found, {unit_id: team.pk for unit_id, team in teams.items()})
    policy = policy_of(period)
    names = instrument_of(period).areas
    return [_row(a, policy, names, teams.get(a.unit_id), members[a.pk]) for a in found]


def _row(assessment: Assessment, policy: Policy, names, team, members: set[int]) -> Row:
    by_kind = {s.kind: s for s in assessment.sheets.all() if s.kind != Sheet.Kind.MEMBER}
    unit, released = by_kind.get(Sheet.Kind.UNIT), assessment.state in RELEASED
    tpi = by_kind.get(Sheet.Kind.TPI) if released else None
    tpn = by_kind.get(Sheet.Kind.TPN)
    minimum = policy.predicates[assessment.target].area_percent
    progress = ""
    if assessment.state in SUBMITTED and team is not None:
        done, counted = done_of(members, assessment.sheets.all())
        progress = f"{done} dari {counted} anggota selesai"
    elif assessment.state == State.PENDAHULUAN and assessment.unit.parent is not None:
        progress = f"menunggu penilaian pendahuluan {assessment.unit.parent.code}"
    return Row(
        assessment=assessment,
        bars=tuple(_bar(code, name, unit, tpi, minimum) for code, name in names.items()),
        unit_sheet=unit,
        tpi_sheet=tpi,
        tpn_sheet=tpn,
        verdict=_verdict(tpn or tpi or unit, assessment.target),
        team=team.name if team else "",
        members_done=progress,
        changed_at=max(
            [s.updated_at for s in (unit, tpi, tpn) if s is not None and s.updated_at]
            + [assessment.state_since]
        ),
    )


def _bar(code: str, name: str, unit: Sheet | None, tpi: Sheet | None, minimum: Fraction | None) -> Bar:
    mine = unit.areas.get(code, "0") if unit else "0"
    theirs = tpi.areas.get(code) if tpi else None
    spoken = f"{name}: unit {two(Fraction(mine))}%"
    if theirs is not None:
        spoken += f", TPI {two(Fraction(theirs))}%"
    return Bar(code, mine, theirs, str(minimum) if minimum is not None else "", spoken)


def _verdict(sheet: Sheet | None, target: str) -> tuple[str, str]:
    """(kind of chip, words) for what the values reach; nothing to say of an empty sheet."""
    if sheet is None or not sheet.answered:
        return "", ""
    met = [predicate for predicate, found in sheet.verdict.items() if found["met"]]
    if not met:
        return "belum", "di bawah WBK"
    return "selesai" if target in met else "belum", f"minimum {met[-1]}"


@dataclass(frozen=True)
class Step:
    """One step of the year for the timeline (see components/timeline.html)."""

    label: str
    kind: str
    date: str = ""
    note: str = ""
    url: str = ""


def steps(assessment: Assessment, changes) -> list[Step]:
    """The year of a unit: steps behind, the present one, those to come. A round stands before the assessment that
    follows it; while it is open, after the one that it interrupts.
    """
    reached = {c.target: c for c in changes}
    now = State(assessment.state)
    order = [state for state in ORDER if state not in BETWEEN or state in reached or state == now]
    if now != State.PERBAIKAN and State.PERBAIKAN in order:
        order.remove(State.PERBAIKAN)
        order.insert(order.index(State.PENILAIAN_TPI), State.PERBAIKAN)
    over = now in (State.WBK, State.WBBM, State.BELUM_MEMENUHI)
    here = len(order) if over else order.index(now)
    result = []
    for place, state in enumerate([*order, now] if over else order):
        kind = "selesai" if place < here or over else "berjalan" if place == here else "belum"
        change = reached.get(state) if place <= here else None
        at = change.at.astimezone(assessment.unit.instansi.zone) if change else None
        note = "dibuka kembali" if change and change.name == "buka_kembali" else ""
        result.append(Step(str(state.label), kind, date_format(at, "j F Y") if at else "", note))
    if not over:
        result.append(Step("Penetapan", "belum"))
    return result


def sheet_of(assessment: Assessment, kind: str, owner_id: int | None = None) -> Sheet | None:
    """A sheet out of the prefetched ones."""
    return next((s for s in assessment.sheets.all() if s.kind == kind and s.owner_id == owner_id), None)


@dataclass(frozen=True)
class AreaRow:
    """One area on the unit's page; percents of its weight as decimal text, `tpi` and `tpn` only after release."""

    code: str
    name: str
    unit: str
    tpi: str | None
    tpn: str | None
    minimum: str


def area_rows(
    assessment: Assessment, unit: Sheet | None, tpi: Sheet | None, tpn: Sheet | None = None
) -> list[AreaRow]:
    """The areas of change of one unit, with the minimum of the predicate that it aims at."""
    minimum = policy_of(assessment.period).predicates[assessment.target].area_percent
    return [
        AreaRow(
            code,
            name,
            unit.areas.get(code, "0") if unit else "0",
            tpi.areas.get(code) if tpi else None,
            tpn.areas.get(code) if tpn else None,
            str(minimum) if minimum is not None else "",
        )
        for code, name in instrument_of(assessment.period).areas.items()
    ]


@dataclass(frozen=True)
class Reached:
    """What a sheet reaches of the predicate that the unit aims at, as stored with it."""

    predicate: str
    whose: str
    met: bool
    short: list[Shortfall]


def reached(
    assessment: Assessment, unit: Sheet | None, tpi: Sheet | None, tpn: Sheet | None
) -> Reached | None:
    """The verdict of the sheet that counts most; None while nothing is answered."""
    sheet, whose = next(((s, w) for s, w in ((tpn, "TPN"), (tpi, "TPI"), (unit, "unit")) if s), (None, ""))
    if sheet is None or not sheet.answered:
        return None
    found = sheet.verdict[assessment.target]
    areas = instrument_of(assessment.period).areas
    short = [
        Shortfall(
            line["what"],
            line["name"],
            Fraction(line["minimum"]),
            Fraction(line["value"]),
            percent=line["what"] in areas,
        )
        for line in found["short"]
    ]
    return Reached(assessment.target, whose, found["met"], short)
