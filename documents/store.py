"""The private, content-addressed store: bytes under their SHA-256 in the storage "evidence".

Content becomes visible under `aa/bb/<sha256>` in one atomic step, after it was written whole, hashed and
synced. A process killed before that leaves a nameless file in `tmp/`, which `evidence_sweep` removes.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Protocol

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages

from documents import verified
from documents.errors import Damaged, EmptyContent, Missing, StoreError, TooLarge, Unavailable

ALIAS = "evidence"
CHUNK = 256 * 1024
TEMPORARY = "tmp"
_HASH = re.compile(r"[0-9a-f]{64}")


class Readable(Protocol):
    """Whatever gives bytes: an upload, an open file, a BytesIO."""

    def read(self, size: int = ..., /) -> bytes: ...


class Writable(Protocol):
    """Whatever takes bytes."""

    def write(self, data: bytes, /) -> int: ...


@dataclass(frozen=True, kw_only=True)
class Staged:
    """Content that is written, hashed and synced, but not yet in the store."""

    path: Path
    sha256: str
    size: int

    def open(self) -> IO[bytes]:
        """Open the content for checks; the caller closes it."""
        return self.path.open("rb")

    def keep(self) -> None:
        """Put the content into the store; nothing happens when it is there already, undamaged.

        Callers that keep a row per content lock that row first, so that no sweep removes what is kept here.
        """
        if is_sound(self.sha256):
            return
        storage, root = storages[ALIAS], _root()
        with _available():
            if root is None:
                _save_elsewhere(storage, self)
                return
            target = root / name_of(self.sha256)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(self.path, target)
            for folder in (target.parent, target.parent.parent, root):
                _sync_folder(folder)


def name_of(sha256: str) -> str:
    """Return the storage name aa/bb/<sha256>; ValueError unless it is 64 lower-case hex digits."""
    if not _HASH.fullmatch(sha256):
        raise ValueError("not a SHA-256 in lower-case hex")
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


@contextmanager
def staged(stream: Readable, *, max_size: int) -> Iterator[Staged]:
    """Write `stream` (from its start, if it can seek) to a private temporary file and give it, hashed.

    Memory does not depend on the size. At the end of the block the temporary file is gone, kept or not.
    Raises EmptyContent for 0 bytes, TooLarge as soon as more than `max_size` bytes came, Unavailable for a full disk.
    """
    seekable = getattr(stream, "seekable", None)
    if seekable is not None and seekable():
        stream.seek(0)  # type: ignore[attr-defined]
    with _temporary() as (path, out):
        with _available():
            sha256, size = _copy(stream, out, max_size)
            _to_disk(out)
        yield Staged(path=path, sha256=sha256, size=size)


@contextmanager
def written(write: Callable[[IO[bytes]], None]) -> Iterator[Staged]:
    """Let `write` fill a private temporary file (it can seek) beside the store and give it, hashed; else like `staged`.

    For what the portal makes and what may be larger than memory. Raises EmptyContent, Unavailable for a full disk, and
    what `write` raises.
    """
    with _temporary() as (path, out):
        with _available():
            write(out)
            _to_disk(out)
            with path.open("rb") as handle:
                sha256, size = _digest(handle)
        if size == 0:
            raise EmptyContent("content of 0 bytes")
        yield Staged(path=path, sha256=sha256, size=size)


def staging() -> Path:
    """The folder, made if missing, where content is written first: beside the store, or for one elsewhere in the data
    folder. OSError.
    """
    folder = _staging_path()
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.mkdir(exist_ok=True, mode=0o700)
    return folder


@contextmanager
def _temporary() -> Iterator[tuple[Path, IO[bytes]]]:
    """A file of mode 0600 that is gone at the end of the block, kept or not."""
    with _available():
        handle, name = tempfile.mkstemp(prefix="masuk-", suffix=".part", dir=staging())
    path, out = Path(name), os.fdopen(handle, "w+b")
    try:
        yield path, out
    finally:
        path.unlink(missing_ok=True)
        with suppress(OSError):  # what a full disk did not take was told of already
            out.close()


def _to_disk(out: IO[bytes]) -> None:
    out.flush()
    os.fsync(out.fileno())


def put(stream: Readable, *, max_size: int) -> tuple[str, int]:
    """Store `stream` and return (sha256, size in bytes); the same content twice is stored once.

    Raises like `staged`. Content without a Blob row is removed by the sweep after a day.
    """
    with staged(stream, max_size=max_size) as content:
        content.keep()
        return content.sha256, content.size


def open_verified(sha256: str, *, size: int | None = None) -> IO[bytes]:
    """Open content for reading, after all of it was hashed through the same handle; the caller closes it.

    Raises Missing when there is none, Damaged when hash or (where given) size differ, Unavailable when the store is
    out of reach.
    """
    return _open(sha256, size, remembering=False)


def open_checked(sha256: str, *, size: int) -> IO[bytes]:
    """Like `open_verified`, but what this process verified a short while ago, and lies there untouched since, is not
    hashed again (`documents.verified`). For serving.
    """
    return _open(sha256, size, remembering=_root() is not None)


def _open(sha256: str, size: int | None, *, remembering: bool) -> IO[bytes]:
    with _available():
        handle = storages[ALIAS].open(name_of(sha256), "rb")
    try:
        before = os.fstat(handle.fileno()) if remembering else None
        if before is not None and size is not None and verified.knows(sha256, size, before):
            return handle
        with _available():
            found, length = _digest(handle)
        if found != sha256 or size not in (None, length):
            raise Damaged(f"content under {sha256} has {length} bytes and hash {found}")
        handle.seek(0)
        if before is not None:
            verified.remember(sha256, length, before, os.fstat(handle.fileno()))
    except BaseException:
        handle.close()
        raise
    return handle


def pour(sha256: str, out: Writable, *, size: int) -> None:
    """Write content into `out`, hashed on the way: whoever packs gigabytes reads them once.

    Raises Missing, Unavailable; Damaged after the last byte, and then what was written is good for nothing.
    """
    with _available():
        handle = storages[ALIAS].open(name_of(sha256), "rb")
    digest, length = hashlib.sha256(), 0
    with handle:
        while chunk := _next(handle):
            digest.update(chunk)
            length += len(chunk)
            out.write(chunk)
    if (digest.hexdigest(), length) != (sha256, size):
        raise Damaged(f"content under {sha256} has {length} bytes and hash {digest.hexdigest()}")


def _next(handle: Readable) -> bytes:
    with _available():
        return handle.read(CHUNK)


def is_sound(sha256: str) -> bool:
    """True when the content is there and is what its hash says."""
    try:
        open_verified(sha256).close()
    except (Missing, Damaged):
        return False
    return True


def exists(sha256: str) -> bool:
    """True when something lies under this hash; says nothing about its health."""
    return storages[ALIAS].exists(name_of(sha256))


def absent(hashes: Collection[str]) -> set[str]:
    """Those of the hashes under which nothing lies: asked one by one here, of a bucket by listing it."""
    if not hashes or _root() is not None:
        return {sha256 for sha256 in hashes if not exists(sha256)}
    return set(hashes) - set(iter_hashes())


def delete(sha256: str) -> None:
    """Remove content; quietly when there is none. For the sweep, which locks first."""
    storages[ALIAS].delete(name_of(sha256))


def iter_hashes() -> Iterator[str]:
    """Give every SHA-256 in the store, sorted; foreign files are passed over."""
    storage = storages[ALIAS]
    if hasattr(storage, "names"):  # a bucket: folders are only a way to write names there
        yield from (
            name[6:] for name in storage.names() if _HASH.fullmatch(name[6:]) and name == name_of(name[6:])
        )
        return
    for first in _folders(storage, ""):
        for second in _folders(storage, first):
            for name in sorted(storage.listdir(f"{first}/{second}")[1]):
                if _HASH.fullmatch(name) and name.startswith(first + second):
                    yield name


def modified_at(sha256: str) -> datetime:
    """Return when the content was put; Missing when there is none."""
    with _available():
        return storages[ALIAS].get_modified_time(name_of(sha256))


def leftovers(*, before: datetime) -> list[Path]:
    """Return temporary files of killed writers, last written before the given moment."""
    found = []
    for path in sorted(_staging_path().glob("masuk-*.part")):
        with suppress(FileNotFoundError):  # its writer just finished
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) < before:
                found.append(path)
    return found


def _root() -> Path | None:
    """The folder of a store on this machine, None for one elsewhere."""
    storage = storages[ALIAS]
    return Path(storage.location) if isinstance(storage, FileSystemStorage) else None


def _staging_path() -> Path:
    root = _root()
    return (Path(settings.DATA_DIR) if root is None else root) / TEMPORARY


@contextmanager
def _available() -> Iterator[None]:
    """What disks and buckets say, in the words of this store."""
    try:
        yield
    except FileNotFoundError as error:
        raise Missing(str(error)) from error
    except OSError as error:
        raise Unavailable(str(error)) from error


def _copy(stream: Readable, out: IO[bytes], max_size: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > max_size:
            raise TooLarge(max_size)
        digest.update(chunk)
        out.write(chunk)
    if size == 0:
        raise EmptyContent("content of 0 bytes")
    return digest.hexdigest(), size


def _digest(handle: Readable) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while chunk := handle.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def _save_elsewhere(storage: Storage, content: Staged) -> None:
    """Object stores show an object only when it is whole, so that saving is the atomic step."""
    name = name_of(content.sha256)
    storage.delete(name)  # damaged or absent
    with content.open() as handle:
        saved = storage.save(name, File(handle))
    if saved != name:  # someone stored the same content in this moment
        storage.delete(saved)
        if not is_sound(content.sha256):
            raise StoreError(f"storage kept {content.sha256} under another name")


def _folders(storage: Storage, path: str) -> list[str]:
    try:
        folders = storage.listdir(path)[0]
    except FileNotFoundError:
        return []
    return sorted(name for name in folders if re.fullmatch(r"[0-9a-f]{2}", name))


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
