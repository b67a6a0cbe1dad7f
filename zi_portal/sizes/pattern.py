"""The pattern: one instansi that the services wrote, read row by row as it lies in the tables.

Each row knows where it belongs: to the instansi as a whole or to its units (`whole`), to which year, to which units.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection, models

from assessments.models import Assessment, Period, Proposal, SelectionDecree
from audit.models import Chain, Entry
from units.models import Instansi, Membership, TeamMember, TpiTeam, UnitKerja, User
from units.models.membership import INSTANSI_ROLES
from zi_portal.sizes.naming import subject_of

SHARED = {"Blob", "BlobText", "InstrumentVersion", "PolicyVersion"}
# Of several instansi, or secrets of a person or a machine: not copied.
LEFT = {
    "Kawasan", "Kawasan_instansi", "KawasanUnit", "KawasanSeat", "KawasanYear", "KawasanScore", "KawasanSignature",
    "KawasanEvidence", "HandoverToken", "CalendarFeed", "LibraryItem", "FormerContent", "Import",
}  # fmt: skip
MINDED = {"UnitKerja.parent", "Activity.carried_from", "EvidenceUse.line"}  # may be empty in a copy

Key = tuple[type[models.Model], Any]


@dataclass(frozen=True)
class Table:
    """A table: columns in the order of `Row.values`, which of them points where, which to a row of its own."""

    model: type[models.Model]
    name: str
    columns: tuple[str, ...]
    types: tuple[str, ...]
    pk: int
    links: tuple[tuple[int, type[models.Model]], ...]
    singles: frozenset[int]

    @property
    def label(self) -> str:
        """The model's name."""
        return self.model.__name__


@dataclass
class Row:
    """One row. `year` is None where it belongs to no year; `units` are ids in the pattern; `whole`: of the instansi."""

    table: Table
    values: list[Any]
    year: int | None = None
    units: frozenset[int] = frozenset()
    whole: bool = True

    @property
    def key(self) -> Key:
        """Model and id."""
        return self.table.model, self.values[self.table.pk]


@dataclass
class Pattern:
    """All rows of an instansi in the order of the tables; entries of the audit by their chains, in their order."""

    instansi: Instansi
    rows: dict[Key, Row] = field(default_factory=dict)
    chains: dict[Any, str] = field(default_factory=dict)
    years: tuple[int, ...] = ()
    units: tuple[int, ...] = ()


def tables() -> list[Table]:
    """The tables that are copied, those that are pointed at before those that point."""
    wanted = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in ("units", "documents", "assessments")
        and model.__name__ not in SHARED | LEFT
        and model.__name__ not in ("User_groups", "User_user_permissions")
    ]
    done: list[type[models.Model]] = []
    while wanted:
        ready = [m for m in wanted if not (_targets(m) & set(wanted)) - {m}]
        if not ready:
            raise ValueError(f"tables point at each other in a circle: {wanted}")
        done += ready
        wanted = [m for m in wanted if m not in ready]
    return [_table(model) for model in (*done, Chain, Entry)]


def _targets(model: type[models.Model]) -> set[type[models.Model]]:
    return {f.related_model for f in model._meta.concrete_fields if f.is_relation}


def _table(model: type[models.Model]) -> Table:
    fields = model._meta.concrete_fields
    return Table(
        model=model,
        name=model._meta.db_table,
        columns=tuple(f.column for f in fields),
        types=tuple(f.get_internal_type() for f in fields),
        pk=next(n for n, f in enumerate(fields) if f.primary_key),
        links=tuple(
            (n, f.related_model)
            for n, f in enumerate(fields)
            if f.is_relation and f.related_model.__name__ not in SHARED
        ),
        singles=frozenset(n for n, f in enumerate(fields) if f.is_relation and f.unique),
    )


