"""Writes the sheet "Rekap": areas, halves, Hasil, total, minima and verdict, all as formulas over "KKE"."""

from __future__ import annotations

from fractions import Fraction

from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assessments.engine.instrument import Component, Instrument
from assessments.engine.policy_model import Policy
from documents.safe_text import put_text
from documents.workbooks import styles

from . import formulas
from .writer_columns import Columns, KkeSheet

CODE, NAME, WEIGHT, FIRST_HALF = 1, 2, 3, 4


def write_recap(ws: Worksheet, sheet: KkeSheet, policy: Policy | None, row: int) -> int:
    """Write one table a side from `row` down; gives the first free row. Minima and verdicts need a policy."""
    halves = area_halves(sheet.instrument)
    for columns in sheet.sides:
        row = _Table(ws, sheet, columns, policy, halves).write(row) + 2
    widths = [9, 46, 9, *[13] * len(halves), 10, 10, *[12] * (2 * len(policy.predicates) if policy else 0)]
    for column, width in enumerate(widths, start=1):
        ws.column_dimensions[get_column_letter(column)].width = width
    if policy is not None and not policy.verified:
        put_text(ws.cell(row, NAME), "Nilai minimal pada ketentuan ini belum diverifikasi.")
        ws.cell(row, NAME).font = Font(name=styles.FONT, size=10, color=styles.DANGER, bold=True)
    return row + 1


def area_halves(instrument: Instrument) -> list[Component]:
    """The components below which the areas stand: Pemenuhan and Reform in 2021, Pengungkit alone in 2014."""
    parents = {
        parent.code: parent
        for component in instrument.walk()
        if component.area and (parent := instrument.parents[component.code]) is not None and not parent.area
    }
    return list(parents.values())


