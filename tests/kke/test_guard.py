"""What is no plain xlsx is refused before parsing, with a hint; bombs fast and in little memory."""

import io
import time
import tracemalloc

import openpyxl
import pytest

from assessments.kke.reading import read
from documents.workbooks.guard import MAX_BYTES, FileRefused, open_package
from documents.workbooks.reader import read_grids
from tests.kke_files import bombs

LIES = {
    "empty": (b"", "kosong"),
    "text": (b"Rapat hari Jumat\n", "tidak dikenali"),
    "binary": (bytes(range(256)) * 4, "bukan buku kerja Excel"),
    "xml of 2003": (b'<?xml version="1.0"?><Workbook/>', "XML"),
    "rtf": (b"{\\rtf1 x}", "RTF"),
    "utf-16": ("Kode;Jawaban".encode("utf-16"), "UTF-16"),
    "pdf": (b"%PDF-1.7 ...", "PDF"),
    "web page": (b"<html><table><tr><td>x</td></tr></table>", "halaman web"),
    "xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, r"\.xls"),
    "with a password": (bombs.encrypted(), "kata sandi"),
    "ods": (bombs.open_document(), r"\.ods"),
    "zip": (bombs.plain_zip(), "arsip ZIP"),
    "cut off": (bombs.package(bombs.SHEET.format(""))[:300], "rusak"),
    "unknown kind": (bombs.package("<x/>", kind="x"), "bukan buku kerja"),
    "doubled part": (bombs.doubled_part(), "bernama sama"),
    "too big": (b"PK\x03\x04" + b"\0" * MAX_BYTES, "lebih besar"),
    "DTD with entities": (bombs.billion_laughs(), "deklarasi XML"),
    "entity of a file": (bombs.external_entity(), "deklarasi XML"),
    "broken xml": (bombs.package("<worksheet><sheetData><row>"), "rusak"),
    "too many parts": (bombs.package("<x/>", more={f"xl/m{n}": b"" for n in range(600)}), "bagian"),
}


@pytest.mark.parametrize("name", LIES)
def test_lies_about_the_type_are_refused_with_a_hint(instrument, mapping, name):
    content, hint = LIES[name]
    with pytest.raises(FileRefused, match=hint):
        read(content, instrument, mapping)


@pytest.mark.parametrize(
    ("kind", "hint"),
    [
        ("ms-excel.sheet.macroEnabled.main+xml", r"\.xlsm"),
        ("ms-excel.sheet.binary.macroEnabled.main", r"\.xlsb"),
        ("spreadsheetml.template.main+xml", r"\.xltx"),
        ("wordprocessingml.document.main+xml", "Word"),
        ("presentationml.presentation.main+xml", "PowerPoint"),
    ],
)
def test_relatives_of_xlsx_are_told_apart(kind, hint):
    with pytest.raises(FileRefused, match=hint):
        open_package(bombs.package("<x/>", kind=kind))


@pytest.fixture(scope="module")
def bomb() -> bytes:
    """A file of some megabytes that says a million rows."""
    content = bombs.million_rows()
    assert len(content) < MAX_BYTES
    return content


def test_a_million_rows_are_refused_fast(bomb):
    begun = time.process_time()
    with pytest.raises(FileRefused, match="baris"):
        read_grids(open_package(bomb))
    assert time.process_time() - begun < 3


def test_a_million_rows_are_refused_in_little_memory(bomb):
    tracemalloc.start()
    with pytest.raises(FileRefused, match="baris"):
        read_grids(open_package(bomb))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 60_000_000


def test_a_swollen_part_is_refused_by_the_directory_alone():
    content = bombs.package(bombs.SHEET.format("<row/>" * 2_000_000))
    with pytest.raises(FileRefused, match="mengembang"):
        open_package(content)


def test_too_many_rows_are_refused_while_streaming():
    with pytest.raises(FileRefused, match="baris"):
        read_grids(open_package(bombs.many_rows(60_000)))


def test_a_part_that_is_longer_than_declared_is_refused():
    content = bytearray(bombs.package(bombs.SHEET.format("<row/>" * 100)))
    name = b"xl/worksheets/sheet1.xml"
    for mark in (content.find(name) - 30 + 22, content.rfind(name) - 46 + 24):  # local and central size
        content[mark : mark + 4] = (10).to_bytes(4, "little")
    with pytest.raises(FileRefused, match="rusak"):
        read_grids(open_package(bytes(content)))


def test_a_workbook_of_another_layout_names_its_sheets(instrument, mapping):
    workbook = openpyxl.Workbook()
    workbook.active.title = "Anggaran"
    workbook.active.append(["Uraian", "Jumlah"])
    buffer = io.BytesIO()
    workbook.save(buffer)
    with pytest.raises(FileRefused, match="“Anggaran”"):
        read(buffer.getvalue(), instrument, mapping)


def test_a_link_to_another_workbook_is_never_followed():
    formula = (
        '<row r="1"><c r="A1"><f>[1]Lain!A1</f><v>7</v></c><c r="B1"><f>WEBSERVICE("http://x")</f></c></row>'
    )
    (grid,) = read_grids(open_package(bombs.package(bombs.SHEET.format(formula))))
    assert [(c.text, c.formula) for c in grid.rows[1].values()] == [
        ("7", "[1]Lain!A1"),
        ("", 'WEBSERVICE("http://x")'),
    ]


def test_the_reader_agrees_with_openpyxl(real_template):
    workbook = openpyxl.load_workbook(io.BytesIO(real_template), data_only=True)
    for grid in read_grids(open_package(real_template)):
        shown = {
            cell.coordinate: cell.value.strip() if isinstance(cell.value, str) else float(cell.value)
            for row in workbook[grid.name].iter_rows()
            for cell in row
            if cell.value is not None and str(cell.value).strip()
        }
        ours = {
            cell.address: cell.value.strip() if isinstance(cell.value, str) else float(cell.value)
            for row in grid.rows.values()
            for cell in row.values()
        }
        assert ours == shown


def test_a_zip_within_the_workbook_is_never_opened(instrument, mapping):
    """Only the parts of the sheets are inflated; what else lies in the package stays packed."""
    inner = bombs.package(bombs.SHEET.format("<row/>" * 2_000_000))
    content = bombs.package(
        bombs.SHEET.format('<row><c t="b"><v>1</v></c></row>'), more={"xl/dalam.zip": inner}
    )
    (grid,) = read_grids(open_package(content))
    assert len(grid.rows) == 1


def test_texts_that_stand_in_very_many_cells_are_counted_where_they_stand():
    text = "x" * 30_000
    cells = '<c t="s"><v>0</v></c>' * 250
    sheet = bombs.SHEET.format(f"<row>{cells}</row>" * 20)
    strings = f"<sst><si><t>{text}</t></si></sst>".encode()
    rels = bombs.BOOK_RELS.replace(
        "</Relationships>",
        '<Relationship Id="r2" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    )
    more = {"xl/sharedStrings.xml": strings, "xl/_rels/workbook.xml.rels": rels.encode()}
    with pytest.raises(FileRefused, match="terlalu banyak teks"):
        read_grids(open_package(bombs.package(sheet, more=more)))


def test_characters_that_no_database_takes_are_left_out():
    cell = '<row><c t="inlineStr"><is><t>a_x0000_b_xD800_c_x000A_d_x0041_</t></is></c></row>'
    (grid,) = read_grids(open_package(bombs.package(bombs.SHEET.format(cell))))
    assert grid.rows[1][1].value == "abc\ndA"
