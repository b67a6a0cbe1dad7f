"""What PostgreSQL's own columns and old versions of rows tell about answers, contacts and codes."""

import pytest
from django.db import connection

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


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
