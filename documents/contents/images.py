"""PNG, JPEG and WebP: walked by their own structure as far as their dimensions, never decoded."""

import struct
from typing import IO

from documents.contents.verdicts import NotThisType, Unacceptable, exactly_at, read_at

MAX_PIXELS = 250_000_000  # beyond the largest phone cameras (200 megapixels)
MAX_PARTS = 20_000
CUT = "Gambar ini terpotong atau rusak. Ambil atau simpan ulang, lalu unggah lagi."


def check_png(handle: IO[bytes], size: int) -> None:
    """Raise NotThisType without signature; Unacceptable when cut, malformed or of absurd dimensions."""
    if read_at(handle, 0, 8) != b"\x89PNG\r\n\x1a\n":
        raise NotThisType
    offset = 8
    for part in range(MAX_PARTS):
        length, name = struct.unpack(">I4s", exactly_at(handle, offset, 8, CUT))
        if part == 0:
            if (length, name) != (13, b"IHDR"):
                raise Unacceptable(CUT)
            _check_pixels(*struct.unpack(">II", exactly_at(handle, offset + 8, 8, CUT)))
        offset += 12 + length
        if offset > size:
            raise Unacceptable(CUT)
        if name == b"IEND":
            return
    raise Unacceptable(CUT)


def check_jpeg(handle: IO[bytes], size: int) -> None:
    """Raise NotThisType without signature; Unacceptable when no image data or frame is found."""
    if read_at(handle, 0, 3) != b"\xff\xd8\xff":
        raise NotThisType
    offset, framed = 2, False
    for _ in range(MAX_PARTS):
        mark, kind = exactly_at(handle, offset, 2, CUT)
        if mark != 0xFF or kind == 0xD9:
            raise Unacceptable(CUT)
        if kind == 0xFF:  # fill byte
            offset += 1
            continue
        (length,) = struct.unpack(">H", exactly_at(handle, offset + 2, 2, CUT))
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", exactly_at(handle, offset + 5, 4, CUT))
            _check_pixels(width, height)
            framed = True
        offset += 2 + length
        if length < 2 or offset > size:
            raise Unacceptable(CUT)
        if kind == 0xDA:  # the image data itself
            if not framed:
                raise Unacceptable(CUT)
            return
    raise Unacceptable(CUT)


def check_webp(handle: IO[bytes], size: int) -> None:
    """Raise NotThisType without signature; Unacceptable when shorter than it says."""
    head = read_at(handle, 0, 16)
    if head[:4] != b"RIFF" or head[8:16] not in (b"WEBPVP8 ", b"WEBPVP8L", b"WEBPVP8X"):
        raise NotThisType
    if struct.unpack("<I", head[4:8])[0] + 8 > size:
        raise Unacceptable(CUT)


def _check_pixels(width: int, height: int) -> None:
    if not width or not height:
        raise Unacceptable(CUT)
    if width * height > MAX_PIXELS:
        raise Unacceptable("Ukuran gambar ini terlalu besar. Perkecil gambarnya, lalu unggah lagi.")
