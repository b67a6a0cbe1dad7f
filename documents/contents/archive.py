"""Zip archives, looked at as an attacker would build them: bombs, overlaps, lies in the headers, paths."""

import struct
import zipfile
import zlib
from typing import IO

from documents.contents.verdicts import NotThisType, Unacceptable, read_at

MAX_ENTRIES = 5_000
MAX_UNPACKED = 300 * 1024 * 1024
MAX_RATIO = 200  # real sheets stay below 100
RATIO_FROM = 20 * 1024 * 1024  # small files may be as empty as they like
_CHUNK = 64 * 1024
_END = 22
BOMB = "Isi berkas ini mengembang terlalu besar. Simpan ulang, atau ekspor ke PDF, lalu unggah lagi."
BROKEN = "Berkas ini rusak. Buka dan simpan ulang di aplikasinya, lalu unggah lagi."


def ends_as_archive(handle: IO[bytes], size: int) -> bool:
    """True when the content ends with a zip directory, whatever it begins with."""
    tail = read_at(handle, max(0, size - _END - 0xFFFF), _END + 0xFFFF)
    at = tail.rfind(b"PK\x05\x06")
    return 0 <= at <= len(tail) - _END and at + _END + int.from_bytes(
        tail[at + 20 : at + 22], "little"
    ) == len(tail)


def open_archive(handle: IO[bytes], size: int) -> zipfile.ZipFile:
    """Open content that is one zip archive from first byte to last, every entry unpacked and counted once.

    Raises NotThisType for anything else, Unacceptable for bombs (entries, size, ratio), encryption, headers
    that contradict each other, doubled or climbing names.
    """
    if read_at(handle, 0, 4) != b"PK\x03\x04" or not ends_as_archive(handle, size):
        raise NotThisType
    try:
        archive = zipfile.ZipFile(handle)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Unacceptable(BROKEN) from error
    entries = sorted(archive.infolist(), key=lambda entry: entry.header_offset)
    _check_directory(entries, size)
    _check_names(entries)
    budget, position = MAX_UNPACKED, 0
    for entry in entries:
        if entry.header_offset < position:
            raise Unacceptable(BOMB)  # entries that share bytes
        start = _data_start(handle, entry)
        position = start + entry.compress_size
        budget -= _unpacked(handle, entry, start, budget)
    if position > archive.start_dir:
        raise Unacceptable(BROKEN)
    return archive


def _check_directory(entries: list[zipfile.ZipInfo], size: int) -> None:
    if not entries or entries[0].header_offset != 0:
        raise NotThisType
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Unacceptable("Berkas ini dikunci dengan kata sandi. Hapus kata sandinya, lalu unggah lagi.")
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise Unacceptable(BROKEN)
    total = sum(entry.file_size for entry in entries)
    if (
        len(entries) > MAX_ENTRIES
        or total > MAX_UNPACKED
        or (total > RATIO_FROM and total > size * MAX_RATIO)
    ):
        raise Unacceptable(BOMB)


def _check_names(entries: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for entry in entries:
        name = entry.orig_filename
        if name.lower() in seen or name.startswith("/") or any(char in name for char in "\\\0:"):
            raise Unacceptable(BROKEN)
        if ".." in name.split("/"):
            raise Unacceptable(BROKEN)
        seen.add(name.lower())


def _data_start(handle: IO[bytes], entry: zipfile.ZipInfo) -> int:
    header = read_at(handle, entry.header_offset, 30)
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise Unacceptable(BROKEN)
    name_length, extra_length = struct.unpack("<HH", header[26:30])
    name = handle.read(name_length).decode("utf-8" if entry.flag_bits & 0x800 else "cp437", "replace")
    if name != entry.orig_filename:
        raise Unacceptable(BROKEN)
    return entry.header_offset + 30 + name_length + extra_length


def _unpacked(handle: IO[bytes], entry: zipfile.ZipInfo, start: int, budget: int) -> int:
    """Unpack into nothing and return the length, which must be the declared one: the directory may lie."""
    if entry.compress_type == zipfile.ZIP_STORED:
        if entry.compress_size != entry.file_size:
            raise Unacceptable(BROKEN)
        return entry.file_size
    unpacker, length, left = zlib.decompressobj(-15), 0, entry.compress_size
    handle.seek(start)
    while left and not unpacker.eof:
        packed = handle.read(min(_CHUNK, left))
        if not packed:
            raise Unacceptable(BROKEN)
        left -= len(packed)
        while packed and not unpacker.eof:
            length += len(_piece(unpacker, packed))
            packed = unpacker.unconsumed_tail
            if length > entry.file_size or length > budget:
                raise Unacceptable(BOMB)
    length += len(unpacker.flush(_CHUNK))
    if left or not unpacker.eof or length != entry.file_size:
        raise Unacceptable(BROKEN)
    return length


def _piece(unpacker: "zlib._Decompress", packed: bytes) -> bytes:
    try:
        return unpacker.decompress(packed, _CHUNK)
    except zlib.error as error:
        raise Unacceptable(BROKEN) from error
