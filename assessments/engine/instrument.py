"""The instrument (LKE): a tree of weighted components whose leaves hold questions.

Plain frozen values; `schema.parse_instrument` makes them from data and refuses data that is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal

Kind = Literal["choice", "ratio", "decrease", "index"]
KINDS: tuple[Kind, ...] = ("choice", "ratio", "decrease", "index")


@dataclass(frozen=True)
class Option:
    """One choice of a question: its letter or word, its value 0..1, what it stands for."""

    code: str
    value: Fraction
    criteria: str


@dataclass(frozen=True)
class Input:
    """One typed count of a ratio or decrease question, e.g. `agen`."""

    code: str
    text: str


@dataclass(frozen=True)
class Level:
    """What an answer can be raised to: the value 0..1, and the answer that has it; None where no counts are in yet."""

    value: Fraction
    answer: str | dict[str, int] | None


@dataclass(frozen=True)
class Question:
    """A question of a leaf component; `kind` says which of the optional fields hold.

    choice: `options`. ratio: `inputs`, `part`, `whole`, `if_whole_zero`.
    decrease: `inputs`, `before`, `after`. index: `minimum`, `maximum`.
    """

    code: str
    text: str
    type_code: str
    kind: Kind
    options: tuple[Option, ...] = ()
    inputs: tuple[Input, ...] = ()
    part: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    if_whole_zero: Fraction | None = None
    before: str = ""
    after: str = ""
    minimum: Fraction | None = None
    maximum: Fraction | None = None
    evidence: tuple[str, ...] = ()
    component: str = ""
    area: str | None = None

    @cached_property
    def option_by_code(self) -> dict[str, Option]:
        """The options by their code, in order."""
        return {option.code: option for option in self.options}

    @cached_property
    def rising(self) -> tuple[Level, ...]:
        """The options by their value, the least first."""
        return tuple(
            Level(option.value, option.code)
            for option in sorted(self.options, key=lambda option: option.value)
        )


@dataclass(frozen=True)
class Component:
    """A node of the tree: either `children` or `questions`. `weight` is in points of the total 100."""

    code: str
    name: str
    weight: Fraction
    area: str | None = None
    survey: str | None = None
    children: tuple[Component, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def is_leaf(self) -> bool:
        """Whether the component holds questions itself."""
        return not self.children

    def walk(self) -> Iterator[Component]:
        """This component and all below it, parents before children."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Instrument:
    """A version of the LKE. `areas` maps the codes of the areas of change to their names, in order."""

    code: str
    name: str
    regulation: str
    areas: Mapping[str, str]
    components: tuple[Component, ...]

    def walk(self) -> Iterator[Component]:
        """All components in tree order, parents before children."""
        for component in self.components:
            yield from component.walk()

    @cached_property
    def components_by_code(self) -> dict[str, Component]:
        """All components by code, in tree order."""
        return {component.code: component for component in self.walk()}

    @cached_property
    def questions(self) -> dict[str, Question]:
        """All questions by code, in the order of the sheet."""
        return {question.code: question for component in self.walk() for question in component.questions}

    @cached_property
    def parents(self) -> dict[str, Component | None]:
        """The parent of each component, by the component's code; None for those at the top."""
        found: dict[str, Component | None] = {component.code: None for component in self.components}
        for component in self.walk():
            found.update({child.code: component for child in component.children})
        return found

    @cached_property
    def total_weight(self) -> Fraction:
        """The weights at the top added up: 100 in every instrument that the schema lets through."""
        return sum((component.weight for component in self.components), Fraction(0))

    @cached_property
    def area_leaves(self) -> dict[str, tuple[Component, ...]]:
        """The leaves of each area of change, in both halves of Pengungkit."""
        leaves = [component for component in self.walk() if component.is_leaf]
        return {area: tuple(leaf for leaf in leaves if leaf.area == area) for area in self.areas}

    @cached_property
    def area_weights(self) -> dict[str, Fraction]:
        """The weight of each area of change: that of its leaves."""
        return {
            area: sum((leaf.weight for leaf in leaves), Fraction(0))
            for area, leaves in self.area_leaves.items()
        }

    @cached_property
    def _by_area(self) -> dict[str, tuple[Question, ...]]:
        return {a: tuple(q for q in self.questions.values() if q.area == a) for a in self.areas}

    @cached_property
    def worths(self) -> dict[str, Fraction]:
        """What each question is worth at most, in points of the total: its share of the weight of its leaf."""
        return {
            question.code: leaf.weight / len(leaf.questions)
            for leaf in self.walk()
            for question in leaf.questions
        }

    def path(self, code: str) -> tuple[Component, ...]:
        """The components from the top down to the one with this code. KeyError where there is none."""
        found = [self.components_by_code[code]]
        while (parent := self.parents[found[0].code]) is not None:
            found.insert(0, parent)
        return tuple(found)

    def area_questions(self, area: str) -> tuple[Question, ...]:
        """The questions of an area of change, in both halves of Pengungkit. KeyError: no such area."""
        return self._by_area[area]

    def hasil_questions(self) -> tuple[Question, ...]:
        """The questions that belong to no area: those of Hasil."""
        return tuple(question for question in self.questions.values() if question.area is None)
