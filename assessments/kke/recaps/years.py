"""The years of an instansi side by side: one row a unit, its totals of each year and how they moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch

from assessments.loaded import instrument_of
from assessments.models import Assessment, Period, State
from units.models import UnitKerja

from .book import Book, Column, Value
from .chunks import UNITS, Tell, lots, open_sheets
from .guide import guide_table
from .sums import Means
from .unit_rows import DECIDED, SIDES

OTHER = "instrumen lain"
EMPTY = "Belum ada unit yang terdaftar pada tahun mana pun."
STRONGEST = ("TPN", "TPI", "Unit")  # like is compared with like, the furthest first
PREDICATES = (State.WBK, State.WBBM)


@dataclass(frozen=True)
class UnitYear:
    """A unit in one year: stage, and the totals that are open to the instansi, by side."""

    period: Period
    state: str
    totals: Mapping[str, Decimal]


@dataclass(frozen=True)
class Change:
    """How far a total moved since the unit's last year before: whose, since when; None where nothing is comparable."""

    points: Decimal | None
    against: str


def write_years(book: Book, period: Period, tell: Tell) -> int:
    """Write every year of the period's instansi; gives the number of units."""
    periods = _periods(period)
    table = book.table("Antartahun", _columns(periods), subtitle="Nilai tiap tahun", empty=EMPTY)
    sums = {found.pk: YearSums() for found in periods}
    for unit, years in unit_years(periods):
        row: list[Value] = [unit.code, unit.name]
        before: UnitYear | None = None
        for found in periods:
            year = years.get(found.pk)
            row += _cells(year, before)
            if year is not None:
                sums[found.pk].add(year)
                before = year
        table.append(row)
        tell(table.count)
    _write_sums(book, periods, sums)
    _write_guide(book, periods)
    return table.count


def unit_years(periods: Sequence[Period]) -> Iterator[tuple[UnitKerja, dict[int, UnitYear]]]:
    """Each unit that took part in one of the periods, with its years by period; three queries a lot."""
    by_pk = {period.pk: period for period in periods}
    took_part = Assessment.objects.filter(period__in=by_pk).values("unit")
    sheets = open_sheets().only("assessment_id", "kind", "total", "answered")
    for lot in lots(UnitKerja.objects.filter(pk__in=took_part), UNITS, by="code"):
        years: dict[int, dict[int, UnitYear]] = {unit.pk: {} for unit in lot}
        found = Assessment.objects.filter(period__in=by_pk, unit__in=lot)
        for a in found.prefetch_related(Prefetch("sheets", queryset=sheets)):
            totals = {SIDES[sheet.kind]: sheet.total for sheet in a.sheets.all() if sheet.answered}
            years[a.unit_id][a.period_id] = UnitYear(by_pk[a.period_id], a.state, totals)
        for unit in lot:
            yield unit, years[unit.pk]


def change(year: UnitYear, before: UnitYear | None) -> Change:
    """The move of the furthest side that both years have, where both rest on the same instrument."""
    if before is None:
        return Change(None, "")
    if before.period.instrument_id != year.period.instrument_id:
        return Change(None, OTHER)
    side = next((side for side in STRONGEST if side in year.totals and side in before.totals), None)
    if side is None:
        return Change(None, "")
    return Change(year.totals[side] - before.totals[side], f"{side}, dari {before.period.year}")


def _periods(period: Period) -> list[Period]:
    found = Period.objects.filter(instansi=period.instansi_id).select_related("instrument", "policy")
    return list(found.defer("instrument__content", "policy__content").order_by("year"))


def _columns(periods: Sequence[Period]) -> list[Column]:
    columns = [Column("Kode unit", 12), Column("Nama unit", 36)]
    for period in periods:
        band = f"{period.year} · {period.instrument.code}"
        columns += [Column(f"{side} {period.year}", 9, "points", band) for side in SIDES.values()]
        columns += [
            Column(f"Tahap {period.year}", 17, band=band),
            Column(f"Perubahan {period.year}", 12, "signed", band),
            Column(f"Yang dibandingkan {period.year}", 16, band=band),
        ]
    return columns


def _cells(year: UnitYear | None, before: UnitYear | None) -> list[Value]:
    if year is None:
        return [None] * 6
    moved = change(year, before)
    label = str(State(year.state).label)
    return [*(year.totals.get(side) for side in SIDES.values()), label, moved.points, moved.against]


class YearSums:
    """A year added up."""

    def __init__(self) -> None:
        self.units = self.decided = 0
        self.means = Means()
        self.reached = dict.fromkeys(PREDICATES, 0)

    def add(self, year: UnitYear) -> None:
        """Take a unit in."""
        self.units += 1
        self.decided += year.state in DECIDED
        for side, total in year.totals.items():
            self.means.add(side, total)
        for predicate in PREDICATES:
            self.reached[predicate] += year.state == predicate


def _write_sums(book: Book, periods: Sequence[Period], sums: Mapping[int, YearSums]) -> None:
    columns = [
        Column("Tahun", 9),
        Column("Instrumen", 18),
        Column("Ketentuan", 30),
        Column("Unit", 9, "count"),
        *(Column(f"Rata-rata {side}", 11, "points") for side in SIDES.values()),
        Column("Sudah ditetapkan", 12, "count"),
        *(Column(f"Ditetapkan {predicate.value.upper()}", 12, "count") for predicate in PREDICATES),
    ]
    table = book.table(
        "Per tahun", columns, subtitle="Jumlah per tahun", frozen=1, filters=False, empty=EMPTY
    )
    for period in periods:
        found = sums[period.pk]
        table.append(
            [
                str(period.year),
                period.instrument.code,
                period.policy.name,
                found.units,
                *(found.means.of(side) for side in SIDES.values()),
                found.decided,
                *found.reached.values(),
            ]
        )


def _write_guide(book: Book, periods: Sequence[Period]) -> None:
    guide = guide_table(book)
    for period in periods:
        instrument = instrument_of(period)
        told = f"{instrument.name} ({instrument.regulation}), {len(instrument.questions)} pertanyaan."
        guide.append([f"Instrumen {period.year}", told])
    for line in GUIDE:
        guide.append(line)


GUIDE = (
    ("Perubahan", "Nilai tahun itu dikurangi nilai tahun sebelumnya saat unit ikut, dari lembar yang sama."),
    (
        "Yang dibandingkan",
        "TPN dengan TPN bila kedua tahun memilikinya, lalu TPI dengan TPI, lalu unit dengan unit.",
    ),
    (
        OTHER.capitalize(),
        "Kedua tahun memakai instrumen yang berbeda, jadi nilainya tidak dapat dibandingkan langsung.",
    ),
    ("Nilai TPI dan TPN", "Hanya terisi untuk unit yang penilaian TPI-nya sudah difinalkan."),
    ("Sel kosong", "Unit tidak ikut pada tahun itu, belum mengisi, atau nilainya belum final."),
)
