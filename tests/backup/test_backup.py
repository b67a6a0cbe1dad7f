"""Backup and restore of database and files together: equal to the last byte, or nothing changed."""

import io
import json
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection, transaction

import zi_portal
from assessments.models import Answer, Comment, Submission
from audit import queries as audit
from audit import triggers
from audit.models import Entry
from documents import services as documents
from documents.models import Document
from tests.backup.archives import ODD, backup, files, members, raw_rows, restore, wipe
from tests.documents.files import PDF
from zi_portal.backup import database, tables
from zi_portal.backup.errors import BackupError

pytestmark = pytest.mark.django_db(transaction=True)


def test_on_a_new_machine_everything_is_as_it_was(portal, tmp_path, evidence):
    rows, contents, heads = raw_rows(), files(evidence), audit.heads()
    assert len(contents) == 2
    assert len([name for name, found in rows.items() if found]) > 20
    made = backup(tmp_path / "a.tar")
    wipe(evidence)
    said = restore(made)
    assert said.endswith("Pulih; isi tabel, berkas, dan jejak audit sama dengan arsip.\n")
    assert raw_rows() == rows
    assert files(evidence) == contents
    assert audit.heads() == heads
    assert len(heads) == 2
    assert audit.verify_all() == []
    assert triggers.missing(connection) == []
    assert Answer.objects.filter(note=ODD.strip()).count() == 1
    assert Submission.objects.get().content == {"b": [1, None, True], "a": {"": ODD}}


def test_a_backup_of_the_restored_is_the_same_backup(portal, tmp_path, evidence):
    first = members(backup(tmp_path / "a.tar"))
    wipe(evidence)
    restore(tmp_path / "a.tar")
    second = members(backup(tmp_path / "b.tar"))
    assert first.keys() == second.keys()
    manifests = [json.loads(m.pop("manifest.json")) for m in (first, second)]
    assert all(m.pop("created_at") and m.pop("app_version") == zi_portal.__version__ for m in manifests)
    assert manifests[0] == manifests[1]
    assert first.pop("manifest.sha256") != second.pop("manifest.sha256")
    assert first == second


def test_a_number_once_given_out_is_not_given_out_again(portal, tmp_path, evidence):
    highest = Comment.objects.order_by("-pk")[0].pk
    backup(tmp_path / "a.tar")
    wipe(evidence)
    restore(tmp_path / "a.tar")
    comment = Comment.objects.create(
        assessment=portal.assessment(), code="A", author=portal.petugas, text="sesudah"
    )
    assert comment.pk == highest + 2  # one was removed before the backup


def test_the_audit_goes_on_after_a_restore(portal, tmp_path, evidence):
    backup(tmp_path / "a.tar")
    wipe(evidence)
    restore(tmp_path / "a.tar")
    documents.upload(
        file=io.BytesIO(PDF), filename="lagi.pdf", actor=portal.petugas, role="Petugas unit",
        unit=portal.unit, kind="sk",
    )  # fmt: skip
    assert audit.verify_all() == []


def test_nobody_stays_signed_in(portal, tmp_path):
    UserSession.objects.create(user=portal.petugas, ip="127.0.0.1", session_key="kunci-sesi", user_agent="")
    backup(tmp_path / "a.tar")
    assert b"kunci-sesi" not in (tmp_path / "a.tar").read_bytes()
    restore(tmp_path / "a.tar", force=True)
    assert not Session.objects.exists()
    assert not UserSession.objects.exists()


def test_data_is_replaced_only_with_force(portal, tmp_path, evidence):
    rows = raw_rows()
    backup(tmp_path / "a.tar")
    Document.objects.update(title="sesudah cadangan")
    changed = raw_rows()
    with pytest.raises(CommandError, match=r"Basis data tidak kosong \(\d+ tabel berisi, antara lain \w+\)"):
        restore(tmp_path / "a.tar")
    assert raw_rows() == changed
    restore(tmp_path / "a.tar", force=True)
    assert raw_rows() == rows


def test_the_archive_is_private_and_never_replaces_a_file(portal, tmp_path):
    made = backup(tmp_path / "a.tar")
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    content = made.read_bytes()
    with pytest.raises(CommandError, match="sudah ada"):
        backup(made)
    assert made.read_bytes() == content
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["a.tar"]


def test_a_folder_that_is_not_there_is_refused(db, tmp_path):
    with pytest.raises(CommandError, match="Tidak dapat menulis di"):
        backup(tmp_path / "tidak-ada" / "a.tar")


def test_a_broken_audit_is_backed_up_as_it_is_and_told(portal, tmp_path):
    with triggers.lifted(connection):
        Entry.objects.filter(chain__key__startswith="assessment").update(reason="dipalsukan")
    problems = [str(problem) for problem in audit.verify_all()]
    assert len(problems) == 1
    for command, options in (("backup", {"out": tmp_path / "a.tar"}), ("restore", {"force": True})):
        err = io.StringIO()
        arguments = [tmp_path / "a.tar"] if command == "restore" else []
        call_command(command, *arguments, stdout=io.StringIO(), stderr=err, **options)
        assert problems[0] in err.getvalue()
    assert [str(problem) for problem in audit.verify_all()] == problems


def test_while_people_work_the_backup_shows_one_moment(portal):
    """A writer is neither kept waiting nor half seen."""

    def write() -> str:
        try:
            with transaction.atomic():
                if connection.vendor == "postgresql":
                    connection.cursor().execute("SET LOCAL lock_timeout = '2s'")
                Document.objects.update(title="berubah")
                Comment.objects.all().delete()
            return "tertulis"
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool, database.snapshot():
        comments = list(tables.lines(Comment))
        titles = b"".join(tables.lines(Document))
        assert pool.submit(write).result(timeout=15) == "tertulis"
        assert list(tables.lines(Comment)) == comments
        assert b"".join(tables.lines(Document)) == titles
    assert b"berubah" in b"".join(tables.lines(Document))
    assert not Comment.objects.exists()
    with transaction.atomic():  # writing goes on as before
        Document.objects.update(title="lagi")


def test_inside_a_transaction_there_is_no_snapshot():
    with transaction.atomic(), pytest.raises(BackupError, match="di dalam transaksi"), database.snapshot():
        pass


def test_the_version_is_that_of_the_project():
    text = (Path(zi_portal.__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8")
    assert f'version = "{zi_portal.__version__}"' in text


def test_the_database_under_test_is_really_on_disk():
    """The tests above say little if SQLite shares one connection among threads."""
    if connection.vendor == "sqlite":
        assert os.path.isfile(connection.settings_dict["NAME"])
