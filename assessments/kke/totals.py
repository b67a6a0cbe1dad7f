"""A sheet's own totals beside the portal's, and why they differ: every cause with its cells and its points.

The portal's side is `engine.scoring.score` of the file's own answers. What no cause explains is said as such.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from assessments.engine.answers import Given
from assessments.engine.instrument import Component, Instrument
from assessments.engine.scoring import Score, score, two
from documents.workbooks.cells import Cell

from .entries import Filled
from .leaf_totals import Cause, Part, is_rounded, leaf_causes, number_of, shows_share
from .recognised import Row
from .references import is_plain_sum, rows_referred

EXACT = Fraction(1, 10**6)  # a workbook keeps 15 digits; what is nearer than this is the same


@dataclass(frozen=True)
class Total:
    """One total or sub-total that the sheet shows. `code`: the component's, "" of the final value.

    `sheet` - `portal` is the sum of the causes' points and `unexplained`; `sheet` is None where the cell holds an
    Excel error, which `error` then names.
    """

    code: str
    name: str
    place: str
    sheet: Fraction | None
    portal: Fraction
    causes: tuple[Cause, ...] = ()
    unexplained: Fraction = Fraction(0)
    error: str = ""

    @property
    def difference(self) -> Fraction:
        """How much more the sheet shows than the portal; 0 where they agree as exactly as a workbook can."""
        gap = (self.sheet if self.sheet is not None else self.portal) - self.portal
        return gap if abs(gap) > EXACT else Fraction(0)

    @property
    def sentences(self) -> list[str]:
        """Why they differ, one Indonesian sentence each, with points; empty where they agree."""
        if self.error:
            return [f"{self.place} berisi galat Excel {self.error}, jadi berkas tidak menunjukkan nilainya."]
        if not self.difference:
            return []
        said = [f"{cause.text} ({signed(cause.points)})" for cause in self.causes]
        if abs(self.unexplained) > EXACT:
            said.append(
                f"{self.place}: selisih {signed(self.unexplained)} tidak dapat dijelaskan dari isi berkas."
            )
        return said


def signed(points: Fraction) -> str:
    """Points with sign and two decimals: "+0,25"; what would round to nothing keeps four."""
    shown = two(points)
    if points and shown.strip("-") == "0,00":
        shown = f"{float(points):.4f}".replace(".", ",")
    return shown if points < 0 else f"+{shown}"


def totals(filled: Filled, instrument: Instrument, answers: Mapping[str, Given]) -> tuple[Total, ...]:
    """The totals that the block's column of values shows, in the order of the sheet; none without such a column."""
    if filled.block.value is None:
        return ()
    return _Sheet(filled, instrument, score(instrument, answers), answers).all()


