"""What tables of people and registers of units in a year have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from assessments.models import Assessment
from assessments.services.errors import Refused
from assessments.services.registers import remove_row
from documents.workbooks.columns import Column
from documents.workbooks.values import clean_line

from .conditions import assessments_of
from .table import Key, Present, Row, Scope
from .writing import attempt

Values = Mapping[str, str]


def person_columns(who: str) -> tuple[Column, ...]:
    """Name, NIP and post."""
    return (
        Column(
            "name",
            "Nama",
            f"Nama {who}, dengan gelar.",
            required=True,
            also=("nama lengkap",),
            max_length=150,
            width=32,
            example="Siti Aminah, S.Kep.",
        ),
        Column(
            "nip",
            "NIP",
            "Kosong untuk yang tanpa NIP, yang lalu dikenali dari namanya.",
            "nip",
            width=22,
            example="199001012015032001",
        ),
        Column(
            "post", "Jabatan", "Jabatan sekarang.", clears=True, max_length=150, width=30, example="Perawat"
        ),
    )


def day_column(
    key: str, title: str, text: str, *, required: bool = False, also: tuple[str, ...] = ()
) -> Column:
    """A date; one that is not required may be emptied."""
    return Column(
        key,
        title,
        text,
        "date",
        required=required,
        clears=not required,
        also=also,
        width=14,
        example="20/01/2026",
    )


def person_key(values: Values) -> Key:
    """Who, in which unit, since when."""
    who = values.get("nip") or clean_line(values["name"]).casefold()
    return (values["unit"], who, values["start"])


def find_person(present: Mapping[Key, Present], row: Row) -> Present | None:
    """By NIP and first day; else by name and first day, where one of both has no NIP."""
    if (found := present.get(person_key(row.values))) is not None:
        return found
    name = clean_line(row.values["name"]).casefold()
    alike = [
        one
        for one in present.values()
        if (one.values["unit"], one.values["start"]) == (row.values["unit"], row.values["start"])
        and clean_line(one.values["name"]).casefold() == name
        and not (one.values["nip"] and row.values.get("nip"))
    ]
    return alike[0] if len(alike) == 1 else None


def text_of(value: Any) -> str:
    """A stored value as the columns write it."""
    if isinstance(value, date):
        return value.isoformat()
    return ";".join(value) if isinstance(value, list) else value or ""


def day_of(text: str) -> date | None:
    """A day from its canonical text."""
    return date.fromisoformat(text) if text else None


def judge_units(scope: Scope, rows: Sequence[Row], *, itself: str = "") -> None:
    """Only units of the year have registers; `itself`: the code that means the instansi. No row twice."""
    registered = assessments_of(scope)
    seen: dict[int, Row] = {}
    for row in rows:
        unit = row.values["unit"]
        if unit != itself and unit not in registered:
            row.refuse(f"unit ini belum terdaftar tahun {scope.year}. Daftarkan dahulu unitnya.", "unit")
        if row.thing is not None and (before := seen.setdefault(row.thing.pk, row)) is not row:
            row.refuse(f"sudah ada di baris {before.number}. Hapus salah satunya.", "name")


@dataclass(frozen=True)
class Register:
    """How the rows of a register of units are written and taken back.

    `of_year`: from the model to its period; `fields`: the columns of `data(values, document)`, which gives what the
    services take; `adding(scope)` gives the writing of a new row, `change` is the service for one that stands.
    """

    model: type[Any]
    of_year: str
    fields: Sequence[str]
    data: Callable[[Values, Any], Any]
    adding: Callable[[Scope], Callable[[Assessment | None, Row, Any], Any]]
    change: Callable[..., Any]

    def apply(self, scope: Scope, rows: Sequence[Row]) -> list[dict[str, Any]]:
        """Write the rows; gives what undoing needs."""
        add = self.adding(scope)

        def save(a: Assessment | None, row: Row, values: Values) -> Any:
            if row.thing is None:
                return add(a, row, self.data(values, None))
            return self._put(scope, row.thing, values)

        return write(scope, rows, self.fields, save)

    def undo(self, scope: Scope, records: Sequence[dict[str, Any]]) -> None:
        """Take new rows away and give the others back what stood."""
        found = self.model.objects.filter(**{self.of_year: scope.the_period})
        if hasattr(self.model, "document"):
            found = found.select_related("document")
        rows = {row.pk: row for row in found}
        for record in records:
            row = rows[record["pk"]]
            if record["before"] is None:
                remove_row(self.model, row.pk, seen=None, actor=scope.actor)
            else:
                self._put(scope, row, record["before"])

    def _put(self, scope: Scope, row: Any, values: Values) -> Any:
        data = self.data(values, getattr(row, "document", None))  # files are no matter of workbooks
        return self.change(row.pk, data=data, seen=row.version, actor=scope.actor)


def registered(a: Assessment | None) -> int:
    """The key of a unit in its year. Refused where it is not registered."""
    if a is None:
        raise Refused(("Unit ini belum terdaftar tahun ini.", "unit"))
    return a.pk


def write(
    scope: Scope,
    rows: Sequence[Row],
    columns: Sequence[str],
    save: Callable[[Assessment | None, Row, Values], Any],
) -> list[dict[str, Any]]:
    """Call `save(assessment, row, values as they shall stand)` for each row, in the order of the assessments' keys, the
    instansi itself last; gives what undoing needs.
    """
    registered = assessments_of(scope)
    order = {code: number for number, code in enumerate(registered)}
    done = []
    for row in sorted(rows, key=lambda row: order.get(row.values["unit"], len(order))):
        wanted = {name: row.get(name) for name in columns}
        a = registered.get(row.values["unit"])
        stored = attempt(scope, row, lambda row=row, a=a, wanted=wanted: save(a, row, wanted))
        if stored is not None:
            done.append({"pk": stored.pk, "before": dict(row.before) if row.before else None})
    return done
