"""A recap made and read again."""

import io
import re
import zipfile

import openpyxl

from assessments.kke.recaps.book import HEADER_ROW
from assessments.kke.recaps.making import recap_file

TIME = re.compile(rb"pukul \d\d[.]\d\d")


def opened(world, kind: str = "instansi", *, who: str = "admin", period=None) -> openpyxl.Workbook:
    """The workbook that a person gets."""
    return openpyxl.load_workbook(io.BytesIO(content(world, kind, who=who, period=period)))


def content(world, kind: str = "instansi", *, who: str = "admin", period=None) -> bytes:
    """The bytes of it."""
    with recap_file(period or world.period, actor=world.people[who], kind=kind) as file:
        return file.read()


def told(content: bytes) -> dict[str, bytes]:
    """Everything inside, without the time of making: member → bytes."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {
            name: TIME.sub(b"", archive.read(name))
            for name in archive.namelist()
            if name != "docProps/core.xml"
        }


def rows(sheet) -> list[dict]:
    """The rows of a table by the heads of its columns (a band before it where a head comes twice)."""
    lines = list(sheet.iter_rows(min_row=HEADER_ROW - 1, values_only=True))
    band, heads = "", []
    for above, head in zip(lines[0], lines[1], strict=True):
        band = above or band
        heads.append(f"{band}: {head}" if lines[1].count(head) > 1 else head)
    return [dict(zip(heads, line, strict=True)) for line in lines[2:]]