class _Table:
    """The recap of one side."""

    def __init__(
        self, ws: Worksheet, sheet: KkeSheet, columns: Columns, policy: Policy | None, halves: list[Component]
    ) -> None:
        self.ws, self.sheet, self.columns, self.policy, self.halves = ws, sheet, columns, policy, halves
        self.points = FIRST_HALF + len(halves)
        self.percent = self.points + 1
        predicates = list(policy.predicates) if policy else []
        self.minima = {name: self.percent + 1 + 2 * index for index, name in enumerate(predicates)}
        self.last = self.percent + 2 * len(predicates)
        self.first = 0
        self.verdict_cells: dict[str, list[str]] = {name: [] for name in predicates}

    def write(self, row: int) -> int:
        """Write from `row` down; gives the first free row."""
        put_text(self.ws.cell(row, CODE), f"Nilai {self.columns.side.label}")
        self.ws.cell(row, CODE).font = styles.SUBTITLE
        row = self.first = self._header(row + 1)
        instrument = self.sheet.instrument
        for area, name in instrument.areas.items():
            row = self._area(row, area, name)
        for component in instrument.walk():
            if component.area is None and not self._is_half_below(component):
                row = self._component(row, component)
        row = self._total(row)
        return self._verdict(row) if self.policy else row

    def _is_half_below(self, component: Component) -> bool:
        """Pemenuhan and Reform have columns of their own; where Pengungkit is the only half it keeps its row."""
        return component in self.halves and self.sheet.instrument.parents[component.code] is not None

    def _header(self, row: int) -> int:
        heads = ["Kode", "Area atau komponen", "Bobot", *(half.name for half in self.halves), "Nilai", "%"]
        for name in self.minima:
            heads += [f"Min. {name}", name]
        for column, text in enumerate(heads, start=1):
            cell = self.ws.cell(row, column)
            put_text(cell, text)
            cell.font, cell.fill, cell.border = styles.HEAD, styles.HEAD_FILL, styles.GRID
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        return row + 1

    def _start(self, row: int, code: str, name: str, weight: Fraction, *, bold: bool, area: str = "") -> None:
        font, fill = (styles.BOLD, styles.WASH_FILL) if bold else (styles.BASE, None)
        for column in range(1, self.last + 1):
            border = styles.area_bar(area) if column == CODE else styles.GRID
            alignment = {CODE: styles.CODE, NAME: styles.WRAP}.get(column, styles.RIGHT)
            number_format = styles.WEIGHT if column == WEIGHT else styles.POINTS
            self.sheet.looks.dress(self.ws.cell(row, column), font, fill, border, alignment, number_format)
        put_text(self.ws.cell(row, CODE), code)
        put_text(self.ws.cell(row, NAME), name)
        self.ws.cell(row, WEIGHT).value = f"={formulas.literal(weight)}"

    def _at(self, column: int, row: int) -> str:
        return f"{get_column_letter(column)}{row}"

    def _finish(self, row: int, key: str, *, percent: bool = False) -> None:
        """Percent of the weight, minima and whether they are reached."""
        value, share = self._at(self.points, row), self.ws.cell(row, self.percent)
        share.value, share.number_format = f"={value}/{self._at(WEIGHT, row)}", styles.PERCENT
        for name, column in self.minima.items():
            minimum = self._minimum(name, key)
            if minimum is None:
                continue
            shown = self.ws.cell(row, column, f"={formulas.literal(minimum)}{'/100' if percent else ''}")
            shown.number_format = styles.PERCENT if percent else styles.POINTS
            verdict = self.ws.cell(row, column + 1)
            verdict.value = formulas.met(
                self._at(self.percent, row) if percent else value, minimum, percent=percent
            )
            verdict.alignment = styles.CENTER
            self.verdict_cells[name].append(self._at(column + 1, row))

    def _minimum(self, name: str, key: str) -> Fraction | None:
        minima = self.policy.predicates[name]
        if key == "total":
            return minima.total
        return minima.area_percent if key in self.sheet.instrument.areas else minima.components.get(key)

    def _area(self, row: int, area: str, name: str) -> int:
        instrument = self.sheet.instrument
        own = [[child for child in half.children if child.area == area] for half in self.halves]
        weight = sum((child.weight for children in own for child in children), Fraction(0))
        self._start(row, area, name, weight, bold=False, area=area)
        cells = []
        for column, children in enumerate(own, start=FIRST_HALF):
            if children:
                terms = "+".join(self.sheet.points(self.columns, child.code) for child in children)
                self.ws.cell(row, column, f"={terms}")
                cells.append(self._at(column, row))
        if not cells:
            raise ValueError(f"{instrument.code}: area {area} has no component")
        self.ws.cell(row, self.points, f"=SUM({','.join(cells)})")
        self._finish(row, area, percent=True)
        return row + 1

    def _component(self, row: int, component: Component) -> int:
        top = self.sheet.instrument.parents[component.code] is None
        self._start(row, component.code, component.name, component.weight, bold=top)
        if any(half in component.walk() for half in self.halves):
            for column, half in enumerate(self.halves, start=FIRST_HALF):
                self.ws.cell(row, column, f"={self.sheet.points(self.columns, half.code)}")
        self.ws.cell(row, self.points, f"={self.sheet.points(self.columns, component.code)}")
        self._finish(row, component.code)
        return row + 1

    def _total(self, row: int) -> int:
        instrument = self.sheet.instrument
        self._start(row, "", "Total", instrument.total_weight, bold=True)
        terms = "+".join(
            self.sheet.points(self.columns, component.code) for component in instrument.components
        )
        self.ws.cell(row, self.points, f"={terms}")
        self._finish(row, "total")
        return row + 1

    def _verdict(self, row: int) -> int:
        put_text(self.ws.cell(row, NAME), "Kesimpulan nilai minimal")
        self.ws.cell(row, NAME).font = styles.BOLD
        for name, column in self.minima.items():
            tests = ",".join(f'{cell}="Memenuhi"' for cell in self.verdict_cells[name])
            cell = self.ws.cell(row, column + 1, f'=IF(AND({tests}),"Memenuhi","Belum")')
            cell.font, cell.alignment, cell.border = styles.BOLD, styles.CENTER, styles.GRID
            area = f"{self._at(column + 1, self.first)}:{self._at(column + 1, row)}"
            for word, font in (
                ("Memenuhi", Font(color=styles.GOOD)),
                ("Belum", Font(color=styles.DANGER, bold=True)),
            ):
                self.ws.conditional_formatting.add(area, CellIsRule("equal", [f'"{word}"'], font=font))
        return row + 1
