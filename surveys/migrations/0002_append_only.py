"""Answers cannot be changed, and SQLite keeps them in no order of coming."""

from django.db import migrations

from audit import triggers
from surveys.answer_table import TABLE, without_row_numbers


def guard(apps, schema_editor) -> None:
    without_row_numbers(schema_editor.connection)
    triggers.create(schema_editor.connection)


def unguard(apps, schema_editor) -> None:
    triggers.drop(schema_editor.connection, only=TABLE)


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_initial"), ("audit", "0002_append_only")]

    operations = [migrations.RunPython(guard, unguard)]
