"""Small real files of every allowed type, and builders for the false ones."""

import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO

from openpyxl import Workbook
from PIL import Image

OPENXML = "application/vnd.openxmlformats-officedocument"
TYPES_NS = "http://schemas.openxmlformats.org/package/2006/content-types"
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000054 00000 n \n"
    b"trailer<</Size 3/Root 1 0 R>>\nstartxref\n104\n%%EOF\n"
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def image(kind: str) -> bytes:
    """A picture of 8 by 8 pixels: PNG, JPEG or WEBP."""
    out = BytesIO()
    Image.new("RGB", (8, 8), "#0B5169").save(out, kind)
    return out.getvalue()


def zipped(entries: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive with the entries in their order."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return out.getvalue()


def content_types(*overrides: tuple[str, str]) -> bytes:
    """[Content_Types].xml that declares (part name, content type) pairs."""
    items = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in overrides)
    return f'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="{TYPES_NS}">{items}</Types>'.encode()


DOCX_MAIN = ("/word/document.xml", f"{OPENXML}.wordprocessingml.document.main+xml")
PPTX_MAIN = ("/ppt/presentation.xml", f"{OPENXML}.presentationml.presentation.main+xml")


def docx(extra: Mapping[str, bytes] | None = None, *, types: bytes | None = None) -> bytes:
    """A Word file of two parts and what `extra` adds."""
    entries = {
        "[Content_Types].xml": types or content_types(DOCX_MAIN),
        "word/document.xml": b"<w:document/>",
    }
    return zipped({**entries, **(extra or {})})


def pptx() -> bytes:
    """A PowerPoint file of two parts."""
    return zipped(
        {"[Content_Types].xml": content_types(PPTX_MAIN), "ppt/presentation.xml": b"<p:presentation/>"}
    )


def xlsx() -> bytes:
    """A workbook as openpyxl writes it."""
    out = BytesIO()
    Workbook().save(out)
    return out.getvalue()


def odf(kind: str, extra: Mapping[str, bytes] | None = None, manifest: bytes = b"<manifest/>") -> bytes:
    """An OpenDocument file: `kind` is text or spreadsheet."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}", zipfile.ZIP_STORED)
        parts = {"content.xml": b"<office:document-content/>", "META-INF/manifest.xml": manifest}
        for name, data in {**parts, **(extra or {})}.items():
            archive.writestr(name, data)
    return out.getvalue()


def lying_archive(declared: int, real: int) -> bytes:
    """A Word file whose second entry unpacks to `real` zero bytes while both headers declare `declared`."""
    data = bytearray(docx({"word/media/a.bin": b"\0" * real}))
    honest, lie = real.to_bytes(4, "little"), declared.to_bytes(4, "little")
    sum_honest = zlib.crc32(b"\0" * real).to_bytes(4, "little")
    sum_lie = zlib.crc32(b"\0" * declared).to_bytes(4, "little")
    for old, new in ((sum_honest, sum_lie), (honest, lie)):
        assert data.count(old) == 2
        data = data.replace(old, new)
    return bytes(data)


GOOD: dict[str, bytes] = {
    "surat.pdf": PDF,
    "tampilan.png": image("PNG"),
    "foto.jpg": image("JPEG"),
    "foto.jpeg": image("JPEG"),
    "foto.webp": image("WEBP"),
    "SK Tim.docx": docx(),
    "rekap.xlsx": xlsx(),
    "paparan.pptx": pptx(),
    "notulen.odt": odf("text"),
    "daftar.ods": odf("spreadsheet"),
    "catatan.txt": "Rapat tanggal 3 – selesai.\r\n\tHadir: 12 orang\f".encode(),
    "data.csv": "\ufeffnama;nilai\nSiti;3,6\n".encode(),
}
