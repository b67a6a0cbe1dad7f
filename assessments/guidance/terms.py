"""The terms of the field as users read them: `terms.yaml`, read once a process."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("terms.yaml")


@dataclass(frozen=True)
class Term:
    """One term. `name`: in full, "" where the term says it itself; `source`: what the explanation rests on."""

    key: str
    term: str
    text: str
    source: str
    name: str = ""
    also: tuple[str, ...] = ()


@cache
def terms() -> tuple[Term, ...]:
    """All terms, in the order of the alphabet."""
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    found = (Term(**{**row, "also": tuple(row.get("also", ()))}) for row in rows)
    return tuple(sorted(found, key=lambda term: term.term.casefold()))


@cache
def spellings() -> dict[str, Term]:
    """Every spelling, with its term."""
    return {text: term for term in terms() for text in (term.term, *term.also)}


@cache
def anywhere() -> re.Pattern[str]:
    """Matches a term where it stands as words of their own; the longest spelling wins."""
    longest = sorted(spellings(), key=len, reverse=True)
    return re.compile(rf"(?<![\w/-])(?:{'|'.join(map(re.escape, longest))})(?![\w/-])")
