"""The columns of a table: what they are called in a file, what may stand in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Literal

from documents.workbooks.cells import normal
from documents.workbooks.dates import DAY_FIRST, Order

Kind = Literal["text", "lines", "date", "number", "nip", "choice", "many"]


@dataclass(frozen=True)
class Choice:
    """One thing to choose: the code that is stored and the label that stands in drop-downs."""

    code: str
    label: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """A column. Values are kept as canonical text: dates ISO, numbers with a point, choices as codes.

    `also`: other header texts by which it is known. `clears`: whether a blank cell may empty it, if asked to.
    `compared`: whether a difference is a change at all. `adds`: of a column of many, new ones join those that
    stand. `minimum`, `maximum`: of a number.
    `unknown`: what to do about a text that is none of the choices. `code_first`: a label starts with its code, and
    what follows it (a name that has changed, say) does not matter. `any_case`: capitals make no difference. `whole`:
    of a number, without decimals. `in_grid`: a header text may hold its name in brackets behind another, as forms on
    the web write the rows of a grid. `any_order`: of a date, typed ones may be month first; `order` is how they are.
    """

    key: str
    title: str
    help: str
    kind: Kind = "text"
    required: bool = False
    choices: tuple[Choice, ...] = ()
    also: tuple[str, ...] = ()
    clears: bool = False
    compared: bool = True
    adds: bool = False
    max_length: int = 200
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    width: int = 18
    example: str = ""
    unknown: str = ""
    code_first: bool = False
    any_case: bool = False
    whole: bool = False
    in_grid: bool = False
    any_order: bool = False
    order: Order = DAY_FIRST
    by_code: Mapping[str, Choice] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_code", {choice.code: choice for choice in self.choices})

    @cached_property
    def _known(self) -> dict[str, Choice]:
        known: dict[str, Choice] = {}
        for choice in self.choices:
            for text in (choice.code, choice.label, *choice.also):
                known.setdefault(normal(text), choice)
        return known

    @cached_property
    def names(self) -> frozenset[str]:
        """The header texts that mean this column, for comparison."""
        return frozenset(normal(text) for text in (self.title, *self.also))

    def heads(self, text: str) -> bool:
        """Whether a header text means this column."""
        text = normal(text.rstrip("* "))
        return text in self.names or (self.in_grid and any(text.endswith(f"[{name}]") for name in self.names))

    def find(self, text: str) -> Choice | None:
        """The choice that a text means: its label or its code, whatever the case."""
        found = self._known.get(normal(text))
        if found is None and self.code_first:
            found = self._known.get(normal(text).partition(" ")[0])
        return found

    def shown(self, value: str) -> str:
        """A canonical value as people read it, and as it stands in a filled template."""
        if self.kind == "choice":
            return self.by_code[value].label if value in self.by_code else value
        if self.kind == "date" and value:
            year, month, day = value.split("-")
            return f"{day}/{month}/{year}"
        if self.kind == "number":
            return value.replace(".", ",")
        if self.kind == "many":
            return "; ".join(value.split(";")) if value else ""
        return value


YES, NO = "ya", "tidak"
YES_NO = (Choice(YES, "Ya", ("y", "benar", "true", "1")), Choice(NO, "Tidak", ("t", "bukan", "false", "0")))
