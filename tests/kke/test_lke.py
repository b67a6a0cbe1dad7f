"""The print of 2021 ("LKE ZI") is read back exactly, with the drift that its copies have."""

import pytest

from assessments.kke.reading import read
from documents.workbooks.guard import FileRefused
from tests.kke_files.lke_zi import SHAPE, build_lke_zi

from .conftest import random_values
from .test_jawaban import values_of

WEALTH = ["letters", "romans", "bare", "shifted"]


@pytest.mark.parametrize("wealth", WEALTH)
@pytest.mark.parametrize("seed", range(3))
def test_it_is_read_back_exactly(instrument, mapping, wealth, seed):
    unit = random_values(instrument, seed, 0.9 if seed else 1)
    reading = read(build_lke_zi(instrument, unit, wealth=wealth), instrument, mapping)
    assert reading.layout == "lke"
    assert (values_of(reading), reading.unknown, reading.bad) == (unit, (), ())
    assert list(reading.rows) == list(instrument.questions)
    assert reading.where == "Lembar “LKE ZI”, judul di baris 2, jawaban di kolom K."


def test_it_has_no_side_for_tpi(instrument, mapping):
    with pytest.raises(FileRefused, match="tidak punya blok jawaban TPI"):
        read(build_lke_zi(instrument, {}), instrument, mapping, side="tpi")


def rename(live):
    live.ws.title = "Isian 2021"


def blank_rows(live):
    for row in (160, 90, 12):
        insert(live, row, 2)


def text_above(live):
    insert(live, 1, 3)
    live.ws["B1"] = "Puskesmas Melati"


def insert(live, row, count):
    """Insert rows; formulas stay as they are, without results."""
    live.ws.insert_rows(row, count)
    live.results.clear()


def letters_without_dots(live):
    for row in live.ws.iter_rows(min_row=3, min_col=2, max_col=7):
        for cell in row:
            if isinstance(cell.value, str) and len(cell.value) <= 5 and cell.value.endswith("."):
                cell.value = cell.value[:-1]


def letters_with_dots(live):
    for row in live.ws.iter_rows(min_row=3, min_col=2, max_col=7):
        for cell in row:
            if isinstance(cell.value, str) and len(cell.value) == 1 and cell.value.isalpha():
                cell.value = f"{cell.value}."


def only_ya(live):
    for row in range(3, live.next_row):
        if live.ws.cell(row, SHAPE.kind).value == "Ya/Tidak":
            live.ws.cell(row, SHAPE.kind).value = "Ya"


def without_explanations(live):
    live.ws.cell(2, SHAPE.criteria).value = None


@pytest.mark.parametrize("wealth", WEALTH)
@pytest.mark.parametrize(
    "change",
    [rename, blank_rows, text_above, letters_without_dots, letters_with_dots, only_ya, without_explanations],
    ids=lambda change: change.__name__,
)
def test_harmless_drift_changes_nothing(instrument, mapping, change, wealth):
    unit = random_values(instrument, 4)
    unit = {
        code: value
        for code, value in unit.items()
        if not instrument.questions[code].inputs or change not in (blank_rows, text_above)
    }
    reading = read(build_lke_zi(instrument, unit, wealth=wealth, change=change), instrument, mapping)
    assert (values_of(reading), reading.bad) == (unit, ())
    assert (reading.layout, reading.unknown) == ("lke", ())


def test_signatures_and_inserted_remarks_are_listed(instrument, mapping):
    def sign(live):
        live.ws.cell(live.next_row + 3, 7).value = "Sukamaju, 22 November 2026"
        live.ws.cell(live.next_row + 6, 7).value = "dr. Rina Wulandari"

    unit = random_values(instrument, 5)
    reading = read(build_lke_zi(instrument, unit, change=sign), instrument, mapping)
    assert values_of(reading) == unit
    assert [row.text for row in reading.unknown] == ["Sukamaju, 22 November 2026", "dr. Rina Wulandari"]


def test_notes_links_and_paths_of_a_shared_drive(instrument, mapping):
    def note(live):
        live.put("A.I.1.i.a", "Tim sudah dibentuk", SHAPE.note)
        live.put("A.I.1.i.a", "Z:\\ZI 2026\\SK Tim.pdf", SHAPE.evidence[0])
        live.put("A.I.1.i.a", "Folder", SHAPE.evidence[1])
        live.ws.cell(live.rows["A.I.1.i.a"], SHAPE.evidence[1]).hyperlink = "https://contoh.go.id/folder"

    row = read(build_lke_zi(instrument, {}, change=note), instrument, mapping).rows["A.I.1.i.a"]
    assert (row.note, row.evidence_text) == ("Tim sudah dibentuk", "Z:\\ZI 2026\\SK Tim.pdf\nFolder")
    assert row.links == ("https://contoh.go.id/folder",)
