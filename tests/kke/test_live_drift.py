"""The drift of real files, in both layouts with live formulas: the print of 2021 and the sheet of 2014."""

import pytest

from assessments.kke.reading import read
from tests.kke_files import lke2014, lke_zi, material
from tests.kke_files.lke2014 import TLHP

from .libreoffice import saved_by_libreoffice
from .test_jawaban import values_of


class Layout:
    """One of the layouts: its builder, its shape, its full answers."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.code = "lke-zi-2021" if name == "lke" else "lke-zi-2014"
        self.shape = (lke_zi if name == "lke" else lke2014).SHAPE
        self.header = (lke_zi if name == "lke" else lke2014).HEADER
        self.answers = material.answers(self.code)
        self.answers.pop(TLHP, None)
        self.leaf = "A.I.1.i" if name == "lke" else "A.I.1"

    def build(self, change=None, answers=None, **more) -> bytes:
        build = lke_zi.build_lke_zi if self.name == "lke" else lke2014.build_lke2014
        given = self.answers if answers is None else answers
        return build(material.instrument(self.code), given, change=change, **more)

    def read(self, change=None, **more):
        instrument = material.instrument(self.code)
        return read(self.build(change, **more), instrument, material.mapping(self.code))


@pytest.fixture(params=["lke", "lke2014"])
def layout(request) -> Layout:
    """Both layouts in turn."""
    return Layout(request.param)


def texts(live):
    """The cells of the hierarchy below the header."""
    shape = live.shape
    for row in live.ws.iter_rows(min_row=3, min_col=shape.levels, max_col=shape.deepest):
        yield from (cell for cell in row if isinstance(cell.value, str))


def rename(live):
    live.ws.title = "Isian final"


def without_dots(live):
    for cell in texts(live):
        if len(cell.value) <= 5 and cell.value.endswith("."):
            cell.value = cell.value[:-1]


def with_brackets(live):
    for cell in texts(live):
        if len(cell.value) == 1 and cell.value.isalpha():
            cell.value = f"{cell.value})"


def upper_case_names(live):
    for cell in texts(live):
        if len(cell.value) > 5:
            cell.value = cell.value.upper()


def only_ya(live):
    for row in range(3, live.next_row):
        cell = live.ws.cell(row, live.shape.kind)
        cell.value = "Ya" if cell.value == "Ya/Tidak" else cell.value


def spaced_types(live):
    for row in range(3, live.next_row):
        cell = live.ws.cell(row, live.shape.kind)
        if isinstance(cell.value, str) and "/" in cell.value:
            cell.value = f" {cell.value.replace('/', ' / ')} "


def letter_becomes_dash(live):
    code = next(code for code in live.rows if code.endswith(".b") and code.startswith("A.I.1"))
    for column in range(live.shape.levels, live.shape.deepest + 1):
        cell = live.ws.cell(live.rows[code], column)
        if cell.value == "b":
            cell.value = "-"


def heading_shifted(live):
    code = "A.I.2"
    shape, row = live.shape, live.rows[code]
    for column in range(shape.deepest, shape.levels, -1):
        live.ws.cell(row, column).value = live.ws.cell(row, column - 1).value
    live.ws.cell(row, shape.levels).value = None


def first_area_shifted(live):
    shape, row = live.shape, live.rows["A.I"]
    for column in range(shape.deepest, shape.levels, -1):
        live.ws.cell(row, column).value = live.ws.cell(row, column - 1).value
    live.ws.cell(row, shape.levels).value = None


def text_in_one_cell(live):
    row, shape = live.rows[next(c for c in live.rows if c.endswith(".a"))], live.shape
    filled = [c for c in range(shape.levels, shape.deepest + 1) if live.ws.cell(row, c).value]
    marker, text = (live.ws.cell(row, c) for c in filled)
    marker.value, text.value = f"{marker.value}. {text.value}", None


def in_one_column(live, marker_column: bool = False):
    """The whole hierarchy in one column, or markers in one and texts in the next."""
    shape, ws = live.shape, live.ws
    first = shape.deepest - (1 if marker_column else 0)
    for merged in list(ws.merged_cells.ranges):
        ws.unmerge_cells(str(merged))
    for row in range(2, live.next_row):
        cells = [ws.cell(row, column) for column in range(shape.levels, shape.deepest + 1)]
        texts = [cell.value for cell in cells if cell.value]
        for cell in cells:
            cell.value = None
        if len(texts) == 2 and not str(texts[0]).endswith((".", ")", "-")):
            texts[0] = f"{texts[0]}."
        if marker_column and len(texts) == 2:
            ws.cell(row, first).value, ws.cell(row, shape.deepest).value = texts
        elif texts:
            ws.cell(row, first).value = " ".join(texts)


def in_two_columns(live):
    in_one_column(live, marker_column=True)


def sums_beside_their_parts(live):
    """The dashes of all counts in one column: the hierarchy no longer tells a sum from its parts."""
    shape = live.shape
    for code, row in live.rows.items():
        if code.partition("/")[2] and code != "total/A" and code != "total/B":
            cells = [live.ws.cell(row, column) for column in range(shape.levels, shape.deepest + 1)]
            text = " ".join(cell.value.lstrip("- ") for cell in cells if cell.value).strip()
            for cell in cells:
                cell.value = None
            live.ws.cell(row, shape.deepest).value = f"- {text}"


DRIFT = [
    *(in_one_column, in_two_columns, sums_beside_their_parts),
    *(rename, without_dots, with_brackets, upper_case_names, only_ya, spaced_types),
    *(letter_becomes_dash, heading_shifted, first_area_shifted, text_in_one_cell),
]


@pytest.mark.parametrize("change", DRIFT, ids=lambda change: change.__name__)
def test_harmless_drift_changes_nothing(layout, change):
    reading = layout.read(change)
    assert (reading.layout, values_of(reading), reading.bad) == (layout.name, layout.answers, ())
    assert reading.unknown == ()


def test_rows_inserted_anywhere(layout):
    """Formulas move along in Excel; openpyxl leaves them, so here only typed cells are looked at."""

    def insert(live):
        for row in (live.next_row, 60, 30, layout.header + 2):
            live.ws.insert_rows(row)
        live.results.clear()

    reading = layout.read(insert)
    typed = {code: value for code, value in layout.answers.items() if not isinstance(value, dict)}
    assert {code: value for code, value in values_of(reading).items() if code in typed} == typed
    assert reading.unknown == ()


def test_a_remark_between_two_questions_is_listed(layout):
    def remark(live):
        row = live.next_row + 2
        live.ws.cell(row, live.shape.deepest).value = "Sukamaju, 22 November 2026"
        live.ws.cell(row + 3, live.shape.deepest).value = "dr. Rina Wulandari"

    reading = layout.read(remark)
    assert [row.text for row in reading.unknown] == ["Sukamaju, 22 November 2026", "dr. Rina Wulandari"]
    assert values_of(reading) == layout.answers


def test_what_stands_beside_a_heading_is_listed(layout):
    reading = layout.read(lambda live: live.put(layout.leaf, "A"))
    assert [row.why for row in reading.unknown] == ["Ada jawaban di baris judul."]


def test_an_answer_typed_wrong_names_its_cell(layout):
    def wrong(live):
        live.put(f"{layout.leaf}.a", "Mungkin")

    (bad,) = layout.read(wrong).bad
    assert bad.place.startswith(f"{'LKE ZI' if layout.name == 'lke' else 'LKE'}!")
    assert "bukan pilihan jawaban" in bad.why


@pytest.mark.libreoffice
def test_the_results_beside_the_formulas_are_those_of_a_spreadsheet(layout, tmp_path):
    """What the builders write as Excel's stored results, LibreOffice computes too."""
    content = layout.build()
    instrument = material.instrument(layout.code)
    stored = read(content, instrument, None).totals
    computed = read(saved_by_libreoffice(content, tmp_path), instrument, None).totals
    assert [total.code for total in computed] == [total.code for total in stored]
    for ours, theirs in zip(stored, computed, strict=True):
        assert abs(ours.sheet - theirs.sheet) < 1e-9, ours
