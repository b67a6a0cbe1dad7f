"""Official templates: what is put in, what stays untouched to the byte, what is said beforehand."""

import io
import re

import openpyxl
import pytest
from openpyxl.cell.cell import MergedCell

from assessments.engine.answers import Given
from assessments.engine.scoring import score
from assessments.kke.reading import read
from assessments.kke.templates.dropdowns import spelled
from assessments.kke.templates.filling import Proof, SideContent
from assessments.kke.templates.template import open_template
from documents.workbooks.guard import FileRefused
from tests.kke_files.jawaban import ANSWER, build_jawaban
from tests.kke_files.lke2014 import build_lke2014
from tests.kke_files.rich import FOREIGN, around_cells, enriched, part_of, parts

from .conftest import NOTES, random_sheet
from .exports import export
from .filled_templates import LINK, TPI_ANSWER, TPI_VALUE, build_lke, filled, load


def style_of(cell) -> tuple:
    """Everything that a cell's format says (numbers in the workbook's tables), but the quote prefix."""
    font, fill, border, number, protection, alignment, pivot, _, named = cell._style or [0] * 9
    return (font, fill, border, number, protection, alignment, pivot, named)


def check_tables(old, new) -> None:
    """The tables behind those numbers are the same."""
    for table in ("_fonts", "_fills", "_borders", "_number_formats", "_protections", "_alignments"):
        assert list(getattr(old, table)) == list(getattr(new, table))


def check_untouched(before: bytes, after: bytes, sheet: str, targets: set[tuple[int, int]]) -> None:
    """Cell by cell and part by part: nothing but the contents of the targets has changed."""
    old, new = load(before), load(after)
    assert old.sheetnames == new.sheetnames
    check_tables(old, new)
    for ws in old:
        other = new[ws.title]
        assert (ws.dimensions, ws.sheet_state, ws.freeze_panes) == (
            other.dimensions,
            other.sheet_state,
            other.freeze_panes,
        )
        for row in ws.iter_rows():
            for cell in row:
                twin = other.cell(cell.row, cell.column)
                assert type(cell) is type(twin), cell.coordinate
                if isinstance(cell, MergedCell):
                    continue
                assert style_of(cell) == style_of(twin), cell.coordinate
                if ws.title != sheet or (cell.row, cell.column) not in targets:
                    assert cell.value == twin.value, cell.coordinate
    first, second = parts(before), parts(after)
    assert list(first) == list(second)
    mine = part_of(before, sheet) if sheet in old.sheetnames else ""
    for name, content in first.items():
        if name.startswith("xl/worksheets/sheet"):
            assert around_cells(content) == around_cells(second[name])
        elif name == "xl/workbook.xml":
            assert re.sub(rb"<calcPr[^>]*/>", b"", content) == re.sub(rb"<calcPr[^>]*/>", b"", second[name])
        elif name != "xl/styles.xml":
            assert content == second[name], (name, mine)


@pytest.mark.parametrize("agency", [False, True])
def test_a_rich_template_keeps_everything_but_the_cells_that_are_filled(instrument, mapping, agency):
    content = enriched(build_jawaban(instrument, mapping, agency=agency))
    template = open_template(content, instrument, mapping)
    unit = random_sheet(instrument, 3)
    filling, made = filled(template, unit, SideContent(random_sheet(instrument, 4)))
    check_untouched(content, made, "Jawaban", set(filling.contents))
    assert {name: data for name, data in parts(made).items() if name in FOREIGN} == FOREIGN
    assert (filling.left, filling.not_in_list) == ([], [])


def test_the_real_template_keeps_everything_too(instrument, mapping, real_template):
    template = open_template(real_template, instrument, mapping)
    assert (template.missing, template.filled(), len(template.layout.tpi)) == ([], 0, 2)
    unit, tpi = random_sheet(instrument, 5), random_sheet(instrument, 6)
    filling, made = filled(template, unit, SideContent(tpi, points=score(instrument, tpi)))
    old, new = load(real_template), load(made)
    check_tables(old, new)
    for ws in old:
        for row in ws.iter_rows():
            for cell in row:
                twin = new[ws.title].cell(cell.row, cell.column)
                if not isinstance(cell, MergedCell):
                    assert style_of(cell) == style_of(twin)
                    assert cell.value == twin.value or (cell.row, cell.column) in filling.contents
    assert str(new["Jawaban"].merged_cells) == str(old["Jawaban"].merged_cells)
    for side, given in (("unit", unit), ("tpi", tpi)):
        rows = read(made, instrument, mapping, side=side).rows
        assert {c: r.value for c, r in rows.items() if r.value} == {
            c: g.value for c, g in given.items() if g.value
        }
    assert (
        abs(float(read(made, instrument, mapping, side="tpi").sheet_total) - score(instrument, tpi).total)
        < 1e-9
    )


