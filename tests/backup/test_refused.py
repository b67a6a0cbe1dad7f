"""What an archive lacks or has wrong is refused, and the database stays as it was."""

import pytest
from django.core.management import CommandError
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
