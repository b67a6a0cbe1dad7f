"""Builds a workbook in the layout of the national template (sheet "Jawaban"), all wording from our own YAML.

Same header texts, columns, row ids, answer types, drop-downs and recap sheets as the official file of 2026
(A–Q), or as an agency's copy with one more column (A–V).
"""

import io
from collections.abc import Callable, Mapping

from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from assessments.engine.instrument import Component, Instrument, Question
from assessments.kke.mapping import RowMap

OFFICIAL = [
    *("Jawaban Unit", "Catatan/Keterangan/Penjelasan (Unit)", "Daftar Bukti Dukung (Unit)"),
    *("Jawaban TPI", "Nilai", " %", "Catatan/Keterangan/Penjelasan (TPI Unit)"),
]
AGENCY = [
    *OFFICIAL[:3],
    "Tautan Bukti Dukung Baru",
    *OFFICIAL[3:],
    *("Jawaban TPI Pusat", "Nilai", " %", "Catatan/Keterangan/Penjelasan (TPI Pusat)"),
]
ANSWER = 11  # column K
WEALTH = "A.II.5.iii"  # a leaf whose questions have sub-headings, totals and dashes in F
TOTALS = {
    f"{WEALTH}.a": "Jumlah yang harus melaporkan",
    f"{WEALTH}.b": "Jumlah yang harus melaporkan (bukan wajib LHKPN)",
}


def tpi_column(*, agency: bool, block: int = 1) -> int:
    """The answer column of a TPI block."""
    return (15 if block == 1 else 19) if agency else 14


def build_jawaban(
    instrument: Instrument,
    mapping: RowMap,
    *,
    agency: bool = False,
    change: Callable[[Worksheet], None] | None = None,
) -> bytes:
    """A blank workbook; `change` may fill or spoil the sheet before it is saved."""
    workbook = Workbook()
    for title in ("Unit", "TPI Unit"):
        _recap(workbook.create_sheet(title))
    workbook.remove(workbook.worksheets[0])
    ws = workbook.create_sheet("Jawaban")
    heads = ["ID", "Penilaian", *[None] * 5, "Bobot", "Kriteria Nilai", "Pilihan Jawaban"]
    ws.append([*heads, *(AGENCY if agency else OFFICIAL)])
    ws.merge_cells("B1:G1")
    for component in instrument.components:
        _component(ws, instrument, component)
        if component is instrument.components[0]:
            _row(ws, 1, "TOTAL PENGUNGKIT")
            ws.append([ws.max_row + 1])
    _row(ws, 1, "TOTAL HASIL")
    _row(ws, 1, "NILAI HASIL EVALUASI ZONA INTEGRITAS")
    assert {code: _find(ws, code, mapping) for code in mapping.rows} == mapping.rows
    _validations(ws, instrument, mapping, agency)
    ws.cell(ws.max_row + 1500, 2).number_format = "0.00"  # a template claims thousands of empty rows
    if change is not None:
        change(ws)
    return save(workbook)


def save(workbook: Workbook) -> bytes:
    """The bytes of a workbook."""
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def fill_column(ws: Worksheet, column: int, values: Mapping[str, object], rows: Mapping[str, int]) -> None:
    """Write values (code or "question/input" → what stands in the cell) into a column."""
    for code, value in values.items():
        ws.cell(rows[code], column).value = value


def cells_of(answers: Mapping[str, object]) -> dict[str, object]:
    """Answers in JSON form as cell contents: counts spread over their rows, an index as number."""
    cells: dict[str, object] = {}
    for code, value in answers.items():
        if isinstance(value, Mapping):
            cells.update({f"{code}/{item}": count for item, count in value.items()})
        else:
            cells[code] = float(value) if str(value)[0].isdigit() else value
    return cells


def _row(ws: Worksheet, level: int, marker: str, text: str = "", **more) -> None:
    """Append a row: its number as id, the marker in the column of its level, the text in the next."""
    row = ws.max_row + 1
    ws.cell(row, 1).value = row
    ws.cell(row, 1 + level).value = marker or None
    if text:
        ws.cell(row, 2 + level).value = text
    for column, value in more.items():
        ws[f"{column.upper()}{row}"].value = value


def _component(ws: Worksheet, instrument: Instrument, component: Component) -> None:
    level = len(instrument.path(component.code))
    marker = component.code.rpartition(".")[2]
    only = component.questions[0] if component.questions else None
    if only is not None and only.code == component.code:  # Hasil
        alone = len(instrument.parents[component.code].children) == 1
        _question(ws, only, level, "-" if alone else marker, component.name)
        return
    _row(ws, level, f"{marker}.", component.name, h=float(component.weight))
    for question in component.questions:
        letter = question.code.rpartition(".")[2]
        if component.code == WEALTH:
            _row(ws, level, f"{letter}.", f"Laporan {question.text}", h=1)
            _question(ws, question, level + 1, "-")
            _row(ws, level + 1, "-", TOTALS[question.code], j="Jumlah")
            for item in question.inputs[:-1]:
                _row(ws, 6, f"- {item.text}", j="Jumlah")
            _row(ws, level + 1, "-", question.inputs[-1].text, j="Jumlah")
            continue
        dotted = letter if letter in "dh" else f"{letter}."
        _question(ws, question, level + 1, "-" if len(component.questions) == 1 else dotted)
        for item in question.inputs:
            _row(ws, 6, f"- {item.text}", j="Jumlah")
    for child in component.children:
        _component(ws, instrument, child)


def _question(ws: Worksheet, question: Question, level: int, marker: str, text: str = "") -> None:
    criteria = "\n".join(f"{o.code.lower()}. {o.criteria}" for o in question.options) or "Diisi angkanya."
    _row(ws, level, marker, text or question.text, i=criteria, j=_shown(question))


def _shown(question: Question) -> str:
    if question.kind == "choice":
        return "/".join(option.code for option in question.options)
    return "Nilai\n(0-4)" if question.kind == "index" else "%"


def _find(ws: Worksheet, code: str, mapping: RowMap) -> int | None:
    """The row whose id is the code's."""
    row = mapping.rows[code]
    return row if ws.cell(row, 1).value == row and ws.cell(row, 10).value else None


def _validations(ws: Worksheet, instrument: Instrument, mapping: RowMap, agency: bool) -> None:
    columns = [ANSWER, tpi_column(agency=agency)] + ([tpi_column(agency=True, block=2)] if agency else [])
    for question in instrument.questions.values():
        if question.kind != "choice":
            continue
        rule = DataValidation(type="list", formula1=f'"{",".join(o.code for o in question.options)}"')
        ws.add_data_validation(rule)
        for column in columns:
            rule.add(ws.cell(mapping.rows[question.code], column))


def _recap(ws: Worksheet) -> None:
    ws["B1"], ws["B2"] = "[NAMA UNIT]", "WBK"
    for column, text in zip(
        "BHIJKLM", ["Area Perubahan", "Bobot", "Pemenuhan", "Reform", "Nilai", " %", "Min"], strict=True
    ):
        ws[f"{column}4"] = text
    for row, (first, second) in enumerate(
        [(4, 123), (21, 135), (34, 145), (59, 155), (73, 164), (97, 187)], 6
    ):
        ws[f"I{row}"], ws[f"J{row}"], ws[f"K{row}"] = (
            f"=Jawaban!P{first}",
            f"=Jawaban!P{second}",
            f"=I{row}+J{row}",
        )
    ws["B22"], ws["K22"] = "NILAI EVALUASI REFORMASI BIROKRASI", "=SUM(K6:K11)"
