"""What an archive lacks or has wrong is refused, and the database stays as it was."""

import io
import re
import shutil

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

import zi_portal
from audit import triggers
from tests.backup.archives import backup, raw_rows, restore, rewritten

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_archive_may_lack_no_other_file_than_it_says(portal, tmp_path, evidence):
    def also(manifest, contents):
        manifest["missing"] = ["0" * 64]

    rows = raw_rows()
    with pytest.raises(CommandError, match=f"berkas {'0' * 64} tidak cocok dengan basis datanya"):
        restore(rewritten(backup(tmp_path / "a.tar"), also), force=True)
    assert raw_rows() == rows


def _newer(manifest, contents):
    manifest["migrations"].append("units.9999_from_the_future")
    manifest["app_version"] = "99.1"


def _impossible(manifest, contents):
    manifest["migrations"].remove("audit.0001_initial")


def _no_table(manifest, contents):
    del contents["db/units_user.jsonl"]


def _other_columns(manifest, contents):
    contents["db/units_user.jsonl"] = contents["db/units_user.jsonl"].replace(b'"id"', b'"nomor"', 1)


def _short_row(manifest, contents):
    contents["db/units_user.jsonl"] += b"[1]\n"


def _no_json(manifest, contents):
    contents["db/units_user.jsonl"] += b"[1,\n"


def _no_columns(manifest, contents):
    contents["db/units_user.jsonl"] = b"\xff\n"


def _replaced(contents, before, after):
    rows = contents["db/documents_blob.jsonl"]
    contents["db/documents_blob.jsonl"] = rows.replace(before, after)
    assert contents["db/documents_blob.jsonl"] != rows


def _no_date(manifest, contents):
    _replaced(contents, b"+00:00", b"+99:99")


def _too_large(manifest, contents):
    size = re.search(rb",\d+,", contents["db/documents_blob.jsonl"])[0]
    _replaced(contents, size, b",%d," % 10**40)


def _no_person(manifest, contents):
    contents["db/units_user.jsonl"] = contents["db/units_user.jsonl"].splitlines(keepends=True)[0]


def _no_file(manifest, contents):
    del contents[next(name for name in contents if name.startswith("files/"))]


def _changed_audit(manifest, contents):
    rows = contents["db/audit_entry.jsonl"]
    contents["db/audit_entry.jsonl"] = rows.replace(b"document.", b"dokumen.", 1)
    assert contents["db/audit_entry.jsonl"] != rows


def _cut_audit(manifest, contents):
    rows = contents["db/audit_entry.jsonl"].splitlines(keepends=True)
    contents["db/audit_entry.jsonl"] = b"".join(rows[:-1])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            _newer,
            f"Arsip dibuat dengan aplikasi versi 99.1, yang lebih baru daripada versi {zi_portal.__version__} di sini "
            "(migrasi units.9999_from_the_future tidak dikenal). Pasang versi 99.1",
        ),
        (_impossible, "mempunyai migrasi audit.0002_append_only tanpa audit.0001_initial"),
        (_no_table, "Tabel di arsip berbeda dari aplikasi ini: units_user."),
        (_other_columns, "Kolom tabel units_user di arsip berbeda dari aplikasi ini."),
        (_short_row, "Baris tabel units_user di arsip rusak."),
        (_no_json, "Baris tabel units_user di arsip rusak."),
        (_no_columns, "Kolom tabel units_user di arsip berbeda dari aplikasi ini."),
        (_no_date, "Baris tabel documents_blob di arsip rusak."),
        (_too_large, "Isi arsip tidak konsisten"),
        (_no_person, "Isi arsip tidak konsisten"),
        (_no_file, "tidak cocok dengan basis datanya"),
        (_changed_audit, "Jejak audit setelah dipulihkan berbeda dari saat dicadangkan."),
        (_cut_audit, "Jejak audit setelah dipulihkan berbeda dari saat dicadangkan."),
    ],
)
def test_an_archive_that_does_not_fit_changes_nothing(portal, tmp_path, change, message):
    made = rewritten(backup(tmp_path / "a.tar"), change)
    rows = raw_rows()
    with pytest.raises(CommandError) as refused:
        restore(made, force=True)
    assert message in str(refused.value)
    assert "\n" not in str(refused.value)
    assert raw_rows() == rows
    assert triggers.missing(connection) == []


def test_a_broken_archive_changes_nothing(portal, tmp_path):
    made = backup(tmp_path / "a.tar")
    content = bytearray(made.read_bytes())
    at = content.index(b"Siti Aminah")
    content[at] ^= 1
    made.write_bytes(content)
    rows = raw_rows()
    with pytest.raises(CommandError, match=r"Arsip rusak: isi db/units_user\.jsonl berubah"):
        restore(made, force=True)
    assert raw_rows() == rows


def test_a_store_that_takes_nothing_stops_both_with_one_line(portal, tmp_path, evidence):
    made = backup(tmp_path / "a.tar")
    rows = raw_rows()
    shutil.rmtree(evidence)
    evidence.write_text("bukan folder")
    with pytest.raises(CommandError, match=r"^Penyimpanan berkas tidak dapat dipakai: .+\.$"):
        restore(made, force=True)
    assert raw_rows() == rows
    public = io.StringIO()
    call_command("backup_key", out=tmp_path / "kunci", stdout=public, stderr=io.StringIO())
    with pytest.raises(CommandError, match=r"^Berkas atau folder tidak dapat dipakai: .*\.$"):
        call_command(
            "backup", out=tmp_path / "b", encrypt_to=[public.getvalue().strip()], stdout=io.StringIO()
        )


def test_a_database_that_is_away_stops_both_with_one_line(portal, tmp_path):
    made = backup(tmp_path / "a.tar")
    connection.close()
    right = connection.settings_dict["NAME"]
    missing = str(tmp_path / "tidak" / "ada") if connection.vendor == "sqlite" else "zi_tidak_ada"
    connection.settings_dict["NAME"] = missing
    try:
        for command, arguments in (("backup", ["--out", str(tmp_path / "b.tar")]), ("restore", [str(made)])):
            with pytest.raises(CommandError, match=r"^Basis data tidak dapat dipakai: .*\.$"):
                call_command(command, *arguments, stdout=io.StringIO())
    finally:
        connection.close()
        connection.settings_dict["NAME"] = right
