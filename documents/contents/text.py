"""Plain text and CSV: UTF-8 to the last byte, nothing invisible, no page or program in disguise."""

import codecs
import re
from typing import IO

from documents.contents.verdicts import NotThisType, Unacceptable

_CHUNK = 256 * 1024
# all controls but tab, line feed, form feed, carriage return and NEL
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_FOREIGN = (
    "<!doctype", "<!--", "<html", "<head", "<body", "<svg", "<?xml", "<?php", "<script", "<iframe", "<%",
    "#!", "%pdf-", "mz", "{\\rtf",
)  # fmt: skip
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # Excel's “Unicode text”
_NOT_UTF8 = "Teks ini bukan UTF-8. Simpan ulang sebagai “CSV UTF-8” atau teks UTF-8, lalu unggah lagi."


def check_text(handle: IO[bytes], size: int) -> None:
    """Raise NotThisType for control characters or the start of a page, program or PDF; Unacceptable for
    another encoding than UTF-8.
    """
    handle.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    start = True
    try:
        while chunk := handle.read(_CHUNK):
            text = decoder.decode(chunk)
            if _CONTROLS.search(text):
                raise NotThisType
            if start:
                _check_start(text)
                start = False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        if b"\0" in error.object and not error.object.startswith(_UTF16):
            raise NotThisType from error
        raise Unacceptable(_NOT_UTF8) from error


def _check_start(text: str) -> None:
    beginning = text[:4096].lstrip("\ufeff \t\r\n\f\x85").lower()
    if beginning.startswith(_FOREIGN) and not (beginning.startswith("mz") and beginning[:200].isprintable()):
        raise NotThisType
