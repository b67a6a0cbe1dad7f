"""Files that must be refused before anything in them is parsed."""

import io
import random
import zipfile

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.{kind}"/></Types>'
)
WORKBOOK_TYPE = "spreadsheetml.sheet.main+xml"
ROOT_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>'
)
BOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="Jawaban" sheetId="1" r:id="r1"/></sheets></workbook>'
)
BOOK_RELS = ROOT_RELS.replace('officeDocument" ', 'worksheet" ').replace(
    "xl/workbook.xml", "worksheets/sheet1.xml"
)
SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'


def _put(archive: zipfile.ZipFile, name: str, content: str | bytes) -> None:
    """Write a part with a fixed date: the same bytes at every build."""
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = archive.compression
    archive.writestr(info, content, compresslevel=9)


def package(sheet: str, *, kind: str = WORKBOOK_TYPE, more: dict[str, bytes] | None = None) -> bytes:
    """A minimal workbook whose only sheet has this XML."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": CONTENT_TYPES.format(kind=kind),
        "_rels/.rels": ROOT_RELS,
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": BOOK_RELS,
        "xl/worksheets/sheet1.xml": sheet,
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in (parts | (more or {})).items():
            _put(archive, name, content)
    return buffer.getvalue()


def million_rows() -> bytes:
    """Some megabytes that say a million rows, packed too loosely for the zip directory to give it away."""
    row = '<row r="{0}"><c r="A{0}"><v>1</v></c></row>'
    return package(SHEET.format("".join(row.format(number) for number in range(1, 1_000_001))))


def many_rows(count: int) -> bytes:
    """Rows without numbers, whose part stays small enough to pass the sizes."""
    return package(SHEET.format("<row/>" * count))


def billion_laughs() -> bytes:
    """Entities that multiply."""
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    sheet = SHEET.format('<row><c t="inlineStr"><is><t>&a9;</t></is></c></row>')
    return package(f'<!DOCTYPE x [<!ENTITY a0 "ha">{entities}]>{sheet}')


def external_entity() -> bytes:
    """An entity that points at a file of the server."""
    sheet = SHEET.format('<row><c t="inlineStr"><is><t>&f;</t></is></c></row>')
    return package(f'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>{sheet}')


def encrypted() -> bytes:
    """The head of a workbook with a password: an OLE file with the stream EncryptedPackage."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")


def open_document() -> bytes:
    """The head of an .ods file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        _put(archive, "mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        _put(archive, "content.xml", "<x/>")
    return buffer.getvalue()


def plain_zip() -> bytes:
    """A zip that is no workbook."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        _put(archive, "catatan.txt", "isi")
    return buffer.getvalue()


def doubled_part() -> bytes:
    """Two parts with one name: which of them counts would be anybody's guess."""
    return package(SHEET.format(""), more={"XL/worksheets/sheet1.xml": b"<x/>"})


def million_rows_packed(*, loose: bool = False) -> bytes:
    """Less than 250 kB that say a million rows; `loose`: so that the zip directory alone does not give it away."""
    if not loose:
        return package(SHEET.format('<row><c t="b"><v>1</v></c></row>' * 1_000_000))
    dice = random.Random(1)
    return package(SHEET.format("".join(dice.choices(["<row/>", "<row />"], k=1_000_000))))
