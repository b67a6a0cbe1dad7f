"""The rows of our sheet "KKE": what stands in which row, before any cell is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assessments.engine.instrument import Component, Input, Instrument, Question

from .portal_rows import SOURCE

FIRST_ROW = 8  # below title, lines and header
SOURCE_TEXT = "Sumber indeks (survei, periode, jumlah responden)"


@dataclass(frozen=True)
class Line:
    """One row: a component, a question, a count of a question, or the source of an index."""

    number: int
    code: str
    depth: int
    component: Component | None = None
    question: Question | None = None
    item: Input | None = None

    @property
    def kind(self) -> str:
        """component, question, count or source."""
        if self.component is not None:
            return "component"
        if self.item is not None:
            return "count"
        return "source" if self.code.endswith(f"/{SOURCE}") else "question"


def lines_of(instrument: Instrument) -> dict[str, Line]:
    """All rows by code, in order. A leaf that is its own question (Hasil) has its own row above the question."""
    lines: dict[str, Line] = {}
    for number, (key, parts) in enumerate(_walk(instrument), start=FIRST_ROW):
        lines[key] = Line(number, **parts)
    return lines


def component_key(code: str) -> str:
    """The key of a component's row; questions have their code as key."""
    return f"={code}"


def _walk(instrument: Instrument) -> Iterator[tuple[str, dict]]:
    for component in instrument.walk():
        depth = len(instrument.path(component.code)) - 1
        own_question = any(question.code == component.code for question in component.questions)
        yield (
            component_key(component.code),
            {"code": "" if own_question else component.code, "depth": depth, "component": component},
        )
        for question in component.questions:
            yield question.code, {"code": question.code, "depth": depth + 1, "question": question}
            for item in question.inputs:
                code = f"{question.code}/{item.code}"
                yield code, {"code": code, "depth": depth + 2, "question": question, "item": item}
            if question.kind == "index":
                code = f"{question.code}/{SOURCE}"
                yield code, {"code": code, "depth": depth + 2, "question": question}
