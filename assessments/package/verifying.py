"""Whether a package is whole, from the file alone: no portal, no database, no more memory for a larger file. Pure.

Packages compress nothing, so that no file in one can be larger than the package: whatever claims otherwise is refused
before it is read.
"""

import hashlib
import json
import re
import stat
import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from .ending import LONG, ending_of
from .manifest import APPROVED, DRAFT, FORMAT, csv_bytes, state_of
from .plan import MANIFEST_CSV, MANIFEST_JSON
from .zipped import EPOCH, MODE, UNIX

CHUNK = 1024 * 1024
MOST_MANIFEST = 64 * 1024 * 1024
PLAIN, UTF8, EPOCH_DAY = 20, 0x800, 0x21
LONG_SIZES = struct.Struct("<2H2Q")
UNREADABLE = (
    zipfile.BadZipFile,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
)
_HEAD = struct.Struct("<4s5H3L2H")
_HASH = re.compile(r"[0-9a-f]{64}")
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f\\:*?"<>|]')
_FILE = ("path", "size", "sha256", "source", "kind", "title", "unit", "confidentiality", "questions")


@dataclass
class Verified:
    """What was found. `manifest` is {} where there is none to read; `problems` is empty for a package that is whole."""

    sha256: str = ""
    size: int = 0
    manifest: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def verify(path: Path, *, sha256: str = "") -> Verified:
    """Check a package: its form, its manifests, every file. `sha256`: what the whole file shall have, where known.

    OSError for a file that cannot be read; nothing else is raised, whatever the file holds.
    """
    found = Verified()
    with path.open("rb") as file:
        found.sha256, found.size = _digest(file)
        if sha256 and sha256.lower() != found.sha256:
            found.problems.append(f"sidik paket adalah {found.sha256}, bukan {sha256.lower()}")
        if found.size == 0:
            found.problems.append("berkas kosong (0 byte)")
            return found
        ending = ending_of(file, found.size)
        if isinstance(ending, str):
            found.problems.append(ending)
            return found
        try:
            with zipfile.ZipFile(file) as archive:
                if archive.infolist() and archive.start_dir == ending.start:
                    _check(archive, found, ending.start)
                else:
                    found.problems.append("paket tidak berisi berkas")
        except UNREADABLE:
            found.problems.append("ZIP tidak utuh: kepala berkas tidak cocok dengan daftar isinya")
    return found


def _check(archive: zipfile.ZipFile, found: Verified, start: int) -> None:
    """The form of the ZIP first; what is not formed as a package is not read further."""
    entries = archive.infolist()
    found.problems += [f"{_shown(info.filename)}: {why}" for info in entries if (why := _malformed(info))]
    found.problems += _doubled(entries)
    if not found.problems:
        found.problems += _gaps(archive, entries, start)
    if found.problems:
        return
    by_path = {info.filename: info for info in entries}
    manifest = _manifest(archive, by_path, found)
    if manifest is None:
        return
    found.manifest = manifest
    found.problems += _files(archive, by_path, manifest)


def _malformed(info: zipfile.ZipInfo) -> str:
    """Why an entry cannot be of a package; "" where it can."""
    name, mode = info.filename, info.external_attr >> 16
    parts = name.split("/")
    checks = (
        ("" in parts or "." in parts or ".." in parts, "jalur tidak aman"),
        (_FORBIDDEN.search(name) or name != info.orig_filename, "nama berkas tidak aman"),
        (stat.S_ISLNK(mode), "tautan simbolis, bukan berkas"),
        (not stat.S_ISREG(mode), "bukan berkas biasa"),
        (info.flag_bits & 1, "terenkripsi"),
        (info.compress_type != zipfile.ZIP_STORED or info.compress_size != info.file_size, "dimampatkan"),
        (info.comment, "berisi keterangan tersembunyi"),
        (not _is_ours(info), "ditulis program lain, bukan portal"),
    )
    return next((why for wrong, why in checks if wrong), "")


def _is_ours(info: zipfile.ZipInfo) -> bool:
    """Whether every field that says nothing of the content is as `zipped` writes it."""
    large = max(info.header_offset, info.file_size) > zipfile.ZIP64_LIMIT
    constant = (info.date_time, info.create_system, info.external_attr, info.internal_attr, info.volume)
    return (
        constant == (EPOCH, UNIX, MODE << 16, 0, 0)
        and info.reserved == 0
        and info.flag_bits == (0 if info.filename.isascii() else UTF8)
        and {info.create_version, info.extract_version} == {LONG if large else PLAIN}
        and (info.extra[:2] == b"\x01\x00" if large else not info.extra)
    )


def _doubled(entries: list[zipfile.ZipInfo]) -> Iterator[str]:
    seen: set[str] = set()
    for info in entries:
        if (name := info.filename.casefold()) in seen:
            yield f"{_shown(info.filename)}: tercantum dua kali"
        seen.add(name)


def _gaps(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], start: int) -> Iterator[str]:
    """Bytes that no entry owns, or that two own: entries follow one another from the first byte to the directory."""
    where = 0
    for info in sorted(entries, key=lambda info: info.header_offset):
        if info.header_offset != where:
            yield f"{_shown(info.filename)}: ada isi tersembunyi atau bertumpuk di depannya"
            return
        with archive.open(info) as _:  # its name is that of the directory
            pass
        if archive.fp is None:
            raise ValueError("archive is closed")
        archive.fp.seek(where)
        head = archive.fp.read(_HEAD.size)
        name = len(info.orig_filename.encode())
        large = info.file_size * 1.05 > zipfile.ZIP64_LIMIT  # as zipfile decides when it writes
        if head != _head_of(info, name, large):
            yield f"{_shown(info.filename)}: kepala berkas tidak cocok dengan daftar isi ZIP"
            return
        if large and archive.fp.read(name + LONG_SIZES.size)[name:] != _long_sizes(info):
            yield f"{_shown(info.filename)}: ada isi tersembunyi di kepalanya"
            return
        where += _HEAD.size + name + (LONG_SIZES.size if large else 0) + info.file_size
    if where != start:
        yield "ada isi tersembunyi di depan daftar isi ZIP"


