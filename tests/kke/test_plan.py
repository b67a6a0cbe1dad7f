"""What an import would do: changes, conflicts, notes, blanks; pure."""

import io

import openpyxl
import pytest

from assessments.engine.answers import Given
from assessments.engine.scoring import score, six
from assessments.kke.importing import Change, plan
from assessments.kke.reading import read
from documents.workbooks.guard import FileRefused
from tests.kke_files.jawaban import ANSWER, build_jawaban, cells_of, fill_column, save

from .exports import export, identity

NOTE, EVIDENCE = 12, 13


def foreign(instrument, mapping, values, notes=None, evidence=None):
    """The reading of a file of the national layout."""

    def change(ws):
        fill_column(ws, ANSWER, cells_of(values), mapping.rows)
        fill_column(ws, NOTE, notes or {}, mapping.rows)
        fill_column(ws, EVIDENCE, evidence or {}, mapping.rows)

    return read(build_jawaban(instrument, mapping, change=change), instrument, mapping)


def made(instrument, reading, current, versions=None, **options):
    """The plan against a sheet."""
    stands = {code: value if isinstance(value, Given) else Given(value) for code, value in current.items()}
    return plan(
        instrument,
        reading,
        stands,
        versions if versions is not None else dict.fromkeys(stands, 1),
        here=identity(instrument),
        **options,
    )


def test_blank_cells_are_not_given(instrument, mapping):
    current = {"A.I.1.i.a": "Ya", "A.II.1.i.a": {"agen": 3, "perubahan": 4}, "B.I.a": "3.5"}
    result = made(instrument, foreign(instrument, mapping, {"A.I.1.i.b": "A"}), current)
    assert result.changes == (Change("A.I.1.i.b", None, "A"),)
    assert (result.conflicts, result.refusals()) == ((), [])
    assert result.answers == {"A.I.1.i.b": Given("A")}


def test_blanks_empty_only_when_asked_for(instrument, mapping):
    current = {"A.I.1.i.a": "Ya", "A.II.1.i.a": {"agen": 3, "perubahan": 4}}
    reading = foreign(instrument, mapping, {"A.II.1.i.a": {"agen": 3}})
    result = made(instrument, reading, current, blanks_empty=True, on_conflict="file")
    assert result.changes == (Change("A.I.1.i.a", "Ya", None), Change("A.II.1.i.a/perubahan", "4", None))
    assert result.conflicts == result.changes
    assert result.answers == {"A.I.1.i.a": Given(None), "A.II.1.i.a": Given({"agen": 3})}


def test_totals_are_those_after_the_import(instrument, mapping):
    result = made(instrument, foreign(instrument, mapping, {"B.I.a": "3.6"}), {"B.II.a": "4"})
    after = score(instrument, {"B.I.a": Given("3.6"), "B.II.a": Given("4")})
    assert result.as_json(applied=False)["totals"] == {"sheet": None, "portal": six(after.total)}


def test_a_total_beyond_any_sense_is_shown_as_it_stands(instrument, mapping):
    def change(ws):
        ws["O204"] = 1e30

    reading = read(build_jawaban(instrument, mapping, change=change), instrument, mapping, side="tpi")
    assert made(instrument, reading, {}).as_json(applied=False)["totals"]["sheet"] == f"1{'0' * 30}"


def test_the_sheets_own_total_stands_beside(instrument, mapping):
    def change(ws):
        ws["O204"] = 81.25

    reading = read(build_jawaban(instrument, mapping, change=change), instrument, mapping, side="tpi")
    assert made(instrument, reading, {}).as_json(applied=False)["totals"] == {
        "sheet": "81.25",
        "portal": "0.000000",
    }


@pytest.mark.parametrize(("choice", "expected"), [(None, "Ya"), ("portal", "Ya"), ("file", "Tidak")])
def test_a_conflict_is_settled_one_way_or_not_at_all(instrument, mapping, choice, expected):
    reading = foreign(instrument, mapping, {"A.I.1.i.a": "Tidak"})
    result = made(instrument, reading, {"A.I.1.i.a": "Ya"}, on_conflict=choice)
    assert result.conflicts == (Change("A.I.1.i.a", "Ya", "Tidak"),)
    assert bool(result.refusals()) == (choice is None)
    assert result.answers.get("A.I.1.i.a", Given("Ya")).value == expected