class _Sheet:
    """The value column of one block, explained from the leaves upwards."""

    def __init__(
        self, filled: Filled, instrument: Instrument, points: Score, answers: Mapping[str, Given]
    ) -> None:
        self.filled, self.instrument, self.score, self.answers = filled, instrument, points, answers
        self.heads = {row.component: row for row in filled.others if row.component}
        self.entries = {entry.code: entry for entry in reversed(filled.entries) if not entry.part}
        self.sums, self.final = self._total_rows()
        self.parts: dict[str, Part] = {}
        self.found: list[tuple[int, Total]] = []

    def all(self) -> tuple[Total, ...]:
        """Walk the tree, then the rows of totals below it."""
        tops = []
        for component in self.instrument.components:
            part = self._component(component)
            row = self.sums.get(component.code)
            if row is not None:
                part = self._sum(component.code, row.text, row, [part], part.portal) or part
            tops.append(part)
        if self.final is not None:
            self._sum("", self.final.text, self.final, tops, self.score.total)
        return tuple(total for _, total in sorted(self.found, key=lambda each: each[0]))

    def _total_rows(self) -> tuple[dict[str, Row], Row | None]:
        """(rows of totals by component, the row of the final value)."""
        sums: dict[str, Row] = {}
        final = None
        for row in self.filled.others:
            if row.kind != "total" or row.question is not None:
                continue
            text = row.text.casefold()
            named = [c for c in self.instrument.components if c.name.casefold() in text]
            if named and not text.startswith("nilai"):
                sums[named[0].code] = row
            elif self._cell(row.number) is not None:
                final = row
        return sums, final

    def _cell(self, row: int) -> Cell | None:
        return self.filled.cell(row, self.filled.block.value)

    def _component(self, component: Component) -> Part:
        portal = self.score.components[component.code]
        if component.questions:
            part = self._leaf(component, portal)
        else:
            below = [self._component(child) for child in component.children]
            row = self.heads.get(component.code)
            part = self._sum(component.code, component.name, row, below, portal) if row is not None else None
            part = part or Part.of_below(below, portal)
        self.parts[component.code] = part
        return part

    def _leaf(self, component: Component, portal: Fraction) -> Part:
        only = component.questions[0].code == component.code
        entry = self.entries.get(component.code) if only else None
        row = entry.row if entry is not None else self.heads.get(component.code)
        cell = self._cell(row.number) if row is not None else None
        shown = number_of(cell)
        if row is None or cell is None or shown is None:
            self._error(component.code, component.name, row, cell, portal)
            return Part(portal, portal)
        if only and entry is not None and shows_share(self.filled, entry, shown, self.score.questions):
            shown *= component.weight
        causes, rest = (), shown - portal
        if abs(rest) > EXACT:
            causes, rest = leaf_causes(
                self.filled, component, self.score, self.answers, self.entries, cell, shown
            )
        return self._add(
            component.code, component.name, row, Part(shown, portal, row.number, cell.place, causes, rest)
        )

    def _sum(self, code: str, name: str, row: Row, below: list[Part], portal: Fraction) -> Part | None:
        """A row that adds up others; None where it shows no number."""
        cell = self._cell(row.number)
        shown = number_of(cell)
        if cell is None or shown is None:
            self._error(code, name, row, cell, portal)
            return None
        inherited = Part.of_below(below, portal)
        extra = shown - inherited.sheet
        own, rest = self._own_cause(cell, below, extra) if abs(extra) > EXACT else ((), Fraction(0))
        part = Part(
            shown, portal, row.number, cell.place, (*inherited.causes, *own), inherited.unexplained + rest
        )
        return self._add(code, name, row, part)

    def _own_cause(
        self, cell: Cell, below: list[Part], extra: Fraction
    ) -> tuple[tuple[Cause, ...], Fraction]:
        """(why a sum is not that of its parts, what stays unexplained)."""
        seen = [part for part in below if part.place]
        listed = ", ".join(part.place for part in seen)
        if not seen:
            return (), extra
        if is_rounded(cell, extra):
            return (Cause("rounded", f"{cell.place} dibulatkan.", extra),), Fraction(0)
        if not cell.formula:
            text = f"{cell.place} diketik langsung dan tidak sama dengan jumlah bagiannya ({listed})."
            return (Cause("typed_sum", text, extra),), Fraction(0)
        referred = rows_referred(self.filled.layout.grid, cell.column, cell.formula)
        out = [part for part in seen if not referred & {part.row, *part.rows}]
        if referred and out and abs(extra + sum(part.sheet for part in out)) <= EXACT:
            missing = ", ".join(part.place for part in out)
            return (
                Cause("left_out", f"Rumus di {cell.place} tidak menjumlahkan {missing}.", extra),
            ), Fraction(0)
        if is_plain_sum(cell.formula):
            text = f"Hasil rumus yang tersimpan di {cell.place} sudah usang: berkas belum dihitung ulang."
            return (Cause("stale", text, extra),), Fraction(0)
        return (), extra

    def _error(self, code: str, name: str, row: Row | None, cell: Cell | None, portal: Fraction) -> None:
        if row is not None and cell is not None and cell.error:
            self.found.append((row.number, Total(code, name, cell.place, None, portal, error=cell.text)))

    def _add(self, code: str, name: str, row: Row, part: Part) -> Part:
        place = part.place
        self.found.append(
            (row.number, Total(code, name, place, part.sheet, part.portal, part.causes, part.unexplained))
        )
        return part
