"""`/siap/`: 200 when everything is there, else 503 and the name of the part, nothing else."""

import shutil

import pytest
from django.db import connection
from django.test import Client

from zi_portal.watching import readiness


@pytest.fixture(autouse=True)
def unknown(monkeypatch):
    """As in a process that has just begun."""
    monkeypatch.setattr(readiness, "_migrated", False)


@pytest.mark.django_db
def test_all_is_there(client: Client, django_assert_num_queries):
    answer = client.get("/siap/")
    assert (answer.status_code, answer.content) == (200, b"siap")
    assert "no-store" in answer["Cache-Control"]
    with django_assert_num_queries(1):  # SELECT 1: the migrations are known now
        assert client.get("/siap/").status_code == 200
    assert client.post("/siap/").status_code == 405


@pytest.mark.django_db
def test_a_missing_migration_is_named(client: Client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'audit' AND name = '0002_append_only'")
    answer = client.get("/siap/")
    assert (answer.status_code, answer.content) == (503, b"belum siap: migrasi")


@pytest.mark.django_db
def test_a_store_that_takes_nothing_is_named(client: Client, settings, tmp_path, own_store):
    (tmp_path / "berkas").write_text("bukan folder")
    settings.DATA_DIR = tmp_path / "berkas"
    assert client.get("/siap/").status_code == 200  # evidence lies elsewhere
    shutil.rmtree(own_store)
    own_store.write_text("bukan folder")
    answer = client.get("/siap/")
    assert (answer.status_code, answer.content) == (503, b"belum siap: penyimpanan")


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_is_named(client: Client, tmp_path):
    connection.close()
    right = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = (
        str(tmp_path / "tidak" / "ada") if connection.vendor == "sqlite" else "zi_tidak_ada"
    )
    try:
        answer = client.get("/siap/")
    finally:
        connection.close()
        connection.settings_dict["NAME"] = right
    assert (answer.status_code, answer.content) == (503, b"belum siap: basis data")
