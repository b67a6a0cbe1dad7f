"""The database refuses to change history, whoever asks."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from audit import triggers
from audit.models import Chain, Entry
from tests.audit.tamper import filled

pytestmark = pytest.mark.django_db


def refused(sql: str, *params: object) -> bool:
    with pytest.raises(IntegrityError, match=r"append-only|only grows"), transaction.atomic():  # noqa: SIM117
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
    return True


def test_all_are_installed_by_the_migrations():
    assert triggers.missing(connection) == []


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_entry SET reason = 'x'",
        "UPDATE audit_entry SET reason = reason",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_chain",
        "UPDATE audit_chain SET head = 'x'",
        "UPDATE audit_chain SET length = length",
        "UPDATE audit_chain SET length = length - 1",
        "UPDATE audit_chain SET length = length + 1, key = 'other'",
        "UPDATE audit_chain SET length = length + 1, id = id + 1000",
    ],
)
def test_changing_history_is_refused(sql):
    filled("system", 2)
    assert refused(sql)
    assert (Entry.objects.count(), Chain.objects.get().length) == (2, 2)


def test_a_growing_chain_is_allowed():
    filled("system", 1)
    assert Chain.objects.filter(key="system").update(length=5) == 1


def test_the_orm_is_refused_too():
    entry = filled("system", 1)[0]
    entry.reason = "lain"
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        entry.save()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        entry.delete()
    with pytest.raises(ProtectedError):
        Chain.objects.all().delete()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has TRUNCATE")
@pytest.mark.parametrize("sql", ["TRUNCATE audit_entry", "TRUNCATE audit_chain CASCADE"])
def test_truncate_is_refused(sql):
    filled("system", 1)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert refused(sql)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has REPLACE")
def test_replace_is_refused():
    entry = filled("system", 1)[0]
    columns = "chain_id, seq, at, role, action, object_label, object_id, reason, prev_hash, hash"
    copy = f"SELECT {columns} FROM audit_entry WHERE id = {entry.pk}"
    assert refused(f"INSERT OR REPLACE INTO audit_entry ({columns}) {copy}")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT OR REPLACE INTO audit_chain (id, key, head, length)"
            " SELECT id, key, '', 0 FROM audit_chain"
        )
    assert Chain.objects.get().length == 1


def test_dropping_and_creating_can_be_repeated():
    filled("system", 1)
    triggers.drop(connection)
    triggers.drop(connection)
    assert {name.rsplit("_no", 1)[0].rsplit("_only", 1)[0] for name in triggers.missing(connection)} == {
        "audit_entry",
        "audit_chain",
        "surveys_answer",
    }
    Entry.objects.update(reason="x")
    triggers.create(connection)
    triggers.create(connection)
    assert refused("UPDATE audit_entry SET reason = 'y'")


@pytest.mark.django_db(transaction=True)
class TestFlush:
    """A test with real transactions leaves entries behind; the flush after it must get rid of them."""

    @pytest.mark.parametrize("_run", [1, 2])
    def test_each_run_starts_empty_and_guarded(self, _run):
        assert (Entry.objects.count(), Chain.objects.count()) == (0, 0)
        with transaction.atomic():
            filled("system", 3)
        assert refused("DELETE FROM audit_entry")