def test_what_is_in_the_template_is_told_beforehand(instrument, mapping):
    template = open_template(enriched(build_jawaban(instrument, mapping)), instrument, mapping)
    found = template.as_findings()
    assert found["kept"][0] == "4 lembar, 1 di antaranya tersembunyi"
    told = set(found["kept"][1:])
    expected = {
        *(
            "1 gambar",
            "1 tabel Excel",
            "1 tabel pivot",
            "1 pemilah (slicer)",
            "1 tombol atau kendali formulir",
        ),
        *("1 kendali ActiveX", "1 berkas yang ditanam", "1 tautan ke buku kerja lain", "1 data XML khusus"),
        *("1 grafik mini dalam sel", "2 aturan format bersyarat", "1 pengaturan cetak", "1 grafik"),
    }
    assert expected <= told
    assert [text.partition(" ")[0] for text in found["changed"]] == ["Tanda", "Tabel", "Rumus", "Hasil"]


def test_answers_are_spelled_as_the_drop_down_wants_them(instrument, mapping):
    content = enriched(build_jawaban(instrument, mapping))
    template = open_template(content, instrument, mapping)
    assert template.items(6, ANSWER) == ("YA", "TIDAK")  # an Excel 2010 drop-down from a hidden sheet
    _, made = filled(template, {"A.I.1.i.a": Given("Ya"), "A.I.1.i.b": Given("B")})
    ws = load(made)["Jawaban"]
    assert (ws.cell(6, ANSWER).value, ws.cell(7, ANSWER).value) == ("YA", "B")
    assert read(made, instrument, mapping).rows["A.I.1.i.a"].value == "Ya"


@pytest.mark.parametrize(
    ("answer", "items", "expected"),
    [
        ("Ya", ("YA", "TIDAK"), "YA"),
        ("A", ("a", "b"), "a"),
        ("A", ("a. Sudah ada", "b. Belum"), "a. Sudah ada"),
        ("B", ("A) Sudah", "B) Belum"), "B) Belum"),
        ("C", ("A", "B"), "C"),
        ("A", ("Ada", "Tidak"), "A"),
        ("Ya", (), "Ya"),
    ],
)
def test_spelling(answer, items, expected):
    assert spelled(answer, items) == expected


def test_texts_of_users_stay_texts(instrument, mapping):
    codes = [code for code, question in instrument.questions.items() if question.kind == "choice"]
    texts = [
        *NOTES,
        '=HYPERLINK("http://x")',
        " =1",
        "\u3000＝1",
        "\t=1+1",
        "\r=1",
        "<&>\"']]>",
        "a\nb",
        "😀",
        "-1",
        "+62 8",
    ]
    unit = {code: Given(None, note=text) for code, text in zip(codes, texts, strict=False)}
    template = open_template(build_jawaban(instrument, mapping), instrument, mapping)
    _, made = filled(
        template, unit, evidence={codes[0]: [Proof("=cmd|' /C calc'!A0", "https://contoh.go.id/?a=1&b=2")]}
    )
    ws = load(made)["Jawaban"]
    shown = {
        mapping.codes[row[0].value]: row[ANSWER]
        for row in ws.iter_rows(min_row=2)
        if row[0].value in mapping.codes
    }
    for code, given in unit.items():
        cell, clean = shown[code], given.note.replace("\r", "\n")
        assert (cell.data_type, cell.value or "") == (
            "s" if clean else "n",
            clean,
        )
    assert ws.cell(mapping.rows[codes[0]], 13).value == "=cmd|' /C calc'!A0 · https://contoh.go.id/?a=1&b=2"
    risky = {code for code, cell in shown.items() if cell.quotePrefix}
    expected = {
        c for c, g in unit.items() if re.match(r"[\s]*[=+\-@|%＝]", g.note) or g.note[:1] in ("\t", "\r")
    }
    assert risky == expected
    rows = read(made, instrument, mapping).rows
    assert {c: rows[c].note for c in unit} == {c: g.note.replace("\r", "\n").strip() for c, g in unit.items()}


