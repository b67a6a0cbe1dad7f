"""A template with all that an agency may have put into it; and files compared part by part."""

import io
import re
import zipfile

from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule, ColorScaleRule
from openpyxl.styles import Border, Font, GradientFill, PatternFill, Protection, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table
from PIL import Image as Pixels

from .jawaban import save

SPARKLINE = (
    '<ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/'
    '2009/9/main"><x14:sparklineGroups xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
    "<x14:sparklineGroup><x14:sparklines><x14:sparkline><xm:f>Jawaban!H2:H4</xm:f><xm:sqref>X2</xm:sqref>"
    "</x14:sparkline></x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext>"
)
LIST = (
    '<ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/'
    '2009/9/main"><x14:dataValidations count="1" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
    '<x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>Daftar!$A$1:$A$2</xm:f></x14:formula1>'
    "<xm:sqref>{sqref}</xm:sqref></x14:dataValidation></x14:dataValidations></ext>"
)
FOREIGN = {  # parts that no library of ours knows
    "xl/drawings/drawing9.xml": b"<xdr:wsDr xmlns:xdr='d'><xdr:sp><xdr:txBody/></xdr:sp></xdr:wsDr>",
    "xl/ctrlProps/ctrlProp1.xml": b"<formControlPr xmlns='c' objectType='CheckBox'/>",
    "xl/activeX/activeX1.bin": b"\x00\x01\x02",
    "xl/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0 isi",
    "xl/slicers/slicer1.xml": b"<slicers xmlns='s'/>",
    "xl/pivotTables/pivotTable1.xml": b"<pivotTableDefinition xmlns='p'/>",
    "xl/pivotCache/pivotCacheDefinition1.xml": b"<pivotCacheDefinition xmlns='p'/>",
    "xl/threadedComments/threadedComment1.xml": b"<ThreadedComments xmlns='t'/>",
    "xl/externalLinks/externalLink1.xml": b"<externalLink xmlns='e'/>",
    "xl/printerSettings/printerSettings1.bin": b"PRINTER",
    "customXml/item1.xml": b"<agenda xmlns='x'/>",
    "_xmlsignatures/sig1.xml": b"<Signature xmlns='s'/>",
}


def enriched(content: bytes, *, list_at: str = "K6") -> bytes:
    """The workbook with every kind of thing in it; the drop-down at `list_at` (YA, TIDAK) is on a hidden sheet."""
    book = load_workbook(io.BytesIO(content))
    ws = book["Jawaban"]
    hidden = book.create_sheet("Daftar")
    hidden.sheet_state = "veryHidden"
    hidden["A1"], hidden["A2"] = "YA", "TIDAK"
    _dress(ws)
    ws.add_image(Image(_picture()), "X6")
    chart = BarChart()
    chart.add_data(Reference(ws, min_col=8, min_row=2, max_row=5))
    ws.add_chart(chart, "X20")
    book.defined_names["Bobot"] = DefinedName("Bobot", attr_text="Jawaban!$H$2")
    for rule in list(ws.data_validations.dataValidation):
        rule.sqref.ranges = {area for area in rule.sqref.ranges if not str(area).startswith(list_at)}
    return with_parts(save(book), FOREIGN, SPARKLINE + LIST.replace("{sqref}", list_at))


def _dress(ws) -> None:
    ws["K7"].comment = Comment("Pilih satu", "Inspektorat")
    ws["G7"] = CellRichText("Anggota ", TextBlock(InlineFont(b=True, color="FF0000"), "dipilih"), " terbuka")
    ws["L6"].font = Font(name="Bookman Old Style", size=9, italic=True, color="00336699")
    ws["L6"].fill = GradientFill(stop=("FFFFFF", "99CCFF"))
    ws["L6"].border = Border(diagonal=Side("dashDot", color="FF0000"), diagonalUp=True)
    ws["L6"].protection = Protection(locked=False, hidden=True)
    ws["L7"].fill = PatternFill("lightTrellis", fgColor="FFCC00")
    ws["K6"].number_format = '[Red]"‹"@"›"'
    ws.conditional_formatting.add(
        "K6:K90", CellIsRule("equal", ['"Tidak"'], fill=PatternFill(bgColor="FFC7CE"))
    )
    ws.conditional_formatting.add(
        "H2:H90", ColorScaleRule(start_type="min", start_color="FFFFFF", end_type="max", end_color="63BE7B")
    )
    ws.freeze_panes, ws.auto_filter.ref = "H2", "A1:V90"
    ws.print_title_rows, ws.print_area = "1:1", "A1:R204"
    ws.page_setup.orientation, ws.page_setup.paperSize = "landscape", 14
    ws.oddFooter.center.text = "&P dari &N"
    ws.protection.sheet = True
    ws.protection.set_password("rahasia")
    ws.row_dimensions[6].height = 61.5
    ws.row_dimensions[8].hidden = True
    ws.column_dimensions["L"].width = 44.25
    ws.column_dimensions.group("S", "U", hidden=True)
    for row, text in enumerate(("No", "Satu", "Dua"), start=300):
        ws.cell(row, 1).value = text
    ws.add_table(Table(displayName="Acuan", ref="A300:A302"))


def _picture() -> io.BytesIO:
    out = io.BytesIO()
    Pixels.new("RGB", (8, 8), "red").save(out, "PNG")
    out.seek(0)
    return out


def with_parts(content: bytes, more: dict[str, bytes], extensions: str = "") -> bytes:
    """The file with further parts, and extensions at the end of the sheet "Jawaban"."""
    source, buffer = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    part = part_of(content, "Jawaban")
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == part and extensions:
                end = f"<extLst>{extensions}</extLst></worksheet>".encode()
                data = data.replace(b"</worksheet>", end)
            target.writestr(name, data)
        for name, data in more.items():
            target.writestr(name, data)
    return buffer.getvalue()


def part_of(content: bytes, title: str) -> str:
    """The part of a sheet that openpyxl wrote."""
    titles = load_workbook(io.BytesIO(content), read_only=True).sheetnames
    return f"xl/worksheets/sheet{titles.index(title) + 1}.xml"


def parts(content: bytes) -> dict[str, bytes]:
    """All parts by name."""
    source = zipfile.ZipFile(io.BytesIO(content))
    return {name: source.read(name) for name in source.namelist()}


def around_cells(xml: bytes) -> tuple[bytes, bytes]:
    """What stands before and after the rows of a sheet."""
    before, _, rest = xml.partition(b"<sheetData>")
    return before, re.sub(rb"^.*</sheetData>", b"", rest, flags=re.DOTALL)
