"""Taking from PostgreSQL's own columns the order in which answers came."""

from django.db import connection, transaction

from surveys.answer_table import TABLE

REWRITE = (
    "SET LOCAL lock_timeout = '5s'",
    f"CLUSTER {TABLE} USING {TABLE}_pkey",  # keys are hashes
    # a column made anew writes every row anew, in one transaction and past the triggers, which guard what rows say
    f"ALTER TABLE {TABLE} ALTER COLUMN comment TYPE text USING comment || ''",
)


def rewrite_answers() -> None:
    """Write every answer of every campaign anew, by its key; answers wait meanwhile. SQLite keeps them so anyway.

    OperationalError after five seconds in which the table was in use, as it is all through a backup.
    """
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            for sql in REWRITE:
                cursor.execute(sql)