def read(instansi: Instansi) -> Pattern:
    """Read the pattern: everything that hangs on this instansi, its units and its people."""
    made = Pattern(instansi)
    mine = _people(instansi)
    offices = set(
        Membership.objects.filter(instansi=instansi, role__in=INSTANSI_ROLES).values_list("user", flat=True)
    )
    for table in tables():
        for values in _select(table):
            row = Row(table, values)
            if _belongs(row, made, mine, instansi.pk):
                if table.model is User:
                    row.whole = values[table.pk] in offices
                made.rows[row.key] = row
    made.years = tuple(sorted({r.year for r in made.rows.values() if r.table.model is Period and r.year}))
    made.units = tuple(r.values[r.table.pk] for r in made.rows.values() if r.table.model is UnitKerja)
    return made


def _people(instansi: Instansi) -> set[int]:
    held = Membership.objects.filter(instansi=instansi).values_list("user", flat=True)
    seats = TeamMember.objects.filter(team__instansi=instansi).values_list("user", flat=True)
    return {*held, *seats}


def _select(table: Table) -> Iterator[list[Any]]:
    columns = ", ".join(connection.ops.quote_name(c) for c in table.columns)
    order = "chain_id, seq" if table.model is Entry else connection.ops.quote_name(table.columns[table.pk])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {table.name} ORDER BY {order}")  # noqa: S608 - our own names
        rows = cursor.fetchall()
    yield from (list(row) for row in rows)


def _belongs(row: Row, made: Pattern, mine: set[int], instansi: int) -> bool:
    """Whether the row is the instansi's; tells it where it belongs by what it points at."""
    model, values, pk = row.table.model, row.values, row.values[row.table.pk]
    if model is Instansi:
        return pk == instansi
    if model is User:
        return pk in mine
    if model is Chain:
        return _chain(row, made, instansi)
    if model is Entry:
        return _entry(row, made)
    anchored = False
    for at, target in row.table.links:
        if values[at] is None:
            continue
        found = made.rows.get((target, values[at]))
        if found is None:
            if target is User or f"{row.table.label}.{row.table.columns[at].removesuffix('_id')}" in MINDED:
                continue
            return False
        anchored = True
        row.units |= found.units
        row.whole &= found.whole
        if found.year is not None:
            row.year = max(found.year, row.year or 0)
    if model is UnitKerja:
        row.units, row.whole = frozenset([pk]), False
    elif model in (TpiTeam, Proposal, SelectionDecree):
        row.whole = False
    if model in (Period, TpiTeam):
        row.year = values[row.table.columns.index("year")]
    if row.table.label in OWN_YEAR:
        row.year = None if row.values[row.table.columns.index("assessment_id")] is None else row.year
    return anchored


OWN_YEAR = {"PredicateRecord"}  # without an assessment they are from before the portal


def _chain(row: Row, made: Pattern, instansi: int) -> bool:
    key = row.values[row.table.columns.index("key")]
    kind, _, number = key.partition(":")
    if kind == "instansi" and number == str(instansi):
        made.chains[row.values[row.table.pk]] = "instansi"
        return True
    if kind == "assessment" and (found := made.rows.get((Assessment, int(number)))):
        row.units, row.year, row.whole = found.units, found.year, False
        made.chains[row.values[row.table.pk]] = "assessment"
        return True
    return False


def _entry(row: Row, made: Pattern) -> bool:
    columns = row.table.columns
    chain = made.chains.get(row.values[columns.index("chain_id")])
    if chain is None:
        return False
    if chain == "assessment":
        about = made.rows[(Chain, row.values[columns.index("chain_id")])]
    else:
        label, named = (row.values[columns.index(name)] for name in ("object_label", "object_id"))
        about = made.rows.get(subject_of(label, named))
        if about is None:
            return False
    actor = made.rows.get((User, row.values[columns.index("actor_id")]))
    row.units, row.year = about.units, about.year
    row.whole = about.whole and (actor is None or actor.whole)
    return True
