"""What a table is, where it is taken in, and a row on its way from file to portal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal

from assessments.models import Assessment, Period
from documents.workbooks.columns import Choice, Column
from documents.workbooks.rows import Row
from units.models import Instansi, Invitation, UnitKerja

Key = tuple[str, ...]


@dataclass(frozen=True)
class Scope:
    """Where a table is taken in: the instansi, by whom, in which year; `period` or `assessment` where it needs one.

    `named`: the only units that it names (None: all of the instansi), for a table of one unit.
    `invitations` collects what was written, with the token of its link, for the mails that follow the import. `alive`
    is asked before each write: it raises when the person has cancelled the import.
    """

    instansi: Instansi
    actor: Any
    year: int
    today: date
    period: Period | None = None
    assessment: Assessment | None = None
    named: tuple[UnitKerja, ...] | None = None
    invitations: list[tuple[Invitation, str]] = field(default_factory=list, compare=False)
    alive: Callable[[], None] = lambda: None

    @cached_property
    def units(self) -> dict[str, UnitKerja]:
        """Code → unit of the instansi, or of those named alone; one query."""
        if self.named is not None:
            return {unit.code: unit for unit in self.named}
        found = {}
        for unit in UnitKerja.objects.filter(instansi=self.instansi).select_related("parent"):
            unit.instansi = self.instansi
            found[unit.code] = unit
        return found

    @cached_property
    def unit_choices(self) -> tuple[Choice, ...]:
        """The units as choices: code, and code with name as label."""
        return tuple(Choice(code, str(unit)) for code, unit in self.units.items())

    @property
    def the_period(self) -> Period:
        """The period of a table that has `needs="period"`."""
        if self.period is None:
            raise ValueError("this table needs a period")
        return self.period

    @property
    def the_assessment(self) -> Assessment:
        """The unit in its year of a table that has `needs="assessment"`."""
        if self.assessment is None:
            raise ValueError("this table belongs to one unit in one year")
        return self.assessment


@dataclass
class Present:
    """What stands in the portal under a key: its values as the columns write them, and the object itself.

    `rest`: what no column shows, but undoing an import would write over; told in JSON.
    """

    values: dict[str, str]
    thing: Any = None
    rest: Any = None


@dataclass(frozen=True)
class Table:
    """A kind of table. `needs` "year", "period" or "assessment" where it belongs to one; `undo` None where there is
    none. Tables of an instansi are its admin's; one of an assessment asks `permission`, a key of `rules.TABLE`.

    `file_key`: the table that its workbooks name, where it takes those of another one. `hold(scope)` locks what it is
    compared with besides the assessment.

    `columns(scope)` gives its columns with their choices. `row_key(values)` names what a row is about: what stands
    under this key, unless `find` knows better. `present(scope)` gives what stands, `listed` its rows in a filled
    template. `judge(scope, rows)` tells what can be refused beforehand; `apply(scope, rows)` writes, one service
    call after another, each refusal told to its row; `undo(scope, records)` takes back what `apply` recorded.
    """

    key: str
    title: str
    sheet: str
    purpose: str
    columns: Callable[[Scope], tuple[Column, ...]]
    identify: tuple[str, ...]
    present: Callable[[Scope], Mapping[Key, Present]]
    apply: Callable[[Scope, Sequence[Row]], list[dict[str, Any]]]
    judge: Callable[[Scope, Sequence[Row]], None]
    row_key: Callable[[Mapping[str, str]], Key]
    find: Callable[[Mapping[Key, Present], Row], Present | None] | None = None
    listed: Callable[[Mapping[Key, Present]], Sequence[Present]] = lambda found: list(found.values())
    hints: tuple[str, ...] = ()
    needs: Literal["", "year", "period", "assessment"] = ""
    permission: str = ""
    file_key: str = ""
    hold: Callable[[Scope], None] | None = None
    undo: Callable[[Scope, Sequence[dict[str, Any]]], None] | None = None
    no_undo: str = ""
    max_rows: int = 2_000

    @property
    def can_undo(self) -> bool:
        """Whether an import of it can be taken back as a whole."""
        return self.undo is not None
