"""The doctor on the machine around the portal: files, disks, services, what a clock starts."""

import io
import json
import os
import shutil
import socketserver
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assessments.models import Job, Notice
from assessments.services.jobs import run_job
from audit.ran import noted, ran
from documents import store
from documents.services import store_generated
from tests.documents.clamd import daemon
from zi_portal.watching.doctor import Level, broken, files, working

OK, PERHATIAN, RUSAK = Level.OK, Level.PERHATIAN, Level.RUSAK


def test_the_store(own_store):
    own_store.mkdir(parents=True)
    own_store.chmod(0o700)
    assert [files.round_trip().level, files.private().level] == [OK, OK]
    assert [path for path in own_store.rglob("*") if path.is_file()] == []
    own_store.chmod(0o750)
    assert files.private() == broken(
        f"{own_store} terbuka bagi pengguna lain di mesin ini", f"Jalankan: chmod 700 {own_store}"
    )
    shutil.rmtree(own_store)
    own_store.write_text("bukan folder")
    assert files.round_trip().text.startswith("tidak dapat ditulis")


@pytest.mark.django_db
def test_a_store_without_what_the_database_refers_to(own_store):
    assert files.contents().text == "0 berkas terbaru ada"
    kept = [store_generated(b"%d" % n, media_type="text/plain").sha256 for n in range(2)]
    assert (files.contents().level, files.contents().text) == (OK, "2 berkas terbaru ada")
    store.delete(kept[0])
    assert files.contents().text == f"1 dari 2 berkas terbaru tidak ada, antara lain {kept[0]}"
    shutil.rmtree(own_store)
    assert (files.contents().level, files.contents().text[:24]) == (RUSAK, "2 dari 2 berkas terbaru ")


@pytest.mark.django_db
def test_the_fullest_disk_counts_that_of_the_backups_too(monkeypatch, settings, tmp_path):
    ran("backup", "/tidak/ada/cadangan")
    free = {Path("/"): (10, 0.9), tmp_path: (4000, 80)}
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)

    def usage(place):
        total, left = free.get(place, (4000, 90))
        return shutil._ntuple_diskusage(int(total * files.GIB), 0, int(left * files.GIB))

    monkeypatch.setattr(shutil, "disk_usage", usage)
    assert (files.room().level, files.room().text) == (
        PERHATIAN,
        "segera penuh: 0,9 GiB bebas di /tidak/ada/cadangan",
    )
    free[Path("/")] = (200, 1.5)  # fewer bytes in percent, more than in the folder of data
    free[settings.DATA_DIR] = (4, 1.6)
    assert (files.room().level, files.room().text.split(" di ")[1]) == (RUSAK, "/tidak/ada/cadangan")


@pytest.mark.parametrize(
    ("total", "free", "level", "told"),
    [
        (1000, 200, OK, "200,0 GiB bebas"),
        (4000, 60, OK, "60,0 GiB bebas"),
        (10, 1.5, PERHATIAN, "segera penuh: 1,5 GiB"),
        (200, 9, PERHATIAN, "segera penuh: 9,0 GiB"),
        (200, 1.5, RUSAK, "hampir penuh: 1,5 GiB"),
        (10, 0.2, RUSAK, "hampir penuh: 0,2 GiB"),
    ],
)
@pytest.mark.django_db
def test_room(monkeypatch, total, free, level, told):
    usage = shutil._ntuple_diskusage(total * files.GIB, 0, int(free * files.GIB))
    monkeypatch.setattr(shutil, "disk_usage", lambda place: usage)
    for check in (files.room, files.temporary):
        found = check()
        assert (found.level, found.text.startswith(told)) == (level, True)


def test_static_files(settings, tmp_path, monkeypatch):
    settings.DEBUG = True
    assert files.static().level is OK
    settings.DEBUG = False
    monkeypatch.setattr(files, "staticfiles_storage", ManifestStaticFilesStorage(location=tmp_path))
    assert files.static().text.startswith(f"{files.STYLE} tidak terkumpul")
    (tmp_path / "css").mkdir()
    (tmp_path / "staticfiles.json").write_text(
        json.dumps({"paths": {files.STYLE: "css/x.css"}, "version": "1.1", "hash": ""})
    )
    (tmp_path / "css" / "x.css").write_text("")
    monkeypatch.setattr(files, "staticfiles_storage", ManifestStaticFilesStorage(location=tmp_path))
    assert files.static().level is OK


def test_documents(monkeypatch):
    assert files.pdf().level is OK

    def missing(html: str) -> bytes:
        raise OSError("cannot load library libpango")

    monkeypatch.setattr(files, "pdf_of", missing)
    assert files.pdf().text == "tidak dapat dibuat (OSError)"


def test_what_the_application_brings(monkeypatch, tmp_path):
    assert files.shipped().level is OK
    monkeypatch.setattr(files, "DATA", tmp_path)
    assert files.shipped().text == f"tidak ada di {tmp_path}"
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "policy-2099.yaml").write_text("a: 1\na: 2\n")
    assert files.shipped().text.startswith("policy-2099.yaml: tidak dapat dibaca")


def test_the_scanner(settings, tmp_path):
    settings.CLAMAV_SOCKET = ""
    assert files.viruses().level is PERHATIAN
    with daemon(tmp_path / "clamd") as made:
        settings.CLAMAV_SOCKET = made.address
        assert files.viruses().level is OK
    settings.CLAMAV_REQUIRED = True
    assert files.viruses().text.endswith("unggahan ditolak")
    settings.CLAMAV_REQUIRED = False
    assert files.viruses().text.endswith("unggahan tidak dipindai")


