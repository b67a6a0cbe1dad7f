"""The files of the demo's papers: PDF, Word file, workbook, picture. Made once, used by every unit that has them."""

import io
import zipfile
from functools import cache
from xml.sax.saxutils import escape

from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from openpyxl import Workbook
from openpyxl.styles import Font
from PIL import Image, ImageDraw, ImageFont
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from documents.pdf import BASE, OwnStaticFiles

Rows = tuple[tuple[str, str], ...]
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_CONTENT_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_MAIN}"/></Types>'
)
_RELATIONS = (
    f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)


@cache
def _style() -> tuple[FontConfiguration, CSS]:
    """The print style with its fonts, read once for all papers."""
    fonts = FontConfiguration()
    text = '@import "css/print.css";'
    return fonts, CSS(string=text, base_url=BASE, url_fetcher=OwnStaticFiles(), font_config=fonts)


@cache
def pdf(heading: str, text: str, rows: Rows) -> bytes:
    """A PDF of a heading, paragraphs (a form feed begins a page) and a table."""
    pages = (
        format_html_join("", "<p>{}</p>", ((part,) for part in page.split("\n"))) for page in text.split("\f")
    )
    body = format_html_join(mark_safe('<div class="p-break"></div>'), "{}", ((page,) for page in pages))
    table = format_html_join("", "<tr><td>{}</td><td>{}</td></tr>", rows)
    fonts, css = _style()
    html = format_html(
        '<!doctype html><html lang="id"><head><meta charset="utf-8"><title>{title}</title></head><body>'
        '<header class="p-head">Contoh dokumen untuk demo; bukan dokumen resmi</header><main><h1>{title}</h1>'
        '{body}<table class="p-table"><tbody>{table}</tbody></table></main></body></html>',
        title=heading,
        body=body,
        table=table,
    )
    return HTML(string=html, base_url=BASE, url_fetcher=OwnStaticFiles()).write_pdf(
        stylesheets=[css], font_config=fonts
    )


@cache
def docx(heading: str, text: str, rows: Rows) -> bytes:
    """A Word file of a heading, paragraphs and a table."""
    body = _paragraph(heading, "Heading1") + "".join(_paragraph(part) for part in text.split("\n"))
    cells = "".join(
        "<w:tr>" + "".join(f"<w:tc>{_paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>" for row in rows
    )
    table = f"<w:tbl><w:tblPr><w:tblW w:w='5000' w:type='pct'/></w:tblPr>{cells}</w:tbl>" if rows else ""
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": f"<w:document {_W}><w:body>{body}{table}<w:p/></w:body></w:document>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _paragraph(text: str, style: str = "") -> str:
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{look}<w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


@cache
def xlsx(heading: str, text: str, rows: Rows) -> bytes:
    """A workbook of one sheet: a heading, the head of the table (from `text`, cut at semicolons) and its rows."""
    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    sheet.title = "Rekap"
    sheet.append([heading])
    sheet.append([])
    sheet.append([part.strip() for part in text.split(";")])
    for name, number in rows:
        sheet.append([name, *(int(part) for part in number.split())])
    for cell in (sheet["A1"], *sheet[3]):
        cell.font = Font(bold=True)
    book.save(out)
    return out.getvalue()


@cache
def png(heading: str, text: str, rows: Rows) -> bytes:
    """A picture of a notice board with a heading and rows."""
    picture = Image.new("RGB", (1280, 800), "#D8CFC2")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((120, 90, 1160, 710), fill="#FFFFFF", outline="#0B5169", width=10)
    large, small = ImageFont.load_default(44), ImageFont.load_default(30)
    draw.text((170, 130), heading, fill="#0B5169", font=large)
    draw.text((170, 200), text, fill="#1B2430", font=small)
    for at, (left, right) in enumerate(rows):
        draw.text((170, 290 + at * 70), left, fill="#1B2430", font=small)
        draw.text((760, 290 + at * 70), right, fill="#1B2430", font=small)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