def test_belum_ada_against_counts_is_one_conflict(instrument, mapping):
    current = {"A.II.1.i.a": {"agen": 3, "perubahan": 4}}
    reading = foreign(instrument, mapping, {"A.II.1.i.a": "Belum ada"}, notes={"A.II.1.i.a": "belum"})
    kept = made(instrument, reading, current, on_conflict="portal")
    assert kept.answers == {"A.II.1.i.a": Given({"agen": 3, "perubahan": 4}, note="belum")}
    taken = made(instrument, reading, current, on_conflict="file")
    assert taken.answers == {"A.II.1.i.a": Given(none_yet=True, note="belum")}
    assert taken.changes == (
        Change("A.II.1.i.a", None, "Belum ada"),
        Change("A.II.1.i.a/agen", "3", None),
        Change("A.II.1.i.a/perubahan", "4", None),
        Change("A.II.1.i.a/catatan", None, "belum"),
    )


def test_counts_against_belum_ada(instrument, mapping):
    current = {"A.II.1.i.a": Given(none_yet=True, note="belum")}
    reading = foreign(instrument, mapping, {"A.II.1.i.a": {"agen": 3, "perubahan": 4}})
    assert made(instrument, reading, current, on_conflict="portal").answers == {}
    taken = made(instrument, reading, current, on_conflict="file")
    assert taken.answers == {"A.II.1.i.a": Given({"agen": 3, "perubahan": 4}, note="belum")}


def test_a_note_that_differs_conflicts(instrument, mapping):
    reading = foreign(instrument, mapping, {}, notes={"A.I.1.i.a": "dari berkas"})
    result = made(instrument, reading, {"A.I.1.i.a": Given("Ya", note="di portal")})
    assert result.conflicts == (Change("A.I.1.i.a/catatan", "di portal", "dari berkas"),)


def test_evidence_that_no_longer_fits_into_the_note_refuses_and_can_be_left_out(instrument, mapping):
    reading = foreign(instrument, mapping, {"A.I.1.i.a": "Tidak"}, evidence={"A.I.1.i.a": "SK Tim"})
    current = {"A.I.1.i.a": Given("Ya", note="x" * 4990)}
    place = reading.rows["A.I.1.i.a"].places["bukti"]
    [bad] = made(instrument, reading, current, on_conflict="file").bad
    assert (bad.place, bad.why) == (place, "A.I.1.i.a: catatan dan bukti lebih dari 5000 huruf.")
    left = made(instrument, reading, current, on_conflict="file", ignored=[place])
    assert (left.bad, left.refusals()) == ((), [])
    assert left.answers == {"A.I.1.i.a": Given("Tidak", note="x" * 4990)}


def test_the_portals_own_evidence_comes_back_as_nothing_however_long_the_note(instrument, mapping):
    reading = foreign(
        instrument, mapping, {}, notes={"A.I.1.i.a": "x" * 5000}, evidence={"A.I.1.i.a": "SK Tim · hlm. 1"}
    )
    result = made(
        instrument,
        reading,
        {"A.I.1.i.a": Given("Ya", note="x" * 5000)},
        known_prose={"A.I.1.i.a": {"SK Tim · hlm. 1"}},
    )
    assert (result.bad, result.changes, result.conflicts) == ((), (), ())


def test_evidence_prose_adds_to_the_note_once(instrument, mapping):
    reading = foreign(instrument, mapping, {}, evidence={"A.I.1.i.a": "SK Tim"})
    result = made(instrument, reading, {"A.I.1.i.a": Given("Ya", note="di portal")})
    assert result.changes == (Change("A.I.1.i.a/catatan", "di portal", "di portal\nBukti dukung: SK Tim"),)
    assert made(instrument, reading, result.answers).changes == ()


def test_links_are_new_evidence_unless_known(instrument, mapping):
    reading = foreign(instrument, mapping, {}, evidence={"A.I.1.i.a": "https://a.go.id\nhttps://b.go.id"})
    result = made(instrument, reading, {}, known_links={"A.I.1.i.a": {"https://a.go.id"}})
    assert result.links == {"A.I.1.i.a": ("https://b.go.id",)}
    assert result.changes == (Change("A.I.1.i.a/bukti", None, "https://b.go.id"),)
    assert made(instrument, reading, {}).links == {}


def edited(content: bytes, **cells) -> bytes:
    """Our workbook with other answers: row code with "_" for "." → value."""
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    for row in workbook["KKE"].iter_rows(min_row=8):
        name = str(row[0].value).replace(".", "_")
        if name in cells:
            row[5].value = cells[name]
    return save(workbook)


