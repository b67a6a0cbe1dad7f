"""Attacks on a package: whatever was done to the file, it is refused, in one line, and nothing else happens."""

import csv
import io
import json
import os
import stat
import struct
import subprocess
import sys
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from assessments.package.manifest import csv_bytes, json_bytes, state_of
from assessments.package.verifying import verify
from assessments.package.zipped import EPOCH, Zipped
from tests.package.packing import saved
from tests.package.plain import package, proof, unit

EVIDENCE = "2 Unit/PKM-01 Puskesmas Melati/bukti/1 MP Manajemen Perubahan/A.I.1.i.a/SK Tim.pdf"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def whole() -> bytes:
    """A package as the portal makes it."""
    return package()


def parts(content: bytes) -> dict[str, bytes]:
    """Path → content."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rebuilt(files: dict[str, bytes]) -> bytes:
    """A ZIP of the same form with other files."""
    out = io.BytesIO()
    with Zipped(out) as archive:
        for path, content in files.items():
            archive.put(path, content)
    return out.getvalue()


def with_entry(
    content: bytes, name: str, data: bytes = b"x", *, mode: int = stat.S_IFREG | 0o644, **more
) -> bytes:
    """One more entry, of any form."""
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive:
        info = zipfile.ZipInfo(name, date_time=EPOCH)
        info.create_system, info.external_attr = 3, mode << 16
        for key, value in more.items():
            setattr(info, key, value)
        archive.writestr(info, data)
    return out.getvalue()


def problems(folder: Path, content: bytes, **how) -> list[str]:
    """What the check says."""
    return verify(saved(folder, content), **how).problems


def test_a_whole_package_is_whole(tmp_path, whole):
    found = verify(saved(tmp_path, whole))
    assert (found.ok, found.size, found.problems) == (True, len(whole), [])
    assert verify(saved(tmp_path, whole), sha256=found.sha256.upper()).ok


def test_the_hash_of_the_portal_must_be_that_of_the_file(tmp_path, whole):
    (problem,) = problems(tmp_path, whole, sha256="0" * 64)
    assert problem.startswith("sidik paket adalah ")


@pytest.mark.parametrize("path", [EVIDENCE, "BACA-SAYA.txt", "1 Usulan/Surat usulan 700-1-2026.pdf"])
def test_a_changed_byte(tmp_path, whole, path):
    files = parts(whole)
    files[path] = files[path][:-1] + b"?"
    assert problems(tmp_path, rebuilt(files)) == [f"{path}: isi berubah (sidik SHA-256 tidak cocok)"]


def test_any_flipped_byte_of_the_file_is_found(tmp_path, whole):
    for place in range(0, len(whole), 97):
        broken = bytearray(whole)
        broken[place] ^= 0x01
        assert problems(tmp_path, bytes(broken)), place


def test_a_removed_and_a_longer_file(tmp_path, whole):
    files = parts(whole)
    letter = files.pop("1 Usulan/Surat usulan 700-1-2026.pdf")
    files[EVIDENCE] += letter
    assert problems(tmp_path, rebuilt(files)) == [
        "1 Usulan/Surat usulan 700-1-2026.pdf: tidak ada di paket",
        f"{EVIDENCE}: ukuran {2 + len(letter)} byte, menurut manifes 2",
    ]


def test_an_added_and_a_renamed_file(tmp_path, whole):
    files = parts(whole)
    files["2 Unit/tambahan.pdf"] = files.pop(EVIDENCE)
    assert problems(tmp_path, rebuilt(files)) == [
        f"{EVIDENCE}: tidak ada di paket",
        "2 Unit/tambahan.pdf: tidak tercantum di manifes",
    ]


def test_the_manifest_of_another_package(tmp_path, whole):
    files, other = parts(whole), parts(package(unit(proof("A.I.1.i.a", content=b"lain"))))
    files["manifest.json"] = other["manifest.json"]
    assert problems(tmp_path, rebuilt(files))[0] == "manifest.csv tidak sama dengan manifest.json"
    files["manifest.csv"] = other["manifest.csv"]
    assert f"{EVIDENCE}: ukuran 2 byte, menurut manifes 4" in problems(tmp_path, rebuilt(files))


def test_a_manifest_that_is_changed_together_with_its_file_still_names_another_state(tmp_path, whole):
    files = parts(whole)
    told = json.loads(files["manifest.json"])
    told["proposal"]["letter_number"] = "700/2/2026"
    files["manifest.json"] = json_bytes(told)
    assert problems(tmp_path, rebuilt(files)) == ["manifest.json: isi tidak cocok dengan sidik keadaannya"]
    told["state"] = state_of(told)  # whoever does all of this is found by the hash of the whole alone
    files["manifest.json"] = json_bytes(told)
    assert problems(tmp_path, rebuilt(files)) == []


def test_a_changed_row_of_the_csv(tmp_path, whole):
    files = parts(whole)
    rows = [*csv.reader(io.StringIO(files["manifest.csv"].decode("utf-8-sig")), delimiter=";")]
    assert [len(row) for row in rows] == [8] * 8
    files["manifest.csv"] = files["manifest.csv"].replace(b"SK Tim", b"SK Tin")
    assert problems(tmp_path, rebuilt(files)) == ["manifest.csv tidak sama dengan manifest.json"]


@pytest.mark.parametrize("name", ["manifest.json", "manifest.csv"])
def test_without_a_manifest(tmp_path, whole, name):
    files = parts(whole)
    del files[name]
    assert problems(tmp_path, rebuilt(files)) == [f"{name} tidak ada"]


@pytest.mark.parametrize(
    "evil",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"format": "zi-paket/1"}',
        b'{"format": "zi-paket/2"}',
        b"[" * 100_000,
        b'{"format": "zi-paket/1", "files": 7}',
    ],
)
def test_a_manifest_that_is_none(tmp_path, whole, evil):
    files = parts(whole)
    files["manifest.json"] = evil
    (problem,) = problems(tmp_path, rebuilt(files))
    assert problem.startswith("manifest.json: ")


@pytest.mark.parametrize(
    "change",
    [
        {"path": 7},
        {"size": 2},
        {"questions": "A"},
        {"questions": [{"code": 1, "locator": ""}]},
        {"more": ""},
        {"path": "../x"},
        {"sha256": "0" * 63},
    ],
)
def test_a_row_of_the_manifest_that_is_none(tmp_path, whole, change):
    files = parts(whole)
    told = json.loads(files["manifest.json"])
    told["files"][0] |= change
    files["manifest.json"] = json_bytes(told)
    assert problems(tmp_path, rebuilt(files)) != []


def test_a_file_that_the_manifest_lists_twice(tmp_path, whole):
    files = parts(whole)
    told = json.loads(files["manifest.json"])
    told["files"].append(told["files"][0])
    told["state"] = state_of(told)
    files |= {"manifest.json": json_bytes(told), "manifest.csv": csv_bytes(told["files"])}
    assert problems(tmp_path, rebuilt(files)) == ["BACA-SAYA.txt: tercantum dua kali di manifes"]


@pytest.mark.parametrize(
    ("name", "more", "why"),
    [
        ("../../etc/cron.d/x", {}, "jalur tidak aman"),
        ("/etc/passwd", {}, "jalur tidak aman"),
        ("a//b", {}, "jalur tidak aman"),
        ("./a", {}, "jalur tidak aman"),
        ("folder/", {}, "jalur tidak aman"),
        ("C:evil.txt", {}, "nama berkas tidak aman"),
        ("..\\..\\evil.txt", {}, "nama berkas tidak aman"),
        ("a\nb", {}, "nama berkas tidak aman"),
        ("\x1b[2Ja", {}, "nama berkas tidak aman"),
        ("tautan", {"mode": stat.S_IFLNK | 0o777}, "tautan simbolis, bukan berkas"),
        ("pipa", {"mode": stat.S_IFIFO | 0o644}, "bukan berkas biasa"),
        ("tanpa-mode", {"mode": 0}, "bukan berkas biasa"),
        ("mampat", {"compress_type": zipfile.ZIP_DEFLATED, "data": b"x" * 9999}, "dimampatkan"),
        ("catatan", {"comment": b"tersembunyi"}, "berisi keterangan tersembunyi"),
    ],
)
def test_entries_that_no_package_has(tmp_path, whole, name, more, why):
    (problem,) = problems(tmp_path, with_entry(whole, name, **more))
    assert problem.endswith(f": {why}")
    assert problem.isprintable()


def test_a_symlink_in_the_place_of_a_file(tmp_path, whole):
    files = parts(whole)
    data = files.pop(EVIDENCE)
    content = with_entry(rebuilt(files), EVIDENCE, data, mode=stat.S_IFLNK | 0o777)
    assert problems(tmp_path, content) == [f"{EVIDENCE}: tautan simbolis, bukan berkas"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_entry_that_is_there_twice(tmp_path, whole):
    assert problems(tmp_path, with_entry(whole, EVIDENCE)) == [f"{EVIDENCE}: tercantum dua kali"]
    assert problems(tmp_path, with_entry(whole, EVIDENCE.upper())) == [
        f"{EVIDENCE.upper()}: tercantum dua kali"
    ]


def test_hidden_bytes(tmp_path, whole):
    assert problems(tmp_path, b"#!/bin/sh\n" + whole) == ["daftar isi ZIP tidak cocok dengan berkasnya"]
    assert problems(tmp_path, whole + b"\0") == ["bukan ZIP, terpotong, atau ada isi tambahan di belakangnya"]
    place = whole.rindex(b"PK\x05\x06")
    start, size = struct.unpack("<2L", whole[place + 12 : place + 20])[::-1]
    between = whole[:start] + b"hidden" + whole[start:place]
    end = whole[place : place + 16] + struct.pack("<LH", start + 6, 0)
    assert size == place - start
    assert problems(tmp_path, between + end) == ["ada isi tersembunyi di depan daftar isi ZIP"]


def test_a_zip_bomb_is_refused_before_it_is_read(tmp_path, whole):
    bomb = with_entry(whole, "bom", b"\0" * 50_000_000, compress_type=zipfile.ZIP_DEFLATED)
    assert len(bomb) < 100_000
    path = saved(tmp_path, bomb)
    tracemalloc.start()
    found = verify(path)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (found.problems, most < 4_000_000) == (["bom: dimampatkan"], True)


def test_a_directory_that_claims_too_much_is_not_read(tmp_path):
    for count, size, why in (
        (200_001, 100, "daftar isi ZIP tidak cocok dengan berkasnya"),
        (3, 4_000_000_000, "daftar isi ZIP tidak cocok dengan berkasnya"),
    ):
        end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count & 0xFFFE, count & 0xFFFE, size, 0, 0)
        assert problems(tmp_path, b"x" * 10 + end) == [why]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "berkas kosong (0 byte)"),
        (b"PK", "bukan ZIP, atau terpotong"),
        (b"%PDF-1.4" * 100, "bukan ZIP, terpotong, atau ada isi tambahan di belakangnya"),
        (b"PK\x05\x06" + b"\0" * 18, "paket tidak berisi berkas"),
    ],
)
def test_what_is_no_zip(tmp_path, content, why):
    assert problems(tmp_path, content) == [why]


def test_a_truncated_zip(tmp_path, whole):
    for share in (1, 10, 50, 90, 99):
        assert problems(tmp_path, whole[: len(whole) * share // 100]), share


def run(*args) -> tuple[int, str, str]:
    """The command in a process of its own, whose database does not exist."""
    env = {"PATH": os.environ["PATH"], "SECRET_KEY": "x" * 50, "DEBUG": "1"}
    env["DATABASE_URL"] = "postgres://nobody:nothing@127.0.0.1:1/none"
    done = subprocess.run(
        [sys.executable, "manage.py", "verify_package", *map(str, args)],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout, done.stderr


def test_the_command_asks_no_database(tmp_path, whole):
    path = saved(tmp_path, whole)
    code, out, err = run(path, "--json")
    told = json.loads(out)
    assert (code, err, told["ok"], told["problems"]) == (0, "", True, [])
    assert (told["files"], told["units"], told["links"], told["size"]) == ("9", "1", "1", str(len(whole)))
    assert (told["status"], told["year"], told["confidential"]) == ("draf", "2026", "tidak ada")
    assert told["proposal"]["letter_number"] == "700/1/2026"
    code, out, err = run(saved(tmp_path, whole[:-1], "potong.zip"))
    assert (code, out, err) == (
        1,
        "",
        "CommandError: Paket tidak utuh: bukan ZIP, terpotong, atau ada isi tambahan di belakangnya\n",
    )


def test_the_command_says_what_is_wrong(tmp_path, whole, capsys):
    path = saved(tmp_path, whole)
    call_command("verify_package", path)
    out = capsys.readouterr().out
    assert out.splitlines()[1] == "Paket utuh: 9 berkas. DRAF, belum disetujui."
    files = parts(whole)
    del files["BACA-SAYA.txt"], files[EVIDENCE]
    with pytest.raises(CommandError) as error:
        call_command("verify_package", saved(tmp_path, rebuilt(files)), "--json")
    assert str(error.value) == "Paket tidak utuh: BACA-SAYA.txt: tidak ada di paket (dan 1 masalah lain)"
    assert json.loads(capsys.readouterr().out)["ok"] is False
    for missing in (tmp_path / "tidak-ada.zip", tmp_path):
        with pytest.raises(CommandError, match="tidak dapat dibaca"):
            call_command("verify_package", missing)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"status": "bohong"}, "manifest.json: status paket tidak dikenal: 'bohong'"),
        ({"instansi": {"name": "A\ud800"}}, "manifest.json: berisi karakter yang tidak dapat ditulis"),
    ],
)
def test_a_manifest_that_says_what_no_package_says(tmp_path, whole, change, why):
    files = parts(whole)
    told = json.loads(files["manifest.json"]) | change
    told["state"] = "0" * 64
    files["manifest.json"] = json.dumps(told).encode()
    assert problems(tmp_path, rebuilt(files))[0] == why