def test_formulas_and_merged_cells_are_left_alone_and_named(instrument, mapping):
    def change(ws):
        ws.cell(6, ANSWER).value = '=IF(1,"Ya","Tidak")'
        ws.merge_cells(start_row=7, end_row=9, start_column=12, end_column=12)
        ws.cell(10, TPI_VALUE - 1).value = "=1"
        ws.cell(126, ANSWER).value = 99

    template = open_template(build_jawaban(instrument, mapping, change=change), instrument, mapping)
    unit = {c: Given("Ya", note="catatan") for c in ("A.I.1.i.a", "A.I.1.ii.a")}
    filling, made = filled(template, unit)
    assert [(left.place, left.part, left.why) for left in filling.left] == [
        ("Jawaban!K6", "jawaban", "rumus"),
        ("Jawaban!L9", "catatan", "gabungan"),
    ]
    ws = load(made)["Jawaban"]
    assert (ws["K6"].value, ws["K9"].value, ws["L6"].value) == ('=IF(1,"Ya","Tidak")', "Ya", "catatan")
    assert (ws.cell(126, ANSWER).value, filling.emptied, ws.cell(10, TPI_VALUE - 1).value) == (None, 1, "=1")


def test_what_stood_in_the_template_is_not_taken_for_the_portals(instrument, mapping):
    def change(ws):
        ws.cell(6, ANSWER).value = "Tidak"
        ws.cell(6, 12).value = "catatan tahun lalu"
        ws.cell(6, 14).value = "tautan lama"
        ws.cell(6, 14).hyperlink = "https://contoh.go.id/lama"
        ws.cell(6, TPI_ANSWER).value = "Ya"
        ws.cell(6, 30).value = "bukan urusan portal"

    content = build_jawaban(instrument, mapping, agency=True, change=change)
    template = open_template(content, instrument, mapping)
    assert template.filled() == 4
    _, made = filled(template, {"A.I.1.i.b": Given("A")})
    ws = load(made)["Jawaban"]
    assert [ws.cell(6, column).value for column in (ANSWER, 12, 14, TPI_ANSWER, 30)] == [
        *[None] * 4,
        "bukan urusan portal",
    ]
    assert ws.cell(6, 14).hyperlink is None
    assert b"contoh.go.id/lama" not in parts(made)[part_of(made, "Jawaban")]


def test_evidence_goes_into_the_columns_that_the_template_has(instrument, mapping):
    proofs = {
        "A.I.1.i.a": [
            Proof("SK Tim · hlm. 2"),
            Proof("Foto", "https://contoh.go.id/f"),
            Proof("", "https://x.id/y"),
        ]
    }
    one = open_template(build_jawaban(instrument, mapping), instrument, mapping)
    two = open_template(build_jawaban(instrument, mapping, agency=True), instrument, mapping)
    lke = open_template(build_lke(instrument), instrument, None)
    (_, single), (_, double), (_, third) = (filled(each, {}, evidence=proofs) for each in (one, two, lke))
    assert (
        load(single)["Jawaban"]["M6"].value
        == "SK Tim · hlm. 2\nFoto · https://contoh.go.id/f\nhttps://x.id/y"
    )
    assert load(double)["Jawaban"]["M6"].value == "SK Tim · hlm. 2\nFoto"
    assert load(double)["Jawaban"]["N6"].value == "https://contoh.go.id/f\nhttps://x.id/y"
    row = lke.rows["A.I.1.i.a"][0].number
    assert load(third)["LKE ZI"].cell(row, LINK).value == "https://contoh.go.id/f\nhttps://x.id/y"
    assert read(double, instrument, mapping).rows["A.I.1.i.a"].links == (
        "https://contoh.go.id/f",
        "https://x.id/y",
    )


def test_what_is_no_template_is_refused(instrument, instrument_2014, mapping, policy):
    with pytest.raises(FileRefused, match="KKE ekspor portal"):
        open_template(export(instrument, policy, {}), instrument, mapping)
    with pytest.raises(FileRefused, match=r"memuat LKE Zona Integritas tahun 2014"):
        open_template(build_lke2014(instrument_2014, {}), instrument, mapping)
    with pytest.raises(FileRefused, match="tidak dikenali"):
        open_template(_workbook(), instrument, mapping)
    with pytest.raises(FileRefused, match="kosong"):
        open_template(b"", instrument, mapping)


def _workbook() -> bytes:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()
