"""The doctor: every check is broken once and named; what is well says so."""

import io
import json
import os
import shutil
import socketserver
import threading
import zoneinfo
from datetime import date, timedelta

import pytest
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assessments.models import Job, Notice, PolicyVersion
from assessments.services.jobs import run_job
from assessments.services.versions import content_hash
from audit import triggers
from audit.models import Chain
from audit.ran import ran
from audit.services import record
from tests.documents.clamd import daemon
from units.models import Membership, Role
from zi_portal.watching.doctor import Level, broken, configured, examining, files, stored, working

GOOD = {
    "DEBUG": False,
    "SECRET_KEY": "k3y-" + "abcdefghijklmnopqrstuvwxyz0123456789" * 2,
    "ALLOWED_HOSTS": ["zi.contoh.go.id"],
    "SITE_URL": "https://zi.contoh.go.id",
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 3600,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "TRUSTED_PROXIES": 1,
    "SECOND_FACTOR": True,
}
DAY = date(2026, 6, 1)
OK, PERHATIAN, RUSAK = Level.OK, Level.PERHATIAN, Level.RUSAK


@pytest.fixture
def good(settings):
    for name, value in GOOD.items():
        setattr(settings, name, value)
    return settings


@pytest.mark.parametrize(
    ("name", "setting", "value", "level", "told"),
    [
        ("DEBUG", "DEBUG", True, RUSAK, "DEBUG menyala"),
        ("SECRET_KEY", "SECRET_KEY", "pendek", RUSAK, "mudah ditebak"),
        ("SECRET_KEY", "SECRET_KEY", "ab" * 40, RUSAK, "mudah ditebak"),
        ("SECRET_KEY", "SECRET_KEY", "django-insecure-" + GOOD["SECRET_KEY"], RUSAK, "mudah ditebak"),
        ("ALLOWED_HOSTS", "ALLOWED_HOSTS", ["*"], RUSAK, "menerima semua nama"),
        ("ALLOWED_HOSTS", "ALLOWED_HOSTS", ["lain.go.id"], RUSAK, "host SITE_URL (zi.contoh.go.id)"),
        ("https", "SITE_URL", "http://zi.contoh.go.id", RUSAK, "tidak memakai https"),
        ("https", "SECURE_SSL_REDIRECT", False, RUSAK, "tidak memakai https"),
        ("https", "SECURE_HSTS_SECONDS", 0, PERHATIAN, "HSTS mati"),
        ("cookie", "SESSION_COOKIE_SECURE", False, RUSAK, "cookie sesi dapat terbaca"),
        ("cookie", "CSRF_COOKIE_SECURE", False, RUSAK, "cookie sesi dapat terbaca"),
        ("cookie", "SESSION_COOKIE_HTTPONLY", False, RUSAK, "cookie sesi dapat terbaca"),
        ("proxy", "TRUSTED_PROXIES", 0, PERHATIAN, "dialihkan tanpa akhir"),
        ("langkah kedua", "SECOND_FACTOR", False, PERHATIAN, "tidak diwajibkan"),
    ],
)
def test_a_setting(good, name, setting, value, level, told):
    assert configured.CHECKS[name]().level is OK
    setattr(good, setting, value)
    found = configured.CHECKS[name]()
    assert (found.level, told in found.text, bool(found.advice)) == (level, True, True)


def test_missing_zones(monkeypatch):
    assert configured.zones().level is OK
    monkeypatch.setattr(zoneinfo, "available_timezones", lambda: {"Asia/Jakarta", "Asia/Jayapura"})
    assert configured.zones() == broken(
        "zona waktu Asia/Makassar tidak dikenal", "Pasang paket tzdata: pip install -r requirements.lock."
    )


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_is_told_once(tmp_path, good):
    connection.close()
    right = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = (
        str(tmp_path / "tidak" / "ada") if connection.vendor == "sqlite" else "zi_tidak_ada"
    )
    try:
        found = dict(examining.examine())
    finally:
        connection.close()
        connection.settings_dict["NAME"] = right
    assert found["basis data"].level is RUSAK
    assert found["basis data"].text.startswith("tidak terjangkau: ")
    unasked = {name for name, one in found.items() if one.text == examining.UNASKED}
    assert unasked == (set(stored.CHECKS) - {"basis data"}) | {"surel", "pekerjaan"}
    assert found["berkas instrumen"].level is OK


@pytest.mark.django_db
def test_the_database(monkeypatch):
    assert [
        stored.CHECKS[name]().level for name in ("basis data", "pengodean", "jurnal", "migrasi", "jam")
    ] == [OK] * 5
    monkeypatch.setattr(stored, "_value", lambda asked: "SQL_ASCII")
    assert stored.encoding().text == "pengodean SQL_ASCII"
    if connection.vendor == "sqlite":
        monkeypatch.setattr(stored, "_value", lambda asked: "delete")
        assert stored.journal().text == "journal_mode delete"
    else:
        monkeypatch.setattr(connection, "pg_version", 130004)
        assert stored.reachable().text == "PostgreSQL 13 terlalu lama"


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "level"), [(3, OK), (30, PERHATIAN), (-3600, RUSAK)])
def test_a_clock_that_goes_wrong(monkeypatch, seconds, level):
    wrong = timezone.now() + timedelta(seconds=seconds)
    monkeypatch.setattr(timezone, "now", lambda: wrong)
    assert stored.clock().level is level