def _head_of(info: zipfile.ZipInfo, name: int, large: bool) -> bytes:
    """The header before a file, as it must be."""
    size = 0xFFFFFFFF if large else info.file_size
    version, extra = (LONG, LONG_SIZES.size) if large else (PLAIN, 0)
    fixed = (version, info.flag_bits, zipfile.ZIP_STORED, 0, EPOCH_DAY)
    return _HEAD.pack(b"PK\x03\x04", *fixed, info.CRC, size, size, name, extra)


def _long_sizes(info: zipfile.ZipInfo) -> bytes:
    return LONG_SIZES.pack(1, LONG_SIZES.size - 4, info.file_size, info.file_size)


def _manifest(archive: zipfile.ZipFile, by_path: dict[str, zipfile.ZipInfo], found: Verified) -> dict | None:
    """The manifest, after it and its CSV say the same; None, with the reasons, where one cannot be used."""
    for name in (MANIFEST_JSON, MANIFEST_CSV):
        if name not in by_path:
            found.problems.append(f"{name} tidak ada")
        elif by_path[name].file_size > MOST_MANIFEST:
            found.problems.append(f"{name} terlalu besar")
    if found.problems:
        return None
    try:
        manifest = json.loads(archive.read(MANIFEST_JSON))
        wrong = _unlike(manifest)
    except (ValueError, RecursionError):
        wrong = "bukan manifes yang dapat dibaca"
    if wrong:
        found.problems.append(f"{MANIFEST_JSON}: {wrong}")
        return None
    if archive.read(MANIFEST_CSV) != csv_bytes(manifest["files"]):
        found.problems.append(f"{MANIFEST_CSV} tidak sama dengan {MANIFEST_JSON}")
    if state_of(manifest) != manifest["state"]:
        found.problems.append(f"{MANIFEST_JSON}: isi tidak cocok dengan sidik keadaannya")
    return manifest


def _unlike(manifest: Any) -> str:
    """Why data are no manifest; "" where they are."""
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        return f"format bukan {FORMAT}"
    texts = ("status", "year", "state", "confidential")
    if not all(isinstance(manifest.get(name), str) for name in texts):
        return "keterangan paket tidak lengkap"
    if manifest["status"] not in (DRAFT, APPROVED):
        return f"status paket tidak dikenal: {manifest['status'][:40]!r}"
    if _has_surrogate(manifest):
        return "berisi karakter yang tidak dapat ditulis"
    if not all(isinstance(manifest.get(name), dict) for name in ("instansi", "proposal")):
        return "keterangan paket tidak lengkap"
    if not all(isinstance(manifest.get(name), list) for name in ("files", "units", "links", "left_out")):
        return "daftar berkas tidak lengkap"
    return "" if all(_is_file(file) for file in manifest["files"]) else "daftar berkas tidak lengkap"


def _has_surrogate(manifest: Any) -> bool:
    """Whether a text in it is half a character, which JSON allows and no file can hold."""
    return any("\ud800" <= sign <= "\udfff" for sign in json.dumps(manifest, ensure_ascii=False))


def _is_file(file: Any) -> bool:
    if not isinstance(file, dict) or set(file) != set(_FILE) or not isinstance(file["questions"], list):
        return False
    uses = all(
        isinstance(use, dict) and all(isinstance(use.get(key), str) for key in ("code", "locator"))
        for use in file["questions"]
    )
    return uses and all(isinstance(file[name], str) for name in _FILE if name != "questions")


def _files(archive: zipfile.ZipFile, by_path: dict[str, zipfile.ZipInfo], manifest: dict) -> Iterator[str]:
    """Missing, changed and doubled files in the order of the manifest, then those that it does not know."""
    known: set[str] = {MANIFEST_JSON, MANIFEST_CSV}
    for file in manifest["files"]:
        path = file["path"]
        if path in known:
            yield f"{_shown(path)}: tercantum dua kali di manifes"
            continue
        known.add(path)
        if path not in by_path:
            yield f"{_shown(path)}: tidak ada di paket"
        elif str(by_path[path].file_size) != file["size"]:
            yield f"{_shown(path)}: ukuran {by_path[path].file_size} byte, menurut manifes {file['size']}"
        elif not _HASH.fullmatch(file["sha256"]) or _sha256_of(archive, by_path[path]) != file["sha256"]:
            yield f"{_shown(path)}: isi berubah (sidik SHA-256 tidak cocok)"
    for path in by_path:
        if path not in known:
            yield f"{_shown(path)}: tidak tercantum di manifes"


def _sha256_of(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> str:
    """ "" where the content does not fit its own checksum."""
    try:
        with archive.open(info) as file:
            return _digest(file)[0]
    except zipfile.BadZipFile:
        return ""


def _digest(file: IO[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    read: Callable[[int], bytes] = file.read
    while chunk := read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def _shown(name: str) -> str:
    """A name from a foreign file, harmless in a terminal."""
    return name.encode("unicode_escape").decode()[:200] if not name.isprintable() else name[:200]
