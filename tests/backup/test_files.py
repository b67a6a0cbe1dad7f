"""Backup, restore and the files of the store: the lost are named, and no sweep comes between."""

import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from audit.ran import last_run
from documents import services as documents
from documents import store
from documents.models import Blob
from tests.backup.archives import backup, files, members, raw_rows, wipe
from tests.documents.files import PDF
from zi_portal.backup import restoring
from zi_portal.backup.errors import BackupError
from zi_portal.backup.making import make

pytestmark = pytest.mark.django_db(transaction=True)


def test_while_a_backup_is_made_nothing_is_swept(portal, tmp_path, evidence):
    unused = documents.store_generated(PDF + b"lama", media_type="application/pdf").sha256
    Blob.objects.filter(sha256=unused).update(created_at=timezone.now() - timedelta(days=2))
    swept = []

    def sweep(line: str = "") -> None:
        out = io.StringIO()
        call_command("evidence_sweep", "--apply", stdout=out)
        swept.append(out.getvalue().splitlines()[-1])

    make(tmp_path / "a.tar", say=sweep)
    assert swept == ["a backup or a restore is under way; nothing removed, the next run will"] * 2
    assert any(unused in name for name in members(tmp_path / "a.tar"))
    sweep()
    assert swept[-1] == "removed: 1 unused, 0 stray, 0 temporary"


def test_while_a_restore_runs_nothing_is_swept(portal, tmp_path, evidence):
    """What lies there already, for long, has no rows before the restore has brought them."""
    made = backup(tmp_path / "a.tar")
    contents = files(evidence)
    wipe(evidence)
    for name, content in contents.items():
        (evidence / name).write_bytes(content)
        os.utime(evidence / name, (0, 0))
    swept = []

    def sweep(line: str) -> None:
        out = io.StringIO()
        call_command("evidence_sweep", "--apply", stdout=out)
        swept.append(out.getvalue().splitlines()[-1])

    restoring.restore(made, force=False, say=sweep)
    assert swept == ["a backup or a restore is under way; nothing removed, the next run will"] * 2
    assert files(evidence) == contents


def test_a_file_that_goes_while_a_restore_runs_undoes_it(portal, tmp_path, evidence):
    made = backup(tmp_path / "a.tar")
    rows = raw_rows()
    path = next(path for path in evidence.rglob("*") if path.is_file())
    with pytest.raises(BackupError, match=f"Berkas {path.name} hilang dari penyimpanan selama pemulihan"):
        restoring.restore(made, force=True, say=lambda line: path.unlink(missing_ok=True))
    assert raw_rows() == rows


def _unreadable(path: Path) -> None:
    """As of a bad sector: it opens, and reading it is an error of the disk."""
    path.unlink()
    path.symlink_to("/proc/self/mem")


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"lain"), _unreadable])
def test_a_lost_or_damaged_file_is_named_and_everything_else_is_backed_up(portal, tmp_path, evidence, damage):
    blob = Blob.objects.all()[0]
    path = evidence / store.name_of(blob.sha256)
    content = path.read_bytes()
    damage(path)
    rows, err = raw_rows(), io.StringIO()
    with pytest.raises(CommandError, match="Arsip itu tidak memuat 1 berkas di atas"):
        call_command("backup", out=tmp_path / "a.tar", stdout=io.StringIO(), stderr=err)
    assert err.getvalue() == f"Berkas {blob.sha256} hilang atau rusak di penyimpanan.\n"
    assert last_run("backup") is None
    wipe(evidence)
    told = io.StringIO()
    call_command("restore", tmp_path / "a.tar", stdout=io.StringIO(), stderr=told)
    assert told.getvalue() == f"Peringatan, berkas sudah hilang atau rusak saat dicadangkan: {blob.sha256}\n"
    assert raw_rows() == rows
    assert not store.exists(blob.sha256)
    store.put(io.BytesIO(content), max_size=len(content))  # brought back
    backup(tmp_path / "b.tar")
    assert last_run("backup") is not None
