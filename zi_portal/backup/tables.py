"""Tables as lines of JSON: the same text from both databases, and rows again from the text."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import chain, islice, zip_longest
from typing import Any
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.apps import apps
from django.apps.registry import Apps
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import BinaryField, Field, JSONField, Model

from zi_portal.backup.errors import BackupError

# Who restores signs everybody out: a session that was ended after the backup must not come back to life, and who
# finds a backup must find nobody's session in it.
SESSIONS: tuple[type[Model], ...] = (Session, UserSession)
LEFT_OUT = {model._meta.db_table for model in SESSIONS}
CHUNK = 2000
PARAMETERS = 900  # a statement's, below SQLite's smallest limit


def models(registry: Apps = apps) -> dict[str, type[Model]]:
    """Table name → model of everything that belongs into a backup, many-to-many tables too, sorted by name.

    `registry` may be that of an earlier migration state.
    """
    found = {
        model._meta.db_table: model
        for model in registry.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.db_table not in LEFT_OUT
    }
    return dict(sorted(found.items()))


def fields(model: type[Model]) -> list[Field]:
    """The stored columns of a model's own table."""
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def lines(model: type[Model], own: list[Field] | None = None) -> Iterator[bytes]:
    """The table as lines of JSON: column names first, then the rows in order of the key. `own`: its fields in order."""
    own = own or fields(model)
    yield _line([field.column for field in own])
    names = [field.attname for field in own]
    rows = model._base_manager.order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=CHUNK):
        yield _line([_encode(value, field) for value, field in zip(row, own, strict=True)])


def load(model: type[Model], text: Iterable[bytes]) -> int:
    """Insert the rows of `lines` as they are (no defaults, no signals) and return how many.

    Raises BackupError when the columns are not those of the model or a row is malformed.
    """
    table = model._meta.db_table
    rest = iter(text)
    own = _in_order(model, next(rest, b"null"))
    quote = connection.ops.quote_name
    into = f"INSERT INTO {quote(table)} ({', '.join(quote(field.column) for field in own)}) VALUES "
    one = f"({', '.join(['%s'] * len(own))})"
    count = 0
    with connection.cursor() as cursor:
        while chunk := list(islice(rest, max(1, PARAMETERS // len(own)))):
            values = [value for line in chunk for value in _row(line, own, table)]
            cursor.execute(into + ", ".join([one] * len(chunk)), values)
            count += len(chunk)
    return count


def first_difference(model: type[Model], text: Iterable[bytes]) -> int | None:
    """Number of the first row (from 1) in which the table is not what `lines` once gave; None when it is.

    The order of keys inside a JSON value does not count: PostgreSQL keeps none.
    """
    rest = iter(text)
    columns = next(rest, b"null")
    pairs = zip_longest(lines(model, _in_order(model, columns)), chain([columns], rest), fillvalue=b"null")
    return next(
        (number for number, (ours, theirs) in enumerate(pairs) if _sorted(ours) != _sorted(theirs)), None
    )


def empty(model: type[Model]) -> None:
    """Remove every row, without signals and cascades: foreign keys are checked at the end."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")


def _in_order(model: type[Model], columns: bytes) -> list[Field]:
    """The fields of the model as the archive has them: a model of an earlier state knows no order of its own."""
    own = {field.column: field for field in fields(model)}
    try:
        named = json.loads(columns)
    except ValueError:
        named = None
    if not isinstance(named, list) or sorted(map(str, named)) != sorted(own):
        raise BackupError(f"Kolom tabel {model._meta.db_table} di arsip berbeda dari aplikasi ini.")
    return [own[name] for name in named]


def _row(line: bytes, own: list[Field], table: str) -> list[Any]:
    try:
        row = json.loads(line)
        if not isinstance(row, list):
            raise TypeError("not a list")
        return [
            field.get_db_prep_save(_decode(value, field), connection)
            for value, field in zip(row, own, strict=True)
        ]
    except (ValueError, TypeError, ValidationError) as error:
        raise BackupError(f"Baris tabel {table} di arsip rusak.") from error


def _sorted(line: bytes) -> str:
    return json.dumps(json.loads(line), sort_keys=True)


def _line(values: list[Any]) -> bytes:
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode() + b"\n"


def _encode(value: Any, field: Field) -> Any:
    if isinstance(field, JSONField) or value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return b64encode(bytes(value)).decode("ascii")
    raise BackupError(f"Kolom {field} berisi {type(value).__name__}, yang belum dapat dicadangkan.")


def _decode(value: Any, field: Field) -> Any:
    if isinstance(field, JSONField):
        return value
    if isinstance(field, BinaryField) and value is not None:
        return b64decode(value)
    return field.to_python(value)
