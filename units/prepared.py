"""Reads whose SQL is made once a process: for the few that every request or every save of an answer makes.

Django composes and compiles a queryset anew at each use, which for short reads costs five times as much as the
database itself. Use it where a measurement says so (`./dev bench`), and a plain queryset everywhere else.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

# Stand-ins by which the parameters of the compiled statement are recognised again.
ID = 987_654_321
OTHER_ID = 987_654_322
TEXT = "\u241fteks\u241f"
DAY = date(9999, 12, 30)
BIGGEST = 2**63 - 1  # of a bigint


@dataclass(frozen=True)
class _Statement:
    """SQL with its parameters; a parameter that is a stand-in is the name of a value instead."""

    sql: str
    params: tuple[Any, ...]
    named: tuple[str | None, ...]
    compiler: Any
    converters: dict


class Prepared:
    """A `values_list` read. `make` builds its queryset from stand-ins (ID, OTHER_ID, TEXT, DAY), given by name.

    >>> names = Prepared(lambda unit: UnitKerja.objects.filter(pk=unit).values_list("name"), unit=ID)
    >>> names.rows(unit=7)
    [("Puskesmas Melati",)]
    """

    def __init__(self, make: Callable[..., QuerySet], **stand_ins: Any) -> None:
        self._make, self._stand_ins = make, stand_ins
        self._made: dict[str, _Statement] = {}

    def rows(self, **values: Any) -> list[tuple]:
        """The rows for these values (one query), converted as Django does. Days are taken as dates.

        No rows for a number beyond every column, as an address may name one: the database would take it for an error.
        """
        if any(isinstance(value, int) and abs(value) > BIGGEST for value in values.values()):
            return []
        connection = connections[DEFAULT_DB_ALIAS]
        made = self._made.get(connection.vendor) or self._compile(connection)
        plain = {name: str(value) if isinstance(value, date) else value for name, value in values.items()}
        params = [plain[name] if name else param for name, param in zip(made.named, made.params, strict=True)]
        with connection.cursor() as cursor:
            cursor.execute(made.sql, params)
            found = cursor.fetchall()
        return [tuple(row) for row in made.compiler.apply_converters(found, made.converters)]

    def _compile(self, connection) -> _Statement:
        queryset = self._make(**self._stand_ins)
        compiler = queryset.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        expressions = [column[0] for column in compiler.select[: compiler.col_count]]
        names = {str(value): name for name, value in self._stand_ins.items()}
        named = tuple(names.get(str(param)) for param in params)
        if set(named) - {None} != set(self._stand_ins):
            raise ValueError(f"stand-ins not found in {sql}")
        made = _Statement(sql, tuple(params), named, compiler, compiler.get_converters(expressions))
        self._made[connection.vendor] = made
        return made