@pytest.mark.django_db
def test_migrations_of_another_version():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'audit' AND name = '0002_append_only'")
    assert stored.migrations().text == "1 migrasi belum dijalankan: audit.0002_append_only"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('units', '9999_x', CURRENT_TIMESTAMP)"
        )
    assert stored.migrations().text == "basis data lebih baru: units.9999_x"


@pytest.mark.django_db
def test_the_cache(good):
    backend = "django.core.cache.backends."
    good.CACHES = {"default": {"BACKEND": f"{backend}db.DatabaseCache", "LOCATION": "tabel_tidak_ada"}}
    assert stored.cache().text == "tabel tabel_tidak_ada tidak ada"
    good.CACHES = {"default": {"BACKEND": f"{backend}db.DatabaseCache", "LOCATION": "units_user"}}
    assert stored.cache().level is OK
    good.CACHES = {"default": {"BACKEND": f"{backend}locmem.LocMemCache"}}
    assert stored.cache().level is RUSAK
    good.DEBUG = True
    assert stored.cache().level is OK


@pytest.mark.django_db(transaction=True)
def test_the_audit(world):
    with transaction.atomic():
        record("system", actor=world.admin_sistem, action="uji", label="units.user", object_id=1)
    assert stored.audit().level is OK
    triggers.drop(connection, only="surveys_answer")
    assert stored.audit().text.startswith("pemicu surveys_answer_")
    with triggers.lifted(connection):
        assert stored.audit().text.startswith("pemicu audit_")
        chain = Chain.objects.order_by("key")[0]
        Chain.objects.filter(pk=chain.pk).update(head="f" * 64)
    assert stored.audit() == broken(
        f"ujung rantai {chain.key} tidak cocok", f"Jalankan: manage.py verify_audit --chain {chain.key}"
    )


@pytest.mark.django_db
def test_terms_and_people(world, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda: DAY)
    assert stored.terms().level is OK
    assert stored.admin_sistem().level is OK
    Membership.objects.filter(role=Role.ADMIN_SISTEM).update(end=DAY - timedelta(days=1))
    assert stored.admin_sistem().text == "tidak ada akun aktif"
    PolicyVersion.objects.update(content="{}")
    assert stored.terms().text == "policy-2024 berubah sejak dimuat"
    PolicyVersion.objects.update(content_hash=content_hash({}))
    assert stored.terms().text.startswith("instrumen atau ketentuan tidak terbaca")
    PolicyVersion.objects.update(content="{")
    assert stored.terms().text.startswith("instrumen atau ketentuan tidak terbaca")


@pytest.mark.django_db
def test_nothing_loaded():
    assert stored.terms().text == "instrumen atau ketentuan belum dimuat"
    assert stored.admin_sistem().level is RUSAK


@pytest.mark.django_db
def test_a_year_without_policy(world, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda: DAY.replace(year=2011))
    assert stored.terms().text == "tidak ada ketentuan untuk tahun 2011"


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


@pytest.mark.parametrize(
    ("free", "level", "told"),
    [
        (200, OK, "200,0 GiB bebas"),
        (1.5, PERHATIAN, "segera penuh: 1,5 GiB"),
        (0.2, RUSAK, "hampir penuh: 0,2 GiB"),
    ],
)
@pytest.mark.django_db
def test_room(monkeypatch, free, level, told):
    usage = shutil._ntuple_diskusage(
        1000 * files.GIB if free > 10 else 10 * files.GIB, 0, int(free * files.GIB)
    )
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


@pytest.mark.django_db
def test_the_command(good, monkeypatch):
    monkeypatch.setattr(examining, "checks", lambda: {"DEBUG": configured.debug, "proxy": configured.proxies})
    out = io.StringIO()
    call_command("doctor", stdout=out)
    assert out.getvalue() == "OK        DEBUG: DEBUG mati\nOK        proxy: 1 proxy dipercaya\n"
    good.TRUSTED_PROXIES = 0
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", stdout=out)
    assert ended.value.code == 1
    assert out.getvalue().splitlines()[1:] == [
        "PERHATIAN proxy: TRUSTED_PROXIES 0: di belakang nginx semua halaman dialihkan tanpa akhir",
        "            → Isi TRUSTED_PROXIES dengan jumlah proxy di depan portal, biasanya 1.",
    ]
    good.DEBUG = True
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", json=True, stdout=out)
    assert ended.value.code == 2
    assert [(row["check"], row["level"]) for row in json.loads(out.getvalue())] == [
        ("DEBUG", "RUSAK"), ("proxy", "PERHATIAN"),
    ]  # fmt: skip


def test_a_check_that_fails_itself_is_told(monkeypatch):
    def fails():
        raise ValueError("tak terduga")

    monkeypatch.setattr(examining, "checks", lambda: {"satu": fails, "zona waktu": configured.zones})
    found = examining.examine()
    assert found[0][1].text == "pemeriksaan gagal: ValueError tak terduga"
    assert found[1][1].level is OK
