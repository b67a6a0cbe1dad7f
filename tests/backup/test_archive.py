"""The archive of a backup: every byte is checked, and nothing in it is trusted."""

import hashlib
import io
import json
import tarfile
from contextlib import suppress
from pathlib import Path

import pytest

from zi_portal.backup import archive
from zi_portal.backup.errors import BackupError

EVIDENCE = b"isi berkas bukti" * 100
SHA = hashlib.sha256(EVIDENCE).hexdigest()
TABLE = "db/units_user.jsonl"
ROWS = b'["id","name"]\n[1,"Siti"]\n'
MANIFEST = {name: kind() for name, kind in archive.KEYS.items()} | {
    "format": archive.FORMAT,
    "format_version": archive.FORMAT_VERSION,
}


def written(path: Path, manifest=MANIFEST, **members: bytes) -> Path:
    """A sound archive with one table and one file (or other `members`)."""
    with path.open("wb") as target:
        writer = archive.Writer(target)
        for name, content in (members or {TABLE: ROWS, archive.file_member(SHA): EVIDENCE}).items():
            writer.add(name, io.BytesIO(content), len(content))
        writer.close(manifest)
    return path


@pytest.fixture
def sound(tmp_path) -> Path:
    return written(tmp_path / "a.tar")


def refusal(path: Path) -> str:
    with pytest.raises(BackupError) as refused, archive.opened(path):
        pass
    return str(refused.value)


def rebuilt(path: Path, change) -> Path:
    """The archive again, each member going through `change(info, content)` → pairs."""
    out = path.with_name("b.tar")
    with tarfile.open(path) as old, tarfile.open(out, "w") as new:
        for info in old.getmembers():
            for changed, content in change(info, old.extractfile(info).read()):
                changed.size = len(content)
                new.addfile(changed, io.BytesIO(content))
    return out


def resealed(path: Path, change) -> Path:
    """The archive with its manifest changed, under a seal that fits."""
    with tarfile.open(path) as tar:
        manifest = change(tar.extractfile("manifest.json").read())
    new = {"manifest.json": manifest, "manifest.sha256": hashlib.sha256(manifest).hexdigest().encode()}
    return rebuilt(path, lambda info, content: [(info, new.get(info.name, content))])


def test_what_was_written_is_read_back(sound):
    with archive.opened(sound) as reader:
        assert (reader.tables, reader.files) == ({"units_user": TABLE}, {SHA: archive.file_member(SHA)})
        assert (reader.open(TABLE).read(), reader.open(archive.file_member(SHA)).read()) == (ROWS, EVIDENCE)
        assert reader.manifest["members"][TABLE] == {
            "sha256": hashlib.sha256(ROWS).hexdigest(),
            "size": len(ROWS),
        }


def test_the_same_content_gives_the_same_bytes(sound, tmp_path):
    assert sound.read_bytes() == written(tmp_path / "again.tar").read_bytes()


def test_any_flipped_byte_that_matters_is_found(sound):
    """One byte after another, in steps: each makes the archive refused or changes only padding."""
    content = sound.read_bytes()
    for position in range(0, len(content), 97):
        broken = bytearray(content)
        broken[position] ^= 0x01
        sound.write_bytes(broken)
        with suppress(BackupError), archive.opened(sound) as reader:
            assert reader.open(TABLE).read() == ROWS
            assert reader.open(archive.file_member(SHA)).read() == EVIDENCE


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (TABLE, f"Arsip rusak: isi {TABLE} berubah."),
        (archive.file_member(SHA), f"Arsip rusak: isi {archive.file_member(SHA)} berubah."),
        ("manifest.json", "Arsip rusak: manifest.json berubah."),
        ("manifest.sha256", "Arsip rusak: manifest.json berubah."),
    ],
)
def test_changed_content_is_named(sound, name, message):
    def change(info, content):
        yield info, content.replace(b"i", b"j").replace(b"a", b"b") if info.name == name else content

    assert refusal(rebuilt(sound, change)) == message


