"""View-models of the overview pages: what a row or a step shows, with nothing that the person may not see."""

from dataclasses import dataclass
from fractions import Fraction

from django.utils.formats import date_format

from assessments.engine.verdict import Shortfall
from assessments.loaded import instrument_of, policy_of
from assessments.models import Assessment, Sheet, State

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
TAKEN_BACK = frozenset(
    {
        "batalkan_penetapan",
        "batalkan_wbk_mandiri",
        "batalkan_cabut_wbk",
        "batalkan_cabut_wbbm",
        "tarik_usulan",
    }
)


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
    follows it; while it is open, after the one that it interrupts. What gives an earlier step back is none itself: that
    step keeps its own date.
    """
    reached = {c.target: c for c in changes if c.name not in TAKEN_BACK}
    now = State(assessment.state)
    order = [state for state in ORDER if state not in BETWEEN or state in reached or state == now]
    if now != State.PERBAIKAN and State.PERBAIKAN in order:
        order.remove(State.PERBAIKAN)
        order.insert(order.index(State.PENILAIAN_TPI), State.PERBAIKAN)
    over = now in (State.WBK, State.WBBM, State.BELUM_MEMENUHI, State.DICABUT)
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
