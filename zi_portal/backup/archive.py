"""The tar file: written member by member, and read back with suspicion."""

import hashlib
import io
import json
import re
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from zi_portal.backup import sealing
from zi_portal.backup.errors import BackupError

FORMAT = "zi_portal-backup"
FORMAT_VERSION = 1
MANIFEST, SEAL = "manifest.json", "manifest.sha256"
KEYS = {  # what a restore reads of the manifest
    "members": dict,
    "app_version": str,
    "migrations": list,
    "sequences": dict,
    "audit_heads": dict,
    "audit_problems": list,
}
MAX_MANIFEST = 256 * 1024 * 1024
CHUNK = 256 * 1024
_TABLE = re.compile(r"db/([a-z0-9_]+)\.jsonl")
_FILE = re.compile(r"files/([0-9a-f]{2})/([0-9a-f]{2})/(\1\2[0-9a-f]{60})")


def table_member(table: str) -> str:
    """Name of the member that holds a table."""
    return f"db/{table}.jsonl"


def file_member(sha256: str) -> str:
    """Name of the member that holds a content of the store."""
    return f"files/{sha256[:2]}/{sha256[2:4]}/{sha256}"


class Writer:
    """Adds members and remembers size and SHA-256 of each; the same content gives the same bytes."""

    def __init__(self, target: IO[bytes]) -> None:
        self._tar = tarfile.TarFile(fileobj=target, mode="w", format=tarfile.PAX_FORMAT)
        self.members: dict[str, dict[str, Any]] = {}

    def add(self, name: str, content: IO[bytes], size: int) -> None:
        """Add `size` bytes of `content`; OSError when it is shorter."""
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        hashed = _Hashing(content)
        self._tar.addfile(info, hashed)
        self.members[name] = {"sha256": hashed.digest.hexdigest(), "size": size}

    def close(self, manifest: dict[str, Any]) -> None:
        """Add manifest and seal, and end the archive."""
        content = json.dumps(manifest | {"members": self.members}, indent=1, sort_keys=True).encode()
        for name, data in ((MANIFEST, content), (SEAL, hashlib.sha256(content).hexdigest().encode())):
            info = tarfile.TarInfo(name)
            info.size, info.mode = len(data), 0o600
            self._tar.addfile(info, io.BytesIO(data))
        self._tar.close()


class Reader:
    """An archive whose every byte was checked against its manifest before anything is used."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._infos = _members(tar)
        self.manifest = self._manifest()
        self._check()

    @property
    def tables(self) -> dict[str, str]:
        """Table name → member name."""
        return {match[1]: name for name in self._infos if (match := _TABLE.fullmatch(name))}

    @property
    def files(self) -> dict[str, str]:
        """SHA-256 of a content → member name."""
        return {match[3]: name for name in self._infos if (match := _FILE.fullmatch(name))}

    @property
    def missing(self) -> set[str]:
        """SHA-256 of contents that were lost or damaged when the backup was made."""
        return set(self.manifest.get("missing", []))

    def open(self, name: str) -> IO[bytes]:
        """The content of a member."""
        content = self._tar.extractfile(self._infos[name])
        if content is None:
            raise BackupError(f"Arsip rusak: {name} bukan berkas.")
        return content

    def _manifest(self) -> dict[str, Any]:
        for name in (MANIFEST, SEAL):
            if name not in self._infos or self._infos[name].size > MAX_MANIFEST:
                raise BackupError(f"Bukan arsip cadangan portal ini: {name} tidak ada.")
        content = self.open(MANIFEST).read()
        if self.open(SEAL).read() != hashlib.sha256(content).hexdigest().encode():
            raise BackupError("Arsip rusak: manifest.json berubah.")
        try:
            manifest = json.loads(content)
        except ValueError as error:
            raise BackupError("Arsip rusak: manifest.json tidak terbaca.") from error
        said = manifest if isinstance(manifest, dict) else {}
        if said.get("format") != FORMAT or said.get("format_version") != FORMAT_VERSION:
            raise BackupError("Bentuk arsip ini tidak dikenal oleh versi aplikasi ini.")
        for name, kind in KEYS.items():
            if not isinstance(said.get(name), kind):
                raise BackupError(f"Arsip rusak: manifest.json tanpa {name}.")
        return said

    def _check(self) -> None:
        listed = self.manifest["members"]
        present = self._infos.keys() - {MANIFEST, SEAL}
        if strays := sorted(present ^ listed.keys()):
            kind = "tidak ada di dalamnya" if strays[0] in listed else "tidak tercatat di manifest"
            raise BackupError(f"Arsip rusak: {strays[0]} {kind}.")
        for name in sorted(present):
            hashed = _Hashing(self.open(name))
            size = 0
            while chunk := hashed.read(CHUNK):
                size += len(chunk)
            if {"sha256": hashed.digest.hexdigest(), "size": size} != listed[name]:
                raise BackupError(f"Arsip rusak: isi {name} berubah.")
            if (match := _FILE.fullmatch(name)) and match[3] != listed[name]["sha256"]:
                raise BackupError(f"Arsip rusak: nama {name} bukan hash isinya.")


@contextmanager
def opened(path: Path, content: IO[bytes] | None = None) -> Iterator[Reader]:
    """Open and check an archive. BackupError when it cannot be read, is broken, or names unsafe members.

    With `content` that is read, not the file at `path`.
    """
    with _tar(path, content) as tar:
        try:
            reader = Reader(tar)
        except (tarfile.TarError, EOFError) as error:
            raise BackupError(f"Arsip rusak atau terpotong: {error}.") from error
        yield reader


@contextmanager
def opened_sealed(path: Path, keys: list[Any], folder: Path) -> Iterator[Reader]:
    """The same for an encrypted one, decrypted into an unnamed file in `folder`."""
    with sealing.unsealed(path, keys, folder) as content, opened(path, content) as reader:
        yield reader


def _tar(path: Path, content: IO[bytes] | None) -> tarfile.TarFile:
    try:
        return tarfile.open(path, mode="r:", fileobj=content)
    except FileNotFoundError as error:
        raise BackupError(f"Berkas {path} tidak ada.") from error
    except OSError as error:
        raise BackupError(f"Berkas {path} tidak terbaca: {error.strerror}.") from error
    except (tarfile.TarError, EOFError) as error:
        raise BackupError(f"Arsip rusak atau terpotong: {error}.") from error


def _members(tar: tarfile.TarFile) -> dict[str, tarfile.TarInfo]:
    """Regular files with names that we write ourselves; anything else is refused, nothing is unpacked."""
    found: dict[str, tarfile.TarInfo] = {}
    for info in tar:
        name = info.name
        known = name in (MANIFEST, SEAL) or _TABLE.fullmatch(name) or _FILE.fullmatch(name)
        if not known or info.type != tarfile.REGTYPE or info.issparse():
            raise BackupError(f"Arsip ditolak: anggota {name!r} tidak dikenal.")
        if name in found:
            raise BackupError(f"Arsip ditolak: anggota {name!r} ganda.")
        found[name] = info
    return found


class _Hashing:
    """A stream that hashes what is read through it."""

    def __init__(self, content: IO[bytes]) -> None:
        self._content = content
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._content.read(size)
        self.digest.update(data)
        return data
