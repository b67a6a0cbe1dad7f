"""Documents with something to read in them, and hostile ones, for the reading pane."""

import io
import zlib

from openpyxl import Workbook
from weasyprint import HTML

from tests.documents import files

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
RELS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
)
SCRIPT = "&lt;script&gt;alert(1)&lt;/script&gt;"


def pdf(pages: int = 12) -> bytes:
    """A PDF whose pages say "Halaman n"."""
    html = "".join(
        f'<p style="break-after: page">Halaman {number} dari laporan</p>' for number in range(1, pages + 1)
    )
    return HTML(string=f"<html lang='id'><title>Laporan</title>{html}").write_pdf()


def raw_pdf(*, pages: int = 1, box: str = "0 0 595 842", extra: str = "", catalog: str = "") -> bytes:
    """A PDF written by hand: `pages` times the same empty page of this media box."""
    objects = [
        f"<</Type/Catalog/Pages 2 0 R {catalog}>>",
        f"<</Type/Pages/Count {pages}/Kids[{' '.join(f'{4 + n} 0 R' for n in range(pages))}]>>",
        extra or "<<>>",
        *[f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]>>"] * pages,
    ]
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj{content}endobj\n".encode()
    start = len(out)
    out += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += f"trailer<</Size {len(places) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def with_javascript() -> bytes:
    """A PDF that wants to run a script when it is opened."""
    script = "<</S/JavaScript/JS(app.alert\\(1\\);this.submitForm\\('http://127.0.0.1/'\\);)>>"
    return raw_pdf(extra=script, catalog="/OpenAction 3 0 R")


def locked_pdf() -> bytes:
    """A PDF that wants a password."""
    from pypdf import PdfWriter

    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.encrypt("rahasia")
    writer.write(out)
    return out.getvalue()


def image_bomb(width: int = 15_000, height: int = 15_000) -> bytes:
    """A PNG of a few kilobytes that unpacks to `width` × `height` pixels."""
    raw = zlib.compressobj(9)
    row = b"\0" * (1 + width * 3)
    data = b"".join(raw.compress(row) for _ in range(height)) + raw.flush()

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            len(content).to_bytes(4, "big") + name + content + zlib.crc32(name + content).to_bytes(4, "big")
        )

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\0\0\0"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def docx(body: str | None = None) -> bytes:
    """A Word file with a heading, a paragraph with a script as text, an item, a table and a drawn text."""
    body = body or (
        '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Laporan monev</w:t></w:r></w:p>'
        f"<w:p><w:r><w:t>Isi {SCRIPT}</w:t></w:r><w:r><w:tab/><w:t>akhir</w:t></w:r></w:p>"
        "<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>Butir satu</w:t></w:r></w:p><w:p/>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Kegiatan</w:t></w:r></w:p></w:tc>"
        "<w:tc><w:p><w:r><w:t>18</w:t></w:r></w:p><w:p><w:r><w:t>dari 20</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
        "<w:p><mc:AlternateContent><mc:Choice><w:p><w:r><w:t>Kotak</w:t></w:r></w:p></mc:Choice>"
        "<mc:Fallback><w:p><w:r><w:t>Kotak</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent></w:p>"
    )
    return files.docx(
        {"word/document.xml": f"<w:document {W} {MC}><w:body>{body}</w:body></w:document>".encode()}
    )


def odt() -> bytes:
    """An OpenDocument text with a heading, a paragraph and a table."""
    content = (
        f"<office:document-content {ODF}><office:body><office:text>"
        '<text:h text:outline-level="1">Notulen</text:h>'
        "<text:p>Rapat <text:span>dibuka</text:span><text:s/>pagi</text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>Hadir</text:p></table:table-cell>"
        "<table:table-cell><text:p>12</text:p></table:table-cell></table:table-row></table:table>"
        "</office:text></office:body></office:document-content>"
    )
    return files.odf("text", {"content.xml": content.encode()})


def pptx() -> bytes:
    """Two slides, the second file first: the order is that of the presentation, not of the names."""

    def slide(title: str, *texts: str) -> bytes:
        shapes = '<p:sp><p:nvSpPr><p:nvPr><p:ph type="title"/></p:nvPr></p:nvSpPr>'
        shapes += f"<p:txBody>{_said(title)}</p:txBody></p:sp>"
        shapes += f"<p:sp><p:txBody>{''.join(map(_said, texts))}</p:txBody></p:sp>"
        shapes += f"<a:tbl><a:tr><a:tc>{_said('Nilai')}</a:tc><a:tc>{_said('81')}</a:tc></a:tr></a:tbl>"
        return f"<p:sld {P} {A}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>".encode()

    order = '<p:sldIdLst><p:sldId r:id="r2"/><p:sldId r:id="r1"/></p:sldIdLst>'
    listed = f"<p:presentation {P} {R}>{order}</p:presentation>"
    relations = (
        f'<Relationships {RELS}><Relationship Id="r1" Target="slides/slide1.xml"/>'
        '<Relationship Id="r2" Target="/ppt/slides/slide2.xml"/></Relationships>'
    )
    return files.zipped(
        {
            "[Content_Types].xml": files.content_types(files.PPTX_MAIN),
            "ppt/presentation.xml": listed.encode(),
            "ppt/_rels/presentation.xml.rels": relations.encode(),
            "ppt/slides/slide1.xml": slide("Penutup", "Terima kasih"),
            "ppt/slides/slide2.xml": slide("Pembuka", "Pertama", "Kedua"),
        }
    )


def _said(text: str) -> str:
    return f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>"


def xlsx(rows: int = 3) -> bytes:
    """A workbook of a sheet with `rows` rows, an empty one, and one that is hidden."""
    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    sheet.title = "Rekap"
    for number in range(rows):
        sheet.append([f"Baris {number + 1}", 0.5, "<b>tebal</b>", True])
    book.create_sheet("Kosong")
    book.create_sheet("Rahasia").sheet_state = "hidden"
    book.save(out)
    return out.getvalue()
