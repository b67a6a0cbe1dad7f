"""What PostgreSQL's own columns and old versions of rows tell about answers, contacts and codes."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from audit.ran import last_run
from audit.triggers import lifted
from surveys.models import Answer, Campaign
from tests.factories.surveys import make_answer, make_campaign
from zi_portal.backup import database

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.mark.parametrize("table", ["surveys_contactlist", "surveys_codebatch"])
def test_what_a_list_said_before_is_cleared_away_after_one_change(table):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT heap.reloptions, toast.reloptions FROM pg_class heap"
            " JOIN pg_class toast ON toast.oid = heap.reltoastrelid WHERE heap.relname = %s",
            [table],
        )
        found = cursor.fetchall()
    at_once = {"autovacuum_vacuum_threshold=0", "autovacuum_vacuum_scale_factor=0"}
    assert [(set(heap), set(toast)) for heap, toast in found] == [(at_once, at_once)]


def lie() -> tuple[list[str], set[str]]:
    """The keys of answers as their rows lie, and the transactions that wrote them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, xmin FROM surveys_answer ORDER BY ctid")
        found = cursor.fetchall()
    return [str(key) for key, _ in found], {by for _, by in found}


def test_neither_place_nor_transaction_tells_who_came_first(world):
    with lifted(connection), connection.cursor() as cursor:
        cursor.execute("TRUNCATE surveys_answer CASCADE")  # else rows may lie where those of other tests lay
    campaign = make_campaign(world.unit)
    came = [str(make_answer(campaign, [1 + n % 6] * 5, comment=f"Saran {n}").pk) for n in range(20)]
    said = list(Answer.objects.order_by("pk").values())
    assert (lie()[0], len(lie()[1])) == (came, 20)
    call_command("retention", apply=True)
    keys, written_by = lie()
    assert (keys, len(written_by)) == (sorted(came), 1)
    assert list(Answer.objects.order_by("pk").values()) == said
    for sql in ("UPDATE surveys_answer SET comment = ''", "DELETE FROM surveys_answer"):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)


def test_a_backup_keeps_its_answers_and_retention_goes_on_without_the_rewriting(world):
    campaign = make_campaign(world.unit)
    came = {make_answer(campaign, [5] * 5).pk for _ in range(3)}

    def night() -> str:
        err = io.StringIO()
        call_command("retention", apply=True, stderr=err)
        connection.close()
        return err.getvalue()

    with ThreadPoolExecutor(1) as pool, database.snapshot():
        assert Campaign.objects.count() == 1  # the moment of the backup; it has not come to the answers yet
        said = pool.submit(night).result()
        assert {*Answer.objects.values_list("pk", flat=True)} == came
    assert said.startswith("Jawaban survei belum ditulis ulang")
    assert last_run("retention") is not None
