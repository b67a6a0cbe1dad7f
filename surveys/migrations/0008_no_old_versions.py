"""PostgreSQL clears away at once what contacts and codes said before their last change."""

from django.db import migrations

REWRITTEN = ("surveys_contactlist", "surveys_codebatch")
OPTIONS = [
    f"{part}autovacuum_vacuum_{name}"
    for part in ("", "toast.")
    for name in ("threshold", "scale_factor")
]


def clear_early(apps, schema_editor) -> None:
    _alter(schema_editor, "SET", [f"{name} = 0" for name in OPTIONS])


def clear_as_others(apps, schema_editor) -> None:
    _alter(schema_editor, "RESET", OPTIONS)


def _alter(schema_editor, verb: str, options: list[str]) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for table in REWRITTEN:
            schema_editor.execute(f"ALTER TABLE {table} {verb} ({', '.join(options)})")


class Migration(migrations.Migration):
    dependencies = [("surveys", "0007_follow_up")]

    operations = [migrations.RunPython(clear_early, clear_as_others)]
