"""Public pages read from the replica; what a write may be decided on never does."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import InterfaceError, OperationalError, connection, connections, transaction
from django.test import Client

from assessments.models import State
from units.models import Instansi
from zi_portal.replica import _FRESH, ALIAS, Router, _reading, from_replica

pytestmark = pytest.mark.django_db(transaction=True)  # within one nothing is read from the replica
OTHER = "Pemerintah Kabupaten yang Dibaca dari Replika"


@pytest.fixture
def replica(world, settings, tmp_path: Path) -> Iterator[Path]:
    """A copy of the test's database in which KAB-X has another name: who reads it there tells so."""
    if connection.vendor != "sqlite":
        pytest.skip("the copy is made by SQLite; the router is the same")
    world.assessment(State.PEMBANGUNAN)  # which makes KAB-X one that takes part
    path = tmp_path / "replica.sqlite3"
    copy = sqlite3.connect(path)
    connection.connection.backup(copy)
    copy.execute("UPDATE units_instansi SET name = ? WHERE code = 'KAB-X'", [OTHER])
    copy.commit()
    copy.close()
    settings.DATABASE_ROUTERS = ["zi_portal.replica.Router"]
    connections.databases[ALIAS] = {**connections.databases["default"], "NAME": str(path)}
    connections[ALIAS].connect()  # by itself: pytest-django lets no further database be opened on the way
    yield path
    connections[ALIAS].close()
    del connections[ALIAS]
    del connections.databases[ALIAS]


def named(url: str, browser: Client | None = None) -> bool:
    """Whether a page shows the name that only the replica has."""
    answer = (browser or Client()).get(url, follow=True)
    assert answer.status_code == 200
    return OTHER in answer.content.decode()


def test_public_pages_read_from_the_replica_and_nobody_else_does(replica, world):
    assert named("/publik/instansi/")
    assert named("/publik/instansi/", world.client("admin"))  # there the admin is nobody, too
    assert not named("/kelola/KAB-X/", world.client("admin"))
    assert Instansi.objects.get(code="KAB-X").name == "Pemerintah Kabupaten Sukamaju"


def test_with_a_dead_replica_the_primary_answers(replica, caplog):
    connections[ALIAS].connection.close()
    assert not named("/publik/instansi/")
    assert "the replica of the database does not answer" in caplog.text


def test_a_late_replica_is_left_out(replica, monkeypatch, caplog):
    monkeypatch.setitem(_FRESH, "sqlite", "SELECT 0")
    assert not named("/publik/instansi/")
    assert "the replica of the database is late" in caplog.text


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_replica_that_failed_is_not_asked_for_half_a_minute(replica, rf, monkeypatch, error):
    now, tried, router, read = [1000.0], [], Router(), []

    def cursor():
        tried.append(now[0])
        raise error

    monkeypatch.setattr("zi_portal.replica.time.monotonic", lambda: now[0])
    monkeypatch.setattr(connections[ALIAS], "cursor", cursor)
    view = from_replica(lambda request: read.append(router.db_for_read(Instansi)))
    for now[0] in (1000.0, 1001.0, 1029.9, 1030.0):
        view(rf.get("/publik/"))
    assert (tried, read) == ([1000.0, 1030.0], [None] * 4)


def test_the_database_itself_is_never_late(db):
    with connection.cursor() as cursor:
        cursor.execute(_FRESH[connection.vendor])
        assert cursor.fetchone() == (True,)


def test_within_a_transaction_and_for_writes_it_is_the_primary(replica, rf):
    router, asked = Router(), []
    view = from_replica(lambda request: asked.append(router.db_for_read(Instansi)))
    view(rf.get("/publik/"))
    with transaction.atomic():
        view(rf.get("/publik/"))
    for request in (rf.post("/publik/"), rf.get("/"), rf.get("/cari/?q=publik")):
        view(request)
    assert asked == [ALIAS, None, None, None, None]
    assert not _reading.get()
    assert router.db_for_write(Instansi) == "default"
    assert (router.allow_migrate(ALIAS, "units"), router.allow_migrate("default", "units")) == (False, True)


def test_without_a_replica_nothing_is_asked_of_one(rf):
    from_replica(lambda request: None)(rf.get("/publik/"))
    assert ALIAS not in connections
