"""What a workbook file must be before anything in it is parsed.

The type is told by content, not by name. Sizes are read off the zip directory; `zipfile` never inflates
more than an entry declares, so the declared sizes hold. XML is streamed by expat with every DTD refused;
nothing outside the file is ever opened.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO
from xml.parsers import expat

MAX_BYTES = 10_000_000  # the file itself; a filled KKE has 0.2 to 2 MB
MAX_ENTRIES = 500
MAX_EXPANDED = 80_000_000  # all parts, inflated
MAX_RATIO = 100  # inflated : packed, looked at in parts above RATIO_FROM; a styled KKE sheet has 15
RATIO_FROM = 4_000_000
_CHUNK = 65_536

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_WEB = (b"<html", b"<!doctype html", b"<table", b"<svg", b"<script", b"<head", b"<body")
_NO_TEXT = (b"%pdf", *_WEB, b"<!doctype", b"<?xml", b"{\\rtf", b"\xff\xfe", b"\xfe\xff")
_DAMAGED = "Berkas Excel ini rusak dan tidak dapat dibaca. Simpan ulang dari Excel lalu unggah lagi."
# what `zipfile` raises over a damaged archive: offsets before its start, lengths that don't fit, unknown methods
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, struct.error)
_NAMES = ("xlsx", "csv", "txt", "xls", "xlsm", "xlsb", "xltx", "xltm", "ods")  # some are told how to save it
_SAVE_AS = "Buka berkasnya lalu simpan sebagai “Excel Workbook (.xlsx)”, kemudian unggah lagi."
_WORKBOOK_TYPES = {
    b"spreadsheetml.sheet.main+xml": "",
    b"ms-excel.sheet.macroEnabled.main+xml": f"Berkas ini berisi makro (.xlsm). {_SAVE_AS}",
    b"ms-excel.sheet.binary.macroEnabled.main": f"Berkas ini berjenis .xlsb. {_SAVE_AS}",
    b"ms-excel.template.macroEnabled.main+xml": f"Berkas ini templat bermakro (.xltm). {_SAVE_AS}",
    b"spreadsheetml.template.main+xml": f"Berkas ini templat (.xltx). {_SAVE_AS}",
    b"wordprocessingml.": f"Berkas ini dokumen Word, bukan buku kerja Excel. {_SAVE_AS}",
    b"presentationml.": "Berkas ini presentasi PowerPoint, bukan buku kerja Excel.",
}


class FileRefused(ValueError):
    """A file that is not taken in at all; the message is Indonesian, for the user."""


class Package:
    """An xlsx file that passed the guard: its parts by name, parsed as a stream."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = {info.filename.lstrip("/").lower(): info for info in archive.infolist()}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._names

    @property
    def names(self) -> list[str]:
        """The names of all parts, in lower case."""
        return list(self._names)

    def stream(
        self,
        name: str,
        *,
        start: Callable[[str, dict[str, str]], None] | None = None,
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        """Parse one XML part, calling the handlers with local names (no namespace).

        FileRefused: the part is missing, damaged, or declares a DTD or entities.
        """
        info = self._names.get(name.lower())
        if info is None:
            raise FileRefused("Berkas Excel ini rusak: ada bagian yang hilang. Simpan ulang dari Excel.")
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartDoctypeDeclHandler = _refuse_dtd
        parser.EntityDeclHandler = _refuse_dtd
        if start is not None:
            parser.StartElementHandler = lambda tag, attrs: start(local(tag), attrs)
        if end is not None:
            parser.EndElementHandler = lambda tag: end(local(tag))
        if text is not None:
            parser.CharacterDataHandler = text
        try:
            for chunk in _chunks(self._archive, info):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise FileRefused(_DAMAGED) from error


def local(name: str) -> str:
    """A tag or attribute without its namespace prefix."""
    return name.rpartition(":")[2]


def open_package(source: bytes | BinaryIO) -> Package:
    """Check the file and open it as a package of parts. FileRefused with the reason and a hint."""
    data = read_bytes(source)
    if not data:
        raise FileRefused("Berkas ini kosong.")
    if data.startswith(_OLE):
        raise FileRefused(_ole_reason(data))
    if not data.startswith(_ZIP):
        raise FileRefused(_other_reason(data))
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as error:
        raise FileRefused(
            "Berkas Excel ini rusak atau terpotong. Unduh atau simpan ulang lalu coba lagi."
        ) from error
    _check_directory(archive.infolist())
    _check_type(archive)
    return Package(archive)


def refuse_other(name: str, data: bytes) -> None:
    """FileRefused for what no look inside is needed for: another kind of file by its name or its first bytes.

    Not for what is empty, which is said elsewhere.
    """
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if extension not in _NAMES:
        kind = f"Berkas .{extension[:10]} tidak diterima" if extension else "Nama berkas ini tanpa akhiran"
        raise FileRefused(f"{kind}. Unggah buku kerja Excel (.xlsx) atau CSV.")
    if data and not data.startswith(_ZIP) and not is_text(data):
        raise FileRefused(_ole_reason(data) if data.startswith(_OLE) else _other_reason(data))


def is_text(data: bytes) -> bool:
    """Whether the file looks like plain text, as CSV is: by content, whatever its name says."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return bool(head) and b"\0" not in data and not head.startswith((_ZIP.lower(), _OLE, *_NO_TEXT))


def read_bytes(source: bytes | BinaryIO) -> bytes:
    """The whole file. FileRefused: larger than MAX_BYTES, which is all that is ever read of it."""
    data = source if isinstance(source, bytes) else source.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise FileRefused(
            f"Berkas ini lebih besar dari {MAX_BYTES // 1_000_000} MB. Hapus gambar atau lembar yang tidak perlu."
        )
    return data


def _ole_reason(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "Berkas ini dikunci dengan kata sandi. Buka kuncinya di Excel, simpan, lalu unggah lagi."
    return f"Berkas ini berjenis Excel lama (.xls). {_SAVE_AS}"


def _other_reason(data: bytes) -> str:
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if data.startswith(b"%PDF"):
        return "Berkas ini PDF, bukan buku kerja Excel (.xlsx)."
    if head.startswith(_WEB):
        return f"Berkas ini halaman web yang diberi nama Excel. {_SAVE_AS}"
    if head.startswith((b"<?xml", b"{\\rtf")):
        return f"Berkas ini dokumen XML atau RTF, bukan buku kerja Excel (.xlsx). {_SAVE_AS}"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "Berkas teks ini berkode UTF-16. Di Excel pilih Simpan Sebagai “CSV UTF-8”, lalu unggah lagi."
    return f"Berkas ini bukan buku kerja Excel (.xlsx) dan bukan CSV, apa pun namanya. {_SAVE_AS}"


def _check_directory(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise FileRefused(f"Berkas ini berisi {len(entries)} bagian; buku kerja KKE jauh lebih sederhana.")
    names = [entry.filename.lstrip("/").lower() for entry in entries]
    if len(set(names)) != len(names):
        raise FileRefused(
            "Berkas ini memuat dua bagian bernama sama, jadi isinya tidak pasti. Simpan lagi dari Excel."
        )
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise FileRefused("Berkas ini dikunci dengan kata sandi. Buka kuncinya lalu unggah lagi.")
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise FileRefused(
            "Berkas ini dimampatkan dengan cara yang tidak dipakai Excel. Simpan lagi dari Excel."
        )
    swollen = any(
        entry.file_size > RATIO_FROM and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)
        for entry in entries
    )
    if swollen or sum(entry.file_size for entry in entries) > MAX_EXPANDED:
        raise FileRefused(
            "Isi berkas ini mengembang jauh melebihi ukurannya (mungkin jutaan baris kosong). "
            "Salin baris yang terisi ke buku kerja baru lalu unggah lagi."
        )


def _check_type(archive: zipfile.ZipFile) -> None:
    names = {info.filename.lstrip("/").lower(): info for info in archive.infolist()}
    if "mimetype" in names and b"opendocument" in next(_chunks(archive, names["mimetype"]), b"")[:200]:
        raise FileRefused(f"Berkas ini berjenis OpenDocument (.ods). {_SAVE_AS}")
    if "[content_types].xml" not in names:
        raise FileRefused(f"Berkas ini arsip ZIP, bukan buku kerja Excel (.xlsx). {_SAVE_AS}")
    types = b"".join(_chunks(archive, names["[content_types].xml"]))
    for mark, reason in _WORKBOOK_TYPES.items():
        if mark in types:
            if reason:
                raise FileRefused(reason)
            return
    raise FileRefused(f"Berkas ini bukan buku kerja Excel (.xlsx). {_SAVE_AS}")


def _chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part, inflated piece by piece. FileRefused: damaged."""
    try:
        with archive.open(info) as part:
            while chunk := part.read(_CHUNK):
                yield chunk
    except _BROKEN as error:
        raise FileRefused(_DAMAGED) from error


def _refuse_dtd(*_: object) -> None:
    raise FileRefused(
        "Berkas ini ditolak demi keamanan: memuat deklarasi XML yang tidak dipakai Excel. Simpan lagi dari Excel."
    )
