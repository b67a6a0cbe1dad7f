"""Parts of a workbook patched in place, whatever the program that wrote them made of prefixes and encodings."""

import io

import pytest

from assessments.kke.templates.patch import Content, computed_on_opening, patch_workbook
from documents.workbooks.guard import FileRefused
from tests.kke_files.rich import parts


def _zip(content: dict[str, bytes]) -> bytes:
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return out.getvalue()


SHEET = b"""<?xml version="1.0"?><x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<x:cols><x:col min="4" max="9" style="1"/></x:cols><x:sheetData><x:row r="2" spans="1:2"><x:c><x:v>1</x:v></x:c>
<x:c s="1"  t='str' ><x:f>A2&gt;"/&gt;"</x:f><x:v>b</x:v></x:c><x:c r="H2"/></x:row><x:row r="3"/></x:sheetData>
</x:worksheet>"""

STYLES = b'<styleSheet><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="9"><alignment/></xf></cellXfs></styleSheet>'

BOOK = b"<workbook><sheets><sheet/></sheets><extLst/></workbook>"


def patched(contents, sheet: bytes = SHEET) -> dict[str, bytes]:
    content = _zip({"xl/workbook.xml": BOOK, "xl/s.xml": sheet, "xl/styles.xml": STYLES})
    return parts(
        patch_workbook(
            content, workbook="xl/workbook.xml", sheets={"xl/s.xml": contents}, styles="xl/styles.xml"
        )
    )


def test_prefixes_missing_cells_and_styles(instrument):
    made = patched(
        {
            (2, 1): Content(text="=é", quoted=True),
            (2, 5): Content(number="0.5"),
            (2, 4): Content(text="a"),
            (2, 9): Content(text="z"),
        }
    )
    assert made["xl/s.xml"] == SHEET.replace(b' spans="1:2"', b"").replace(
        b"<x:c><x:v>1</x:v></x:c>",
        b'<x:c r="A2" s="2" t="inlineStr"><x:is><x:t xml:space="preserve">=&#233;</x:t></x:is></x:c>',
    ).replace(
        b"""<x:c s="1"  t='str' ><x:f>A2&gt;"/&gt;"</x:f><x:v>b</x:v></x:c>""",
        b'<x:c s="1" r="B2"><x:f>A2&gt;"/&gt;"</x:f></x:c>',
    ).replace(
        b'<x:c r="H2"/>',
        b'<x:c r="D2" s="1" t="inlineStr"><x:is><x:t xml:space="preserve">a</x:t></x:is></x:c>'
        b'<x:c r="E2" s="1"><x:v>0.5</x:v></x:c><x:c r="H2"/>'
        b'<x:c r="I2" s="1" t="inlineStr"><x:is><x:t xml:space="preserve">z</x:t></x:is></x:c>',
    )
    assert made["xl/styles.xml"] == STYLES.replace(b'count="2"', b'count="3"').replace(
        b"</cellXfs>", b'<xf numFmtId="0" quotePrefix="1"/></cellXfs>'
    )
    assert made["xl/workbook.xml"] == BOOK.replace(b"</sheets>", b'</sheets><calcPr fullCalcOnLoad="1"/>')


def test_a_part_in_another_encoding():
    row = '<row r="1"><c r="A1"><v>1</v></c></row>'
    text = f'<?xml version="1.0" encoding="UTF-16"?><worksheet><sheetData>{row}</sheetData></worksheet>'
    made = patched({(1, 1): Content(text="é")}, text.encode("utf-16"))
    assert (
        '<c r="A1" t="inlineStr"><is><t xml:space="preserve">&#233;</t></is></c>' in made["xl/s.xml"].decode()
    )


def test_the_calculation_mark_of_a_workbook():
    assert computed_on_opening(b'<workbook><sheets/><calcPr calcId="1" calcMode="manual" /></workbook>') == (
        b'<workbook><sheets/><calcPr calcId="1" calcMode="manual" fullCalcOnLoad="1"/></workbook>'
    )


@pytest.mark.parametrize(
    "damage", [b"<worksheet", b"<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet/>", b"<a><b></a>"]
)
def test_a_damaged_sheet_is_refused(damage):
    with pytest.raises(FileRefused):
        patched({}, damage)
