"""A ZIP whose bytes follow from names and contents alone: no clock, no compression, one fixed mode for every file."""

import hashlib
import stat
import zipfile
from collections.abc import Callable
from typing import IO, Self

EPOCH = (1980, 1, 1, 0, 0, 0)
UNIX = 3
MODE = stat.S_IFREG | 0o644


class Zipped:
    """Writes files one after another into an open file that can seek, and at the end of the block the directory; left
    by an exception it writes nothing more.

    Nothing is compressed: scans, photos and workbooks are already, and what zlib makes differs between its versions.
    """

    def __init__(self, out: IO[bytes]) -> None:
        self._archive = zipfile.ZipFile(out, "w", zipfile.ZIP_STORED)

    def pour(self, path: str, size: int, fill: Callable[[IO[bytes]], None]) -> None:
        """Add a file of `size` bytes that `fill` writes. ValueError where it writes another number of bytes."""
        info = zipfile.ZipInfo(path, date_time=EPOCH)
        info.create_system, info.external_attr = UNIX, MODE << 16
        info.file_size = size  # decides on the long form of the header, which cannot be changed later
        with self._archive.open(info, "w") as target:
            fill(target)
        if info.file_size != size:
            raise ValueError(f"{path}: {info.file_size} bytes instead of {size}")

    def put(self, path: str, content: bytes) -> tuple[int, str]:
        """Add a content; gives its (size, SHA-256)."""
        self.pour(path, len(content), lambda target: _write(target, content))
        return len(content), hashlib.sha256(content).hexdigest()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self._archive.fp = None  # else it would write its directory once it is forgotten
        self._archive.close()


def _write(target: IO[bytes], content: bytes) -> None:
    target.write(content)