def test_our_own_file_conflicts_only_in_rows_that_moved_on(instrument, mapping, policy):
    stands = {"A.I.1.i.a": Given("Ya"), "A.I.1.i.b": Given("A"), "A.I.1.ii.a": Given("Ya")}
    content = export(instrument, policy, stands, versions=dict.fromkeys(stands, 1))
    reading = read(edited(content, A_I_1_i_a="Tidak", A_I_1_i_b="B"), instrument, mapping)
    versions = {"A.I.1.i.a": 1, "A.I.1.i.b": 2, "A.I.1.ii.a": 2}
    now = {**stands, "A.I.1.i.b": Given("C")}
    result = made(instrument, reading, now, versions)
    assert result.changes == (Change("A.I.1.i.a", "Ya", "Tidak"),)
    assert result.conflicts == (Change("A.I.1.i.b", "C", "B"),)


def test_an_answer_emptied_in_our_file_stays_unless_blanks_empty(instrument, mapping, policy):
    stands = {"B.I.a": Given("3.5", note="lama", source="Survei")}
    content = export(instrument, policy, stands, versions={"B.I.a": 1})
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    for row in workbook["KKE"].iter_rows(min_row=8):
        if str(row[0].value) in ("B.I.a", "B.I.a/sumber"):
            row[5].value = row[8].value = None
    reading = read(save(workbook), instrument, mapping)
    assert made(instrument, reading, stands, {"B.I.a": 1}).answers == {}
    emptied = made(instrument, reading, stands, {"B.I.a": 1}, blanks_empty=True)
    assert (emptied.answers, emptied.conflicts) == ({"B.I.a": Given()}, ())


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"unit": "DKC"}, "diekspor untuk KAB-X / DKC"),
        ({"year": "2025"}, "tahun 2025"),
        ({"assessment": "8"}, "diekspor untuk"),
        ({"instrument_hash": "1" * 64}, "bukan instrumen penilaian ini"),
    ],
)
def test_our_file_of_something_else_is_refused(instrument, mapping, policy, change, why):
    reading = read(export(instrument, policy, {}, **change), instrument, mapping)
    with pytest.raises(FileRefused, match=why):
        made(instrument, reading, {})


def test_a_code_that_does_not_exist_is_not_understood(instrument, mapping, policy):
    workbook = openpyxl.load_workbook(io.BytesIO(export(instrument, policy, {})))
    for row in workbook["KKE"].iter_rows(min_row=8):
        if row[0].value == "A.I.1.i.a":
            row[0].value, row[5].value = "A.I.9.z.z", "Ya"
    reading = read(save(workbook), instrument, mapping)
    (row,) = reading.unknown
    assert (row.place, row.why) == ("KKE!F12", "Kode A.I.9.z.z tidak ada di instrumen.")
    assert "A.I.1.i.a" not in reading.rows


def test_a_hidden_sheet_that_was_tampered_with_makes_the_file_foreign(instrument, mapping, policy):
    workbook = openpyxl.load_workbook(io.BytesIO(export(instrument, policy, {"A.I.1.i.a": Given("Tidak")})))
    workbook["_zi"]["B10"] = "sembilan"
    reading = read(save(workbook), instrument, mapping)
    assert reading.identity is None
    assert made(instrument, reading, {"A.I.1.i.a": "Ya"}).conflicts == (Change("A.I.1.i.a", "Ya", "Tidak"),)


def test_the_json_has_exactly_the_documented_keys(instrument, mapping):
    data = made(instrument, foreign(instrument, mapping, {}), {}).as_json(applied=False)
    assert list(data) == [
        *("layout", "understood", "unknown", "changes", "conflicts", "warnings", "totals", "applied"),
    ]


def test_our_file_without_its_hidden_sheet_is_a_foreign_file_of_our_layout(instrument, mapping, policy):
    stands = {"A.I.1.i.a": Given("Ya"), "A.II.1.i.a": Given({"agen": 3, "perubahan": 4})}
    content = export(instrument, policy, stands, evidence={"A.I.1.i.a": ["SK Tim"]})
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    del workbook["_zi"]
    reading = read(save(workbook), instrument, mapping)
    assert (reading.layout, reading.identity, reading.unknown) == ("portal", None, ())
    assert reading.rows["A.I.1.i.a"].evidence_text == ""
    result = made(instrument, reading, {"A.I.1.i.a": "Tidak"})
    assert result.conflicts == (Change("A.I.1.i.a", "Tidak", "Ya"),)
