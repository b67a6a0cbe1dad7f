"""The database: there, of this application, whole, and with somebody who may look after it."""

import json
import runpy

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from assessments.loaded import terms_for
from assessments.models import InstrumentVersion, PolicyVersion
from assessments.services.versions import content_hash
from audit import triggers
from audit.models import GENESIS, Chain, Entry
from units.models import Membership, Role, User
from units.queries import in_force
from zi_portal.backup import database
from zi_portal.watching.doctor import Check, Finding, broken, mind, well

OLDEST_POSTGRESQL = 140000
SPARE = 20  # connections
CLOCK_MIND, CLOCK_BROKEN = 5, 60  # seconds


def reachable() -> Finding:
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        reason = str(error).strip().splitlines()[0]
        return broken(
            f"tidak terjangkau: {reason}", "Periksa DATABASE_URL, dan apakah layanan basis data berjalan."
        )
    if connection.vendor == "sqlite":
        return well(f"SQLite {'.'.join(map(str, connection.Database.sqlite_version_info))}")
    version = connection.pg_version
    if version < OLDEST_POSTGRESQL:
        return broken(
            f"PostgreSQL {version // 10000} terlalu lama", "Perbarui PostgreSQL ke versi 14 atau lebih baru."
        )
    return well(f"PostgreSQL {version // 10000}.{version % 10000}")


def encoding() -> Finding:
    asked = "PRAGMA encoding" if connection.vendor == "sqlite" else "SHOW server_encoding"
    name = str(_value(asked))
    if name.upper().replace("-", "") != "UTF8":
        return broken(
            f"pengodean {name}", "Buat basis data baru dengan UTF8, lalu backup dan restore ke sana."
        )
    return well(name)


def journal() -> Finding:
    if connection.vendor != "sqlite":
        return well("dijaga PostgreSQL")
    mode = str(_value("PRAGMA journal_mode"))
    if mode != "wal":
        return broken(
            f"journal_mode {mode}", "Letakkan basis data di disk lokal, bukan di berbagi jaringan (NFS)."
        )
    return well("WAL")


def connections() -> Finding:
    """As many as all threads of the web can ask for, and some for workers and commands (`gunicorn.conf.py`)."""
    if connection.vendor == "sqlite":
        return well("tidak dibatasi SQLite")
    web = runpy.run_path(str(settings.BASE_DIR / "gunicorn.conf.py"))
    wanted, allowed = web["workers"] * web["threads"] + SPARE, int(str(_value("SHOW max_connections")))
    if allowed < wanted:
        return mind(
            f"PostgreSQL menerima {allowed} sambungan, portal dapat memerlukan {wanted}",
            f"Naikkan max_connections menjadi {wanted}, atau kurangi WEB_CONCURRENCY.",
        )
    return well(f"PostgreSQL menerima {allowed}, portal memerlukan {wanted}")


def migrations() -> Finding:
    loader = MigrationLoader(connection)
    if later := sorted(loader.applied_migrations.keys() - loader.disk_migrations.keys()):
        return broken(
            f"basis data lebih baru: {'.'.join(later[0])}", "Pasang versi aplikasi yang lebih baru."
        )
    if missing := database.unapplied():
        return broken(f"{len(missing)} migrasi belum dijalankan: {missing[0]}", "Jalankan: manage.py migrate")
    return well(f"{len(loader.applied_migrations)} migrasi")


def clock() -> Finding:
    """Of this machine and of that of the database: deadlines are told by the one, some times by the other."""
    if connection.vendor == "sqlite":
        asked = "SELECT (julianday('now') - 2440587.5) * 86400.0"
    else:
        asked = "SELECT extract(epoch FROM clock_timestamp())"
    apart = round(abs(float(_value(asked)) - timezone.now().timestamp()))
    if apart <= CLOCK_MIND:
        return well("sama dengan jam basis data")
    advice = "Samakan jam kedua mesin dengan NTP: timedatectl set-ntp true"
    return (broken if apart > CLOCK_BROKEN else mind)(f"berbeda {apart} detik dari basis data", advice)


def cache() -> Finding:
    """Failed logins are counted there, by all processes together."""
    place = settings.CACHES["default"]
    if not place["BACKEND"].endswith("DatabaseCache"):
        if settings.DEBUG:
            return well("di memori (demo)")
        return broken(
            "tidak dipakai bersama oleh semua proses", "Pakai DatabaseCache, seperti pengaturan bawaan."
        )
    if place["LOCATION"] not in connection.introspection.table_names():
        return broken(f"tabel {place['LOCATION']} tidak ada", "Jalankan: manage.py createcachetable")
    return well("ada")


def audit() -> Finding:
    """Quickly: the triggers, and the last entry of each chain. `verify_audit` reads every entry."""
    if missing := triggers.missing(connection):
        return broken(
            f"pemicu {missing[0]} hilang",
            "Jalankan: manage.py verify_audit, lalu cari siapa yang menghapusnya.",
        )
    last = Entry.objects.filter(chain=OuterRef("pk"), seq=OuterRef("length")).values("hash")[:1]
    chains = Chain.objects.annotate(last=Subquery(last))
    wrong = chains.filter(
        Q(length__gt=0) & (Q(last=None) | ~Q(last=F("head"))) | Q(length=0) & ~Q(head=GENESIS)
    )
    if found := wrong.order_by("key").first():
        return broken(
            f"ujung rantai {found.key} tidak cocok", f"Jalankan: manage.py verify_audit --chain {found.key}"
        )
    return well(f"ujung {chains.count()} rantai cocok")


def terms() -> Finding:
    """A new period needs an instrument and a policy for its year, and none may have changed since it was loaded."""
    if not InstrumentVersion.objects.exists() or not PolicyVersion.objects.exists():
        return broken(
            "instrumen atau ketentuan belum dimuat",
            "Jalankan: manage.py load_instrument dan load_policy dengan berkas di assessments/.",
        )
    year = timezone.localdate().year
    try:
        changed = _changed_versions()
        found = None if changed else terms_for(year)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with what is stored is what we are asked for
        return broken(
            f"instrumen atau ketentuan tidak terbaca ({type(error).__name__})", "Pulihkan dari cadangan."
        )
    if changed:
        return broken(f"{changed[0]} berubah sejak dimuat", "Pulihkan dari cadangan.")
    if found is None:
        return mind(
            f"tidak ada ketentuan untuk tahun {year}",
            "Jalankan: manage.py load_policy dengan berkas tahun itu.",
        )
    return well(f"{found[0].code} berlaku untuk {year}")


def _changed_versions() -> list[str]:
    """Codes of instruments and policies whose content is no longer what its hash says."""
    return [
        code
        for model in (InstrumentVersion, PolicyVersion)
        for code, content, said in model.objects.values_list("code", "content", "content_hash")
        if content_hash(json.loads(content)) != said
    ]


def admin_sistem() -> Finding:
    held = Membership.objects.filter(in_force(timezone.localdate()), role=Role.ADMIN_SISTEM).values("user")
    if not User.objects.filter(pk__in=held, is_active=True).exists():
        return broken("tidak ada akun aktif", "Jalankan: manage.py create_admin")
    return well("ada")


def _value(statement: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


FIRST = "basis data"
CHECKS: dict[str, Check] = {
    FIRST: reachable,
    "pengodean": encoding,
    "jurnal": journal,
    "sambungan": connections,
    "migrasi": migrations,
    "jam": clock,
    "cache": cache,
    "jejak audit": audit,
    "instrumen dan ketentuan": terms,
    "admin sistem": admin_sistem,
}
