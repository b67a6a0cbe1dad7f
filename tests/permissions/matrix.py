"""Reads docs/permissions.md: tables of people, stages and pages, into rows of one cell a person."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "permissions.md"
CELLS = {"ok", "refused", "401", "403", "404", "410", "masuk", "–"}
SAME = "="
NAME = re.compile(r"`(?P<name>[\w]+)`\s*(?P<case>.*)")


class BadMatrix(ValueError):
    """The page cannot be read; the message names the line."""


@dataclass(frozen=True, order=True)
class Case:
    """One thing to ask for: the URL's full name, words that tell cases apart, the method."""

    url: str
    case: str
    method: str

    def __str__(self) -> str:
        return " ".join(filter(None, [self.method, self.url, self.case]))


@dataclass(frozen=True)
class Row:
    """What each person gets in some states of a thing; `states` is empty for a thing without."""

    case: Case
    states: tuple[str, ...]
    cells: Mapping[str, str]
    line: int
    section: str = ""


@dataclass(frozen=True)
class Matrix:
    """The whole page. `elsewhere`: object → person → whose column holds there; `doubles`: person → column."""

    rows: tuple[Row, ...]
    elsewhere: Mapping[str, Mapping[str, str]]
    doubles: Mapping[str, str]
    domains: Mapping[str, tuple[str, ...]]

    @property
    def urls(self) -> set[str]:
        """The names of all URLs that have a row."""
        return {row.case.url for row in self.rows}

    def cases(self) -> list[Case]:
        """Every case once, in the order of the page."""
        return list(dict.fromkeys(row.case for row in self.rows))

    def rows_of(self, case: Case) -> list[Row]:
        """The rows of a case: each state in exactly one."""
        return [row for row in self.rows if row.case == case]

    def methods(self, url: str) -> set[str]:
        """The methods that have a row."""
        return {row.case.method for row in self.rows if row.case.url == url}


@dataclass(frozen=True)
class _Table:
    section: str
    head: list[str]
    body: list[tuple[int, list[str]]]


@cache
def read_matrix(path: Path = PAGE, people: tuple[str, ...] = ()) -> Matrix:
    """Parse the page for these people. BadMatrix: unknown words, a person or state twice or nowhere."""
    tables = list(_tables(path.read_text(encoding="utf-8")))
    first = {table.head[0]: table for table in tables}
    groups = {row[0]: _words(row[1]) for _, row in first["column"].body}
    groups |= {name: [name] for name in people}
    stages = _stages(first["stage"])
    rows: list[Row] = []
    for table in tables:
        prefix = "" if table.head[0] == "URL" else table.head[0].strip("`")
        if table.head[0] == "URL" or table.head[0].endswith(":`"):
            rows += _rows(table, prefix, groups, set(people), stages)
    return Matrix(
        rows=tuple(rows),
        elsewhere=_elsewhere(first["object"], people),
        doubles={row[0]: row[1] for _, row in first["person"].body},
        domains={name: tuple(states) for name, states in _domains(stages).items()},
    )


def _tables(text: str) -> Iterable[_Table]:
    table: _Table | None = None
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("## "):
            section = line[3:]
        if not line.startswith("|"):
            if table is not None:
                yield table
            table = None
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if table is None:
            table = _Table(section, cells, [])
        elif not set(line) <= set("|- "):
            if len(cells) != len(table.head):
                raise BadMatrix(f"line {number}: {len(cells)} cells under {len(table.head)} heads")
            table.body.append((number, cells))
    if table is not None:
        yield table


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",")]


def _stages(table: _Table) -> dict[str, tuple[str, list[str]]]:
    return {name: (domain, _words(states)) for _, (name, domain, states) in table.body}


def _domains(stages: Mapping[str, tuple[str, list[str]]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for domain, states in stages.values():
        found.setdefault(domain, []).extend(states)
    return found


def _rows(table: _Table, prefix: str, groups, people: set[str], stages) -> list[Row]:
    columns = [groups.get(head) for head in table.head[3:]]
    named = [person for column in columns for person in column or []]
    if None in columns or sorted(named) != sorted(people):
        raise BadMatrix(f"columns {table.head[3:]} do not name every person once")
    found: list[tuple[int, Case, str, dict[str, str]]] = []
    case: Case | None = None
    for line, (name, method, stage, *cells) in table.body:
        if name:
            match = NAME.fullmatch(name)
            if match is None:
                raise BadMatrix(f"line {line}: {name}")
            case = Case(prefix + match["name"], match["case"], method)
        elif method and case is not None:
            case = Case(case.url, case.case, method)
        if case is None or case.method not in {"GET", "POST"} or not set(cells) <= CELLS:
            raise BadMatrix(f"line {line}: {cells}")
        spread = {person: cell for column, cell in zip(columns, cells, strict=True) for person in column}
        found.append((line, case, stage, spread))
    return [
        _resolve(line, case, stage, cells, found, stages, table.section) for line, case, stage, cells in found
    ]


def _resolve(line: int, case: Case, stage: str, cells, found, stages, section: str) -> Row:
    siblings = [text for _, other, text, _ in found if other == case]
    named = [state for text in siblings if text != "lainnya" for state in _states(text, stages, line)]
    if len(siblings) != len(set(siblings)) or len(named) != len(set(named)):
        raise BadMatrix(f"line {line}: a stage of {case} stands twice")
    domain = next((d for d in _domains(stages).values() if named and set(named) <= set(d)), [])
    if "lainnya" in siblings:
        rest = [state for state in domain if state not in named]
    elif sorted(named) != sorted(domain):
        raise BadMatrix(f"line {line}: {case} lacks {sorted(set(domain) - set(named))}")
    states = rest if stage == "lainnya" else _states(stage, stages, line)
    return Row(case, tuple(states), cells, line, section)


def _states(text: str, stages: Mapping[str, tuple[str, list[str]]], line: int) -> list[str]:
    if text == "-":
        return []
    if text == "semua":
        return _domains(stages)["unit"]
    names = list(stages)
    found: list[str] = []
    for part in _words(text):
        start, _, end = (word.strip() for word in part.partition("…"))
        if {start, end or start} - set(names):
            raise BadMatrix(f"line {line}: no stage {part}")
        for name in names[names.index(start) : names.index(end or start) + 1]:
            found += stages[name][1]
    return found


def _elsewhere(table: _Table, people: tuple[str, ...]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for line, (thing, *cells) in table.body:
        there = {person: person for person in people}
        for head, cell in zip(table.head[1:], cells, strict=True):
            there |= {person: person if cell == SAME else cell for person in _words(head)}
        if set(there) | set(there.values()) != set(people):
            raise BadMatrix(f"line {line}: unknown people")
        found[thing] = there
    return found