class Postman(socketserver.StreamRequestHandler):
    """Says hello with or without STARTTLS."""

    def handle(self) -> None:
        self.wfile.write(b"220 surel\r\n")
        while line := self.rfile.readline():
            self.server.heard.append(line.split()[0].lower())
            self.wfile.write(b"221 ya\r\n" if line.lower().startswith(b"quit") else self.server.says)


def test_the_mail_server(settings):
    assert working.mail_server().level is PERHATIAN  # the tests' own box
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_USE_TLS = True
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Postman) as server:
        server.heard, server.says = [], b"250-surel\r\n250 STARTTLS\r\n"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        assert working.mail_server().level is OK
        assert server.heard == [b"ehlo", b"quit"]
        server.says = b"250 surel\r\n"
        assert working.mail_server().text.endswith("tidak menawarkan STARTTLS")
        server.shutdown()
    assert "tidak menjawab (ConnectionRefusedError)" in working.mail_server().text


@pytest.mark.django_db
def test_mails_and_work_that_wait(world):
    now = timezone.now()
    notice = Notice.objects.create(user=world.petugas, kind="x", key="1", at=now, mail=Notice.Mail.WAITING)
    job = Job.objects.create(kind="recap", instansi=world.instansi, requested_by=world.admin)
    assert (working.outbox().level, working.worker().level) == (OK, OK)
    Notice.objects.filter(pk=notice.pk).update(at=now - timedelta(hours=4))
    assert working.outbox().text.startswith("1 surel menunggu, yang tertua sejak ")
    Job.objects.filter(pk=job.pk).update(created_at=now - timedelta(minutes=31))
    assert working.worker().text == "pekerjaan menunggu 31 menit: tidak ada yang mengambilnya"
    Job.objects.filter(pk=job.pk).update(attempts=1, not_before=now + timedelta(minutes=9))
    assert working.worker().level is OK  # it is tried again later
    Job.objects.filter(pk=job.pk).update(not_before=now - timedelta(minutes=2))
    assert working.worker().level is OK
    Job.objects.filter(pk=job.pk).update(not_before=now - timedelta(minutes=12))
    assert working.worker().text == "pekerjaan menunggu 12 menit: tidak ada yang mengambilnya"
    other = Job.objects.create(kind="recap", instansi=world.instansi, requested_by=world.admin)
    Job.objects.filter(pk=other.pk).update(status=Job.Status.RUNNING, beat_at=now)
    found = working.worker()
    assert (found.level, found.text) == (PERHATIAN, "pekerjaan menunggu 12 menit di belakang yang berjalan")
    other.delete()
    Job.objects.filter(pk=job.pk).update(status=Job.Status.RUNNING, beat_at=now - timedelta(minutes=5))
    assert working.worker().text == "1 pekerjaan terputus"


@pytest.mark.django_db
def test_tasks_that_wait(worker, settings):
    settings.TASKS_WORKER = True
    run_job.enqueue(1)
    run_job.using(run_after=timezone.now() + timedelta(seconds=1)).enqueue(2)
    soon, later = DBTaskResult.objects.order_by("enqueued_at")
    now = timezone.now()
    DBTaskResult.objects.update(enqueued_at=now - timedelta(minutes=20))
    assert working.worker().text == "pekerjaan menunggu 20 menit: tidak ada yang mengambilnya"
    soon.delete()
    assert working.worker().level is OK
    DBTaskResult.objects.filter(pk=later.pk).update(run_after=now - timedelta(minutes=11))
    assert working.worker().text == "pekerjaan menunggu 11 menit: tidak ada yang mengambilnya"


@pytest.mark.parametrize("name", working.CLOCKED)
def test_what_a_clock_should_start(name, settings):
    title, attention, bad, advice = working.CLOCKED[name]
    check = working.CHECKS[title]
    assert (check().text, check().level) == ("belum pernah berjalan di mesin ini", PERHATIAN)
    ran(name)
    assert check().level is OK
    for limit, level in ((attention, PERHATIAN), (bad, RUSAK)):
        if limit:
            old = (timezone.now() - limit - timedelta(minutes=1)).timestamp()
            os.utime(settings.DATA_DIR / "ran" / name, (old, old))
            assert (check().level, check().advice) == (level, advice)


def test_reminders_are_advised_as_often_as_our_timer_starts_them(settings):
    timer = (settings.BASE_DIR / "deploy/systemd/portal-zi-due.timer").read_text()
    assert "\nOnCalendar=*:0/5\n" in timer
    assert working.CLOCKED["run_due_tasks"][-1] == "Jalankan tiap lima menit: run_due_tasks"


@pytest.mark.django_db(transaction=True)
def test_the_commands_leave_their_time(world, tmp_path):
    for command, options in (
        ("backup", {"out": tmp_path / "a.tar"}),
        ("run_due_tasks", {}),
        ("verify_audit", {}),
        ("retention", {"apply": True}),
        ("evidence_sweep", {"apply": True}),
    ):
        call_command(command, stdout=io.StringIO(), **options)
        assert working.clocked(command)().level is OK
    assert noted("backup") == str(tmp_path)
