"""The last bytes of a ZIP, read before anything trusts them: how many files it tells of, and where. Pure."""

import struct
from dataclasses import dataclass
from typing import IO

MOST_FILES = 200_000
MOST_DIRECTORY = 64 * 1024 * 1024
LONG = 45  # the version of the format that knows files and archives above 4 GB
_END, _LOCATOR, _LONG_END = struct.Struct("<4s4H2LH"), struct.Struct("<4sLQL"), struct.Struct("<4sQ2H2L4Q")


@dataclass(frozen=True)
class Ending:
    """Number of files, and first byte and size of the directory."""

    count: int
    start: int
    size: int


def ending_of(file: IO[bytes], length: int) -> Ending | str:
    """What the end of the file says, or why it is no package, in which nothing follows the directory."""
    if length < _END.size:
        return "bukan ZIP, atau terpotong"
    file.seek(length - _END.size)
    sign, disk, first, here, count, size, start, remark = _END.unpack(file.read(_END.size))
    if sign != b"PK\x05\x06" or remark:
        return "bukan ZIP, terpotong, atau ada isi tambahan di belakangnya"
    end = length - _END.size
    if 0xFFFF in (here, count) or 0xFFFFFFFF in (size, start):
        found = _long(file, end)
        if found is None:
            return "bagian akhir ZIP tidak utuh"
        end, disk, first, here, count, size, start = found
    if disk or first or here != count or start + size != end:
        return "daftar isi ZIP tidak cocok dengan berkasnya"
    if count > MOST_FILES or size > MOST_DIRECTORY:
        return "daftar isi ZIP terlalu besar untuk sebuah paket"
    return Ending(count, start, size)


def _long(file: IO[bytes], end: int) -> tuple[int, int, int, int, int, int, int] | None:
    """The same in the form for large files (ZIP64), with where it begins; None where it is broken."""
    if end < _LOCATOR.size + _LONG_END.size:
        return None
    file.seek(end - _LOCATOR.size)
    sign, disk, where, disks = _LOCATOR.unpack(file.read(_LOCATOR.size))
    if (sign, disk, disks) != (b"PK\x06\x07", 0, 1) or where != end - _LOCATOR.size - _LONG_END.size:
        return None
    file.seek(where)
    sign, size, made_by, needs, disk, first, here, count, size_of, start = _LONG_END.unpack(
        file.read(_LONG_END.size)
    )
    if (sign, size, made_by, needs) != (b"PK\x06\x06", _LONG_END.size - 12, LONG, LONG):
        return None
    return where, disk, first, here, count, size_of, start
