"""An archive of an earlier version, made by the code of then, goes into this one; killed in the middle nothing changed.

`older.tar.gz` was made by the application as it was before conditions had a history (migration `0015_conditions` copies
into it), passkeys and packages: answers, two documents, a comment that was removed.
"""

import gzip
import io
import json
import signal
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from assessments.models import Answer, Comment, ConditionEntry, ConditionValue
from audit import queries as audit
from audit import triggers
from documents.models import Blob
from tests.backup.archives import members, raw_rows, rewritten
from tests.faults.server import environment_of, same_database
from units.models import User
from zi_portal.backup import database, history
from zi_portal.backup.errors import BackupError

pytestmark = pytest.mark.django_db(transaction=True)
STORED = Path(__file__).with_name("older.tar.gz")
ROOT = Path(__file__).parents[2]
DYING = """
import os, signal, sys, django
django.setup()
from django.core.management import call_command
from django.db.migrations.executor import MigrationExecutor
def die(self, state, migration, **options):
    if str(migration) == "assessments.0015_conditions":
        os.kill(os.getpid(), signal.SIGKILL)
    return apply(self, state, migration, **options)
apply, MigrationExecutor.apply_migration = MigrationExecutor.apply_migration, die
call_command("restore", sys.argv[1], force=True)
"""


@pytest.fixture
def older(tmp_path) -> Path:
    path = tmp_path / "older.tar"
    path.write_bytes(gzip.decompress(STORED.read_bytes()))
    return path


@pytest.mark.slow
def test_an_older_archive_replaces_what_is_here_and_a_death_in_the_middle_does_nothing(
    world, older, tmp_path
):
    world.assessment()
    rows = raw_rows()
    with pytest.raises(CommandError, match="Basis data tidak kosong"):
        call_command("restore", older)

    connection.close()
    died = subprocess.run(
        [sys.executable, "-c", DYING, str(older)],
        env=environment_of(same_database(), tmp_path),
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert raw_rows() == rows
    assert database.unapplied() == []

    said = io.StringIO()
    call_command("restore", older, force=True, stdout=said)
    manifest = json.loads(members(older)["manifest.json"])
    assert said.getvalue().splitlines() == [
        "2 berkas",
        f"{len(manifest['rows'])} tabel, {sum(manifest['rows'].values())} baris",
        "arsip versi 0.1.0 dimigrasikan ke versi ini",
        "Pulih; isi tabel, berkas, dan jejak audit sama dengan arsip.",
    ]
    assert database.unapplied() == []
    assert {key: [length, head] for key, (head, length) in audit.heads().items()} == manifest["audit_heads"]
    assert audit.verify_all() == []
    assert triggers.missing(connection) == []
    assert Answer.objects.filter(note__startswith="Catatan “").count() == 5
    assert Blob.objects.count() == 2
    # what the migration in between made of the old row
    value, entry = ConditionValue.objects.get(), ConditionEntry.objects.get()
    assert (entry.code, entry.value, entry.by_id) == (value.code, "WTP", value.recorded_by_id)
    # the number of the removed comment is not given out again
    last = Comment.objects.order_by("-pk")[0]
    made = Comment.objects.create(assessment=last.assessment, code=last.code, author=last.author, text="baru")
    assert made.pk == last.pk + 2
    # and what stands here now is a backup of this version like any other
    call_command("backup", out=tmp_path / "now.tar", stdout=io.StringIO())
    rows = raw_rows()
    call_command("restore", tmp_path / "now.tar", force=True, stdout=io.StringIO())
    assert raw_rows() == rows


def test_a_restore_that_fails_leaves_migrations_missing_as_they_were(world, tmp_path):
    """What the database lacks is part of the one transaction, also where the archive has all of it."""
    made = tmp_path / "now.tar"
    call_command("backup", out=made, stdout=io.StringIO())

    def cut(manifest, contents):
        contents["db/units_user.jsonl"] += b"[1]\n"

    call_command("migrate", "mfa", "zero", verbosity=0)
    try:
        before, lacks = raw_rows(), database.unapplied()
        assert lacks[0] == "mfa.0001_initial"
        with pytest.raises(CommandError, match="Baris tabel units_user di arsip rusak"):
            call_command("restore", rewritten(made, cut), force=True)
        assert (raw_rows() == before, database.unapplied()) == (True, lacks)
        call_command("restore", made, force=True, stdout=io.StringIO())
        assert database.unapplied() == []
        assert User.objects.filter(username="petugas").exists()
    finally:
        call_command("migrate", verbosity=0)


def test_an_older_archive_that_was_tampered_with_is_refused_before_anything(world, older):
    def drop(manifest, contents):
        manifest["migrations"].remove("units.0001_initial")

    rows = raw_rows()
    with pytest.raises(CommandError, match=r"tanpa units\.0001_initial yang mendahuluinya"):
        call_command("restore", rewritten(older, drop), force=True)
    assert raw_rows() == rows


def test_a_database_of_a_later_application_is_left_alone(world, older):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('units', '9999_later', CURRENT_TIMESTAMP)"
        )
    try:
        with pytest.raises(CommandError, match=r"aplikasi yang lebih baru \(migrasi units\.9999_later\)"):
            call_command("restore", older, force=True)
        assert User.objects.filter(username="petugas").exists()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE name = '9999_later'")


def test_states_are_told_apart():
    now = {"migrations": database.migrations(), "app_version": "9"}
    assert not history.is_older(now)
    assert history.is_older(
        {"migrations": [m for m in now["migrations"] if not m.startswith("mfa.")], "app_version": "1"}
    )
    with pytest.raises(BackupError, match=r"Pasang versi 9 atau yang lebih baru"):
        history.is_older(now | {"migrations": [*now["migrations"], "assessments.9999_x"]})


def test_the_stored_archive_is_of_then():
    with tarfile.open(STORED) as tar:
        manifest = json.load(tar.extractfile("manifest.json"))
    assert "assessments.0015_conditions" not in manifest["migrations"]
    assert not [one for one in manifest["migrations"] if one.startswith("mfa.")]
    assert sum(manifest["rows"].values()) == 553
