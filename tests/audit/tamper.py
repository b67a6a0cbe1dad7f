"""What someone with the database's password could do: raw SQL after dropping the triggers."""

import json

from django.db import connection

from audit import triggers
from audit.hashing import entry_hash
from audit.models import GENESIS, Chain, Entry
from audit.services import record


def filled(key: str, length: int) -> list[Entry]:
    """A chain with `length` entries about objects 1…length."""
    return [
        record(
            key, actor=7, action="answer.save", label="assessments.Answer", object_id=n, after={"value": "A"}
        )
        for n in range(1, length + 1)
    ]


def execute(sql: str, *params: object) -> None:
    """Run SQL without triggers, foreign keys unchecked; the triggers come back afterwards."""
    with triggers.lifted(connection), connection.cursor() as cursor:
        cursor.execute(sql, params)


def rewrite_consistently(key: str, seq: int, after: object) -> None:
    """Change an entry and recompute every hash after it and the head: the perfect forgery."""
    chain = Chain.objects.get(key=key)
    previous = GENESIS
    for entry in Entry.objects.filter(chain=chain).order_by("seq"):
        entry.prev_hash = previous
        if entry.seq == seq:
            entry.after = after
        previous = entry_hash(key, entry)
        sql = 'UPDATE audit_entry SET prev_hash = %s, hash = %s, "after" = %s WHERE id = %s'
        execute(sql, entry.prev_hash, previous, json.dumps(entry.after), entry.pk)
    execute("UPDATE audit_chain SET head = %s WHERE id = %s", previous, chain.pk)
