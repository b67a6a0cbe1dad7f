"""The recap of an instansi: one row a unit, the sheets by area and half, the dates, sums by stage, how to read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from assessments.engine.instrument import Component, Instrument
from assessments.engine.policy_model import Policy
from assessments.kke.writer_recap import area_halves
from assessments.loaded import instrument_of, policy_of
from assessments.models import Period

from .book import Book, Column, Value
from .chunks import Tell
from .guide import write_guide
from .sums import ByStage
from .unit_rows import DECIDED, SIDES, Totals, UnitRow, unit_rows

WHO = (Column("Kode unit", 12), Column("Nama unit", 34), Column("Tahap", 15))
MEETS = {True: "memenuhi", False: "belum", None: ""}
EMPTY = "Belum ada unit yang terdaftar pada tahun ini."


def write_units(book: Book, period: Period, tell: Tell) -> int:
    """Write the recap; gives the number of units."""
    layout = Layout(instrument_of(period), policy_of(period))
    recap = book.table("Rekap", layout.recap_columns(), subtitle=f"Tahun {period.year}", empty=EMPTY)
    areas = book.table("Area", layout.area_columns(), subtitle="Tiap area, tiap lembar", empty=EMPTY)
    dates = book.table("Tanggal", DATES, subtitle="Tanggal penting tiap unit", empty=EMPTY)
    sums = ByStage()
    for row in unit_rows(period):
        recap.append(layout.recap(row))
        for side, sheet in row.sides.items():
            if sheet.answered:
                areas.append(layout.area(row, side, sheet))
        dates.append(_dates(row))
        sums.add(row)
        tell(recap.count)
    sums.write(book, list(layout.policy.predicates))
    write_guide(book, layout.instrument, layout.policy)
    return recap.count


@dataclass(frozen=True)
class Layout:
    """The columns that an instrument and a policy ask for."""

    instrument: Instrument
    policy: Policy

    @cached_property
    def halves(self) -> list[Component]:
        """Pemenuhan and Reform; Pengungkit alone where it is not halved."""
        return area_halves(self.instrument)

    @cached_property
    def components(self) -> list[Component]:
        """Pemenuhan, Reform, then the top: Pengungkit, Hasil."""
        top = list(self.instrument.components)
        return [*(half for half in self.halves if half not in top), *top]

    def recap_columns(self) -> list[Column]:
        """Of the main sheet: what counts stands under "Lembar acuan"."""
        return [
            *WHO,
            Column("Tujuan", 8),
            Column("Terjawab", 12),
            *(Column(f"Nilai {side}", 9, "points", "Nilai akhir tiap lembar") for side in SIDES.values()),
            Column("Acuan", 8, band="Menurut lembar acuan"),
            *(Column(f"{code} (%)", 8, "points", "Menurut lembar acuan") for code in self.instrument.areas),
            *(Column(c.name, 11, "points", "Menurut lembar acuan") for c in self.components),
            *(Column(f"Minimal {name}", 12, band="Menurut lembar acuan") for name in self.policy.predicates),
            Column("Yang kurang menuju predikat tujuan", 60, band="Menurut lembar acuan"),
            Column("Tim TPI", 18),
        ]

    def recap(self, row: UnitRow) -> list[Value]:
        """A row of the main sheet."""
        unit, judged = row.sides.get("Unit"), row.judged
        return [
            *_who(row),
            row.target,
            f"{unit.answered} dari {unit.of}" if unit and unit.of else "",
            *(_total(row.sides.get(side)) for side in SIDES.values()),
            row.basis,
            *_picked(judged.areas if judged else {}, self.instrument.areas),
            *_picked(judged.scores if judged else {}, [c.code for c in self.components]),
            *(MEETS[row.meets(name)] for name in self.policy.predicates),
            row.missing(self.instrument),
            row.team,
        ]

    @cached_property
    def area_codes(self) -> list[str]:
        """The components in the order of the sheet by areas."""
        parts = [code for half in self.halves for code in _area_parts(half).values()]
        return [*parts, *(c.code for c in self.components)]

    def area_columns(self) -> list[Column]:
        """Of the sheet by areas: one row a unit and sheet."""
        found = [*WHO, Column("Lembar", 8)]
        found += [Column(code, 8, "points", "Capaian area (%)") for code in self.instrument.areas]
        for half in self.halves:
            found += [Column(code, 8, "points", f"{half.name} (poin)") for code in _area_parts(half)]
        found += [Column(c.name, 11, "points", "Komponen (poin)") for c in self.components]
        return [*found, Column("Nilai", 9, "points")]

    def area(self, row: UnitRow, side: str, sheet: Totals) -> list[Value]:
        """A row of the sheet by areas."""
        return [
            *_who(row),
            side,
            *_picked(sheet.areas, self.instrument.areas),
            *_picked(sheet.scores, self.area_codes),
            sheet.total,
        ]


DATES = (
    *WHO,
    Column("Tahap sejak", 13, "date"),
    Column("Pencanangan", 13, "date"),
    Column("Diajukan unit", 13, "date"),
    Column("Batas perbaikan", 18, "time"),
    Column("Final TPI", 13, "date"),
    Column("Nomor LHE", 24),
    Column("LHE terbit", 13, "date"),
    Column("Surat usulan", 24),
    Column("Tanggal surat", 13, "date"),
    Column("Diusulkan", 13, "date"),
    Column("Nomor keputusan", 24),
    Column("Tanggal keputusan", 13, "date"),
)


def _dates(row: UnitRow) -> list[Value]:
    moved, proposal = row.moved, row.proposal
    letter = proposal.proposal if proposal is not None else None
    decided = proposal if proposal is not None and row.state in DECIDED else None
    number, issued = row.lhe or ("", None)
    submitted = max(
        (at for name in ("ajukan", "ajukan_pendahuluan") if (at := moved.get(name))), default=None
    )
    return [
        *_who(row),
        row.since.date(),
        row.declared,
        _day(submitted),
        row.due.replace(tzinfo=None) if row.due else None,
        _day(moved.get("finalkan")) if row.released else None,
        number,
        _day(issued),
        letter.letter_number if letter else "",
        letter.letter_date if letter else None,
        _day(moved.get("usulkan")),
        decided.decree_number if decided else "",
        decided.decree_date if decided else None,
    ]


def _who(row: UnitRow) -> list[Value]:
    return [row.code, row.name, row.label]


def _area_parts(half: Component) -> dict[str, str]:
    return {part.area: part.code for part in half.children if part.area}


def _picked(found: Mapping[str, str], codes: Iterable[str]) -> list[Value]:
    return [found.get(code) for code in codes]


def _total(sheet: Totals | None) -> Decimal | None:
    return sheet.total if sheet is not None and sheet.answered else None


def _day(at: datetime | None):
    return at.date() if at is not None else None
