"""What a file would do: each row new, changed, same or refused. Reads in batches, writes nothing."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from documents.workbooks.cells import Grid
from documents.workbooks.columns import Column
from documents.workbooks.rows import Status, read_rows
from documents.workbooks.values import clean_line, joined

from .checks import AFTER, BEFORE
from .identity import refuse_another
from .table import Key, Present, Row, Scope, Table

ORDER: tuple[Status, ...] = ("refused", "new", "changed", "same")


@dataclass(frozen=True)
class Plan:
    """The rows of a file with what each would do."""

    table: Table
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    where: str
    notes: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)

    def of(self, status: Status) -> list[Row]:
        """The rows of a status, in the order of the file."""
        return [row for row in self.rows if row.status == status]

    @property
    def writes(self) -> list[Row]:
        """The rows that change something."""
        return [row for row in self.rows if row.status in ("new", "changed")]

    @property
    def can_apply(self) -> bool:
        """Whether there is something to apply and nothing in its way."""
        return bool(self.writes) and not self.counts["refused"]

    def digest(self) -> str:
        """What a person saw in the preview, as one hash: the same only while nobody changed what it rests on."""
        told = [[row.number, row.status, sorted(row.changes.items()), row.seen] for row in self.rows]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def plan(
    table: Table,
    scope: Scope,
    grids: Sequence[Grid],
    *,
    titles: Mapping[str, str],
    blanks_empty: bool = False,
) -> Plan:
    """Compare a file with what stands. FileRefused for a file that is not this table. `titles`: of all tables."""
    refuse_another(table, scope, grids, dict(titles))
    columns = table.columns(scope)
    reading = read_rows(columns, grids, title=table.title, identify=table.identify, max_rows=table.max_rows)
    for check in BEFORE:
        check(table, columns, reading.rows)
    present = table.present(scope)
    for row in reading.rows:
        if not row.problems:
            _compare(table, columns, present, row, reading.columns if blanks_empty else frozenset())
    for check in AFTER:
        check(table, columns, reading.rows)
    table.judge(scope, [row for row in reading.rows if not row.problems])
    counts = Counter(row.status for row in reading.rows)
    return Plan(
        table,
        columns,
        tuple(reading.rows),
        reading.where,
        tuple(reading.notes),
        {status: counts[status] for status in ORDER},
    )


def _compare(
    table: Table,
    columns: Sequence[Column],
    present: Mapping[Key, Present],
    row: Row,
    emptied: frozenset[str],
) -> None:
    """Fill `before`, `changes` and `status` of a row; `emptied`: columns whose blank cells empty."""
    stands = table.find(present, row) if table.find else present.get(table.row_key(row.values))
    if row.problems:
        return
    if stands is not None:
        row.before, row.thing = stands.values, stands.thing
    before = row.before or {}
    for column in columns:
        was = before.get(column.key, "")
        if column.key in row.values:
            wanted = _wanted(column, was, row.values[column.key])
        elif column.key in emptied and column.clears:
            wanted = ""
        else:
            continue
        if stands is None or (column.compared and not _equal(column, was, wanted)):
            row.changes[column.key] = (was, wanted)
    row.status = "new" if stands is None else "changed" if row.changes else "same"


def _wanted(column: Column, was: str, typed: str) -> str:
    return joined(column, {*filter(None, was.split(";")), *typed.split(";")}) if column.adds else typed


def _equal(column: Column, was: str, wanted: str) -> bool:
    if column.kind == "text":
        return clean_line(was) == wanted or (column.any_case and was.casefold() == wanted.casefold())
    if column.kind == "lines":
        return was.replace("\r\n", "\n").strip() == wanted
    return was == wanted