@pytest.mark.parametrize("name", [TABLE, "manifest.json", "manifest.sha256"])
def test_a_missing_member_is_named(sound, name):
    message = refusal(rebuilt(sound, lambda info, content: [] if info.name == name else [(info, content)]))
    assert name in message
    assert "tidak ada" in message


@pytest.mark.parametrize(
    "name",
    [
        "../db/x.jsonl",
        "/etc/passwd",
        "db/../../x.jsonl",
        "db/X.jsonl",
        "db/x.jsonl\n",
        "files/aa/bb/../../x",
        f"files/00/00/{SHA}",
        f"files/{SHA[:2]}/{SHA[2:4]}/{SHA.upper()}",
        "other",
    ],
)
def test_a_name_that_we_do_not_write_is_refused(sound, name):
    def add(info, content):
        yield info, content
        if info.name == TABLE:
            yield tarfile.TarInfo(name), b"x"

    assert refusal(rebuilt(sound, add)) == f"Arsip ditolak: anggota {name!r} tidak dikenal."


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE]
)
def test_a_link_or_device_is_refused(sound, kind):
    def change(info, content):
        if info.name == TABLE:
            info.type, info.linkname = kind, "/etc/passwd"
            content = b""
        yield info, content

    assert refusal(rebuilt(sound, change)) == f"Arsip ditolak: anggota {TABLE!r} tidak dikenal."


def test_a_doubled_member_is_refused(sound):
    def double(info, content):
        yield info, content
        if info.name == TABLE:
            yield info, content

    assert refusal(rebuilt(sound, double)) == f"Arsip ditolak: anggota {TABLE!r} ganda."


def test_an_unlisted_member_is_refused(sound):
    def add(info, content):
        yield info, content
        if info.name == TABLE:
            yield tarfile.TarInfo("db/units_other.jsonl"), b"[]\n"

    assert refusal(rebuilt(sound, add)) == "Arsip rusak: db/units_other.jsonl tidak tercatat di manifest."


def test_a_file_under_a_foreign_hash_is_refused(tmp_path):
    name = archive.file_member("0" * 64)
    assert (
        refusal(written(tmp_path / "a.tar", **{name: EVIDENCE}))
        == f"Arsip rusak: nama {name} bukan hash isinya."
    )


def test_another_format_is_refused(tmp_path):
    path = written(tmp_path / "a.tar", manifest=MANIFEST | {"format_version": 99})
    assert refusal(path) == "Bentuk arsip ini tidak dikenal oleh versi aplikasi ini."


@pytest.mark.parametrize("name", archive.KEYS)
def test_a_manifest_that_lacks_something_is_refused(sound, name):
    def lack(text: bytes) -> bytes:
        return json.dumps({key: value for key, value in json.loads(text).items() if key != name}).encode()

    assert refusal(resealed(sound, lack)) == f"Arsip rusak: manifest.json tanpa {name}."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"{", "Arsip rusak: manifest.json tidak terbaca."),
        (b"\xff", "Arsip rusak: manifest.json tidak terbaca."),
        (b"[]", "Bentuk arsip ini tidak dikenal oleh versi aplikasi ini."),
    ],
)
def test_a_manifest_that_is_none_is_refused(sound, text, message):
    assert refusal(resealed(sound, lambda old: text)) == message


@pytest.mark.parametrize("part", [0.0, 0.1, 0.3, 0.5])
def test_a_cut_archive_is_refused(sound, part):
    content = sound.read_bytes()
    sound.write_bytes(content[: int(len(content) * part)])
    assert refusal(sound).startswith(("Arsip rusak", "Bukan arsip"))


@pytest.mark.parametrize("content", [b"", b"bukan tar" * 200, b"PK\x03\x04" + bytes(600)])
def test_something_else_is_refused(tmp_path, content):
    path = tmp_path / "a.tar"
    path.write_bytes(content)
    assert refusal(path).startswith(("Arsip rusak", "Bukan arsip"))


def test_a_missing_file_is_refused(tmp_path):
    assert refusal(tmp_path / "nothing.tar").endswith("nothing.tar tidak ada.")


def test_a_folder_is_refused(tmp_path):
    assert refusal(tmp_path) == f"Berkas {tmp_path} tidak terbaca: Is a directory."
