"""The doctor: every check is broken once and named; what is well says so. Settings, database, and the command."""

import io
import json
import zoneinfo
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from assessments.models import PolicyVersion
from assessments.services.versions import content_hash
from audit import triggers
from audit.models import Chain
from audit.services import record
from units.models import Membership, Role
from zi_portal.watching.doctor import Level, broken, configured, examining, stored

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
    assert unasked == (set(stored.CHECKS) - {"basis data"}) | {"isi penyimpanan", "surel", "pekerjaan"}
    assert found["berkas instrumen"].level is OK


@pytest.mark.django_db
def test_the_database(monkeypatch):
    monkeypatch.delenv("WEB_CONCURRENCY", raising=False)
    assert [
        stored.CHECKS[name]().level for name in ("basis data", "pengodean", "jurnal", "migrasi", "jam")
    ] == [OK] * 5
    monkeypatch.setattr(stored, "_value", lambda asked: "SQL_ASCII")
    assert stored.encoding().text == "pengodean SQL_ASCII"
    if connection.vendor == "sqlite":
        monkeypatch.setattr(stored, "_value", lambda asked: "delete")
        assert stored.journal().text == "journal_mode delete"
        assert stored.connections().level is OK
    else:
        for allowed, level in (("72", OK), ("71", PERHATIAN)):
            monkeypatch.setattr(stored, "_value", lambda asked, allowed=allowed: allowed)
            assert stored.connections().level is level
        assert stored.connections().text == "PostgreSQL menerima 71 sambungan, portal dapat memerlukan 72"
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
