"""No room left, as the kernel and SQLite say it: clear words, nothing half-stored, and all works once there is room.

Files may not grow beyond a limit here (RLIMIT_FSIZE), which stops a write in the middle as a full disk does. Uploads
have their own tests at every door (tests/assessments/test_upload_doors.py).
"""

import io
import random
import resource
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from assessments.models import Answer, Job, ProposalPackage
from assessments.services.job_limits import BACK_OFF
from assessments.services.jobs import Product, job_kind, start_job
from assessments.services.packages import ask_package
from documents.models import Blob
from documents.services import upload
from tests.faults.whole import faults, files_amiss
from tests.package import packing

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MIB = 1024 * 1024
ROOM = 16 * MIB  # more than the tests' database, less than what is to be stored
LARGE = 17 * MIB
FULL = "Ruang penyimpanan server penuh"


@contextmanager
def full_disk() -> Iterator[None]:
    """No file of this process grows beyond ROOM."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def run_due() -> None:
    """What waits is done, as cron has it done."""
    Job.objects.filter(status=Job.Status.QUEUED).update(not_before=timezone.now())
    call_command("run_due_tasks", verbosity=0, stdout=io.StringIO())


@job_kind("test.larger")
def _larger(job, progress):
    return Product(content=bytes(LARGE), filename="besar.bin", content_type="application/octet-stream")


def test_the_product_of_a_job_waits_for_room(world, worker, own_store):
    job = start_job("test.larger", actor=world.admin, instansi=world.instansi, params={"year": 2026})
    with full_disk():
        run_due()
    job.refresh_from_db()
    assert (job.status, job.attempts, Blob.objects.count(), files_amiss()) == (Job.Status.QUEUED, 1, 0, [])
    assert job.not_before > timezone.now() + BACK_OFF[0] / 2
    page = world.client("admin").get(reverse("assessments:job", args=[job.pk])).content.decode()
    assert "Basis data atau penyimpanan sedang tidak dapat dihubungi. Dicoba lagi pukul" in page
    run_due()
    job.refresh_from_db()
    assert (job.status, job.result.size, files_amiss()) == (Job.Status.DONE, LARGE, [])


def test_a_package_waits_for_room(world, worker, own_store, monkeypatch):
    noise = (
        random.Random(1).randbytes(6 * MIB).replace(b"%", b"0")
    )  # each file fits, the package of three does not
    monkeypatch.setattr(packing, "PDF", packing.PDF.replace(b"%s", noise + b"%s"))
    year = packing.packed(world)
    job = ask_package(year.proposal, confidential=True, actor=world.admin)
    with full_disk():
        run_due()
    job.refresh_from_db()
    assert (job.status, job.error, ProposalPackage.objects.count()) == (Job.Status.QUEUED, "", 0)
    assert faults() == []
    run_due()
    job.refresh_from_db()
    assert (job.status, job.error, ProposalPackage.objects.count()) == (Job.Status.DONE, "", 1)
    assert faults() == []


def test_a_backup_or_a_restore_that_finds_no_room_leaves_no_half_of_one(world, own_store, tmp_path):
    large = packing.PDF % (b"0" * LARGE)
    fields = {"title": "Besar", "kind": "sk", "unit": world.unit, "actor": world.petugas, "role": ""}
    upload(file=io.BytesIO(large), filename="besar.pdf", **fields)
    archive = tmp_path / "luar" / "portal.tar"
    archive.parent.mkdir()
    with full_disk(), pytest.raises(CommandError, match="Tidak dapat menulis"):
        call_command("backup", "--out", str(archive), verbosity=0, stdout=io.StringIO())
    assert list(archive.parent.iterdir()) == []
    call_command("backup", "--out", str(archive), verbosity=0, stdout=io.StringIO())
    assert archive.stat().st_size > LARGE
    shutil.rmtree(own_store)
    with full_disk(), pytest.raises(CommandError, match="Penyimpanan berkas tidak dapat dipakai"):
        call_command("restore", str(archive), force=True, stdout=io.StringIO())
    assert Blob.objects.count() == 1
    call_command("restore", str(archive), force=True, stdout=io.StringIO())
    assert files_amiss() == []


def petugas_at_a_question(world, settings):
    """A browser that is shown error pages, and where it sends an answer."""
    settings.DEBUG = False
    unit = world.client("petugas")
    unit.raise_request_exception = False
    return unit, reverse("assessments:save_answer", args=[world.assessment().pk, "A.I.1.i.a"])


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite says when it may not grow")
def test_a_full_sqlite_keeps_what_it_acknowledged_and_says_what_is_the_matter(world, settings):
    unit, address = petugas_at_a_question(world, settings)
    kept = 0

    def save():
        data = {"version": kept, "nilai": "Ya", "catatan": f"{kept} " + "x" * 4000}
        return unit.post(address, data, headers={"HX-Request": "true"})

    pages("max_page_count", pages("page_count"))
    while (answer := save()).status_code == 200:
        kept += 1
        assert kept < 1000
    assert (answer.status_code, answer.content.decode().startswith(f"{FULL}. Mungkin belum tersimpan")) == (
        503,
        True,
    )
    page = unit.post(address, {"version": kept, "nilai": "Ya", "catatan": "y" * 4000})
    assert (page.status_code, f"<h1>{FULL}</h1>" in page.content.decode()) == (503, True)
    stored = Answer.objects.filter(code="A.I.1.i.a").values_list("version", flat=True)
    assert (list(stored), faults()) == ([kept] if kept else [], [])
    pages("max_page_count", 1 << 30)
    assert save().status_code == 200
    assert (stored.get(), faults()) == (kept + 1, [])


@pytest.mark.skipif(connection.vendor != "postgresql", reason="its server raises the error itself")
def test_what_a_full_postgresql_says_is_understood(world, settings):
    """The disk is not full here: a trigger has the server raise the error of one, by its code."""
    unit, address = petugas_at_a_question(world, settings)
    data = {"version": 0, "nilai": "Ya", "catatan": ""}
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER full_disk AFTER INSERT ON assessments_answer EXECUTE FUNCTION full_disk()"
        )
    try:
        answer = unit.post(address, data, headers={"HX-Request": "true"})
        page = unit.post(address, data)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION full_disk() CASCADE")
    assert (answer.status_code, answer.content.decode().startswith(f"{FULL}. ")) == (503, True)
    assert (page.status_code, f"<h1>{FULL}</h1>" in page.content.decode()) == (503, True)
    assert (Answer.objects.filter(code="A.I.1.i.a").count(), faults()) == (0, [])
    assert unit.post(address, data, headers={"HX-Request": "true"}).status_code == 200
    assert Answer.objects.filter(code="A.I.1.i.a").count() == 1


def pages(what: str, to: int | None = None) -> int:
    """One of SQLite's numbers of pages, set or asked."""
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {what}" + (f" = {to}" if to is not None else ""))
        return cursor.fetchone()[0]
