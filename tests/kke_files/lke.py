"""Builds a workbook in the layout of PermenPANRB 90/2021 (sheet "LKE ZI"), all wording from our own YAML.

Same columns, live formulas and slips as the sheets that agencies use: values by nested IF with "Blm Diisi", the mean
by AVERAGE, the wealth reports without LHKASN, hidden recap sheets with stale figures.
"""

from collections.abc import Callable

from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from assessments.engine.instrument import Component, Instrument, Question
from assessments.kke.formulas import literal

from .jawaban import save

HEADS = [
    *("id", "Penilaian", None, None, None, None, None, "Bobot", "Penjelasan", "Pilihan Jawaban"),
    *("Jawaban", "Nilai", "%", None, "Catatan", "Daftar Dokumen", "Link"),
]
ANSWER, VALUE, PERCENT, NOTE, DOCUMENTS, LINK = 11, 12, 13, 15, 16, 17
WEALTH = "A.II.5.iii"


class LkeSheet:
    """The sheet while it is written: where each component and each code stands."""

    def __init__(self, ws: Worksheet, instrument: Instrument, *, slips: bool) -> None:
        self.ws, self.instrument, self.slips = ws, instrument, slips
        self.rows: dict[str, int] = {}
        self.heads: dict[str, int] = {}

    def next_row(self, level: int, marker: str, text: str) -> int:
        """A new row with its place in the hierarchy."""
        row = self.ws.max_row + 1
        self.ws.cell(row, 1).value = row % 40  # repeats and skips: no key
        self.ws.cell(row, 1 + level).value = marker
        self.ws.cell(row, 2 + level).value = text
        return row

    def component(self, component: Component) -> None:
        """A heading with all that stands below it, and its formulas."""
        level = len(self.instrument.path(component.code))
        marker = component.code.rpartition(".")[2]
        only = component.questions[0] if component.questions else None
        if only is not None and only.code == component.code:
            self.question(only, level, marker, component.name, weight=f"H{self.ws.max_row + 1}")
            row = self.heads[component.code] = self.rows[only.code]
            self.ws.cell(row, 8).value = float(component.weight)
            return
        row = self.heads[component.code] = self.next_row(level, f"{marker}.", component.name)
        self.ws.cell(row, 8).value = float(component.weight)
        for question in component.questions:
            self.question(question, level + 1, f"{question.code.rpartition('.')[2]}.", question.text)
        for child in component.children:
            self.component(child)
        self.ws.cell(row, VALUE).value = self._points(component, row)
        self.ws.cell(row, PERCENT).value = f"=L{row}/H{row}"

    def _points(self, component: Component, row: int) -> str:
        if component.questions:
            taken = component.questions
            if component.code == WEALTH and self.slips:
                return f"=L{self.rows[taken[0].code]}*H{row}"
            return f"=AVERAGE({','.join(f'L{self.rows[q.code]}' for q in taken)})*H{row}"
        return f"=SUM({','.join(f'L{self.heads[child.code]}' for child in component.children)})"

    def question(self, question: Question, level: int, marker: str, text: str, weight: str = "") -> None:
        """A question with its counts; `weight`: the cell of the weight that an index is worth."""
        row = self.rows[question.code] = self.next_row(level, marker, text)
        ws = self.ws
        ws.cell(row, 10).value = _shown(question)
        for item in question.inputs:
            self.rows[f"{question.code}/{item.code}"] = self.next_row(6, "-", item.text)
            ws.cell(ws.max_row, 10).value = "Jumlah"
        shown = f"L{row}"
        if question.kind == "choice":
            ws[shown] = _choice(question, f"K{row}")
        else:
            if question.inputs:
                ws[f"K{row}"] = _share(
                    question, {i.code: f"K{self.rows[f'{question.code}/{i.code}']}" for i in question.inputs}
                )
            worth = f"K{row}/{literal(question.maximum)}" if question.kind == "index" else f"K{row}"
            ws[shown] = f'=IF(ISNUMBER(K{row}),{worth}{f"*{weight}" if weight else ""},"Blm Diisi")'
        ws.cell(row, PERCENT).value = f'=IF(ISNUMBER({shown}),{shown}{f"/{weight}" if weight else ""},"")'


def build_lke(
    instrument: Instrument, *, slips: bool = True, change: Callable[[Worksheet, LkeSheet], None] | None = None
) -> bytes:
    """A blank workbook; without `slips` the formula of the wealth reports takes both."""
    workbook = Workbook()
    ws = workbook.active
    ws.title = "LKE ZI"
    ws["B1"] = "LEMBAR KERJA EVALUASI ZONA INTEGRITAS"
    for column, head in enumerate(HEADS, start=1):
        ws.cell(2, column).value = head
    sheet = LkeSheet(ws, instrument, slips=slips)
    for component in instrument.components:
        sheet.component(component)
        row = sheet.next_row(1, None, f"TOTAL {component.name.upper()}")
        ws.cell(row, VALUE).value = f"=L{sheet.heads[component.code]}"
    row = sheet.next_row(1, None, "NILAI EVALUASI ZONA INTEGRITAS")
    ws.cell(row, VALUE).value = f"=SUM({','.join(f'L{sheet.heads[c.code]}' for c in instrument.components)})"
    for options in {tuple(o.code for o in q.options) for q in instrument.questions.values() if q.options}:
        rule = DataValidation(type="list", formula1=f'"{",".join(options)}"')
        ws.add_data_validation(rule)
        for question in instrument.questions.values():
            if tuple(o.code for o in question.options) == options:
                rule.add(ws.cell(sheet.rows[question.code], ANSWER))
    ws.column_dimensions["A"].hidden = ws.column_dimensions["J"].hidden = True
    for title in ("Utama", "Ctt Eval"):
        recap = workbook.create_sheet(title)
        recap.sheet_state = "hidden"
        recap["B1"], recap["C1"] = "Nilai", 71.23
    if change is not None:
        change(ws, sheet)
    return save(workbook)


def _shown(question: Question) -> str:
    if question.kind == "choice":
        return "/".join(option.code for option in question.options)
    return "Nilai (0-4)" if question.kind == "index" else "%"


def _choice(question: Question, answer: str) -> str:
    body = '"Blm Diisi"'
    for option in reversed(question.options):
        body = f'IF({answer}="{option.code}",{literal(option.value)},{body})'
    return f"={body}"


def _share(question: Question, cells: dict[str, str]) -> str:
    full = f"COUNT({','.join(cells.values())})={len(cells)}"
    if question.kind == "decrease":
        before, after = cells[question.before], cells[question.after]
        body = f"IF({before}=0,IF({after}=0,1,0),MAX(0,({before}-{after})/{before}))"
    else:
        part, whole = ("+".join(cells[code] for code in codes) for codes in (question.part, question.whole))
        zero = literal(question.if_whole_zero or 0)
        body = f"IF(({whole})=0,{zero},MIN(1,({part})/({whole})))"
    return f'=IF({full},{body},"")'
