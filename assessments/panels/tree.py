"""The tree of components beside the questions: points, "x dari n", where it leads."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from assessments.engine.instrument import Component, Instrument
from assessments.engine.scoring import Score, two

HASIL = "HASIL"


@dataclass(frozen=True)
class Node:
    """One line of the tree. `url` is empty for nodes that only group; `here` marks the page that is open.

    `area` is set where an area begins, not below; `inside`: a part of the page that is open.
    """

    code: str
    name: str
    points: str
    weight: str
    answered: int
    of: int
    area: str
    url: str
    here: bool
    inside: bool
    children: tuple["Node", ...]

    @property
    def kind(self) -> str:
        """The shape of its progress: belum, berjalan, selesai."""
        if self.answered == 0:
            return "belum"
        return "selesai" if self.answered == self.of else "berjalan"


def tree(instrument: Instrument, score: Score, *, here: str, url: Callable[[str, str], str]) -> tuple[Node, ...]:
    """The tree down to the areas; below the open page (`here`: an area code or HASIL) down to the leaves.

    `url(page, component code)` gives the address of a component on the page of an area or HASIL.
    """
    return tuple(_node(component, score, here, url, inside=False) for component in instrument.components)


def weight_text(weight: Fraction) -> str:
    """A weight without needless decimals: "30", "3,5", "0,25"."""
    return two(weight).rstrip("0").rstrip(",")


def _node(component: Component, score: Score, here: str, url: Callable[[str, str], str], *, inside: bool) -> Node:
    pages = {question.area or HASIL for part in component.walk() for question in part.questions}
    page = pages.pop() if len(pages) == 1 else None
    answered, of = score.answered_by[component.code]
    opened = page is None or page == here
    return Node(
        code=component.code,
        name=component.name,
        points=two(score.components[component.code]),
        weight=weight_text(component.weight),
        answered=answered,
        of=of,
        area=component.area or "" if not inside else "",
        url=url(page, component.code) if page else "",
        here=page == here and not inside,
        inside=inside,
        children=tuple(_node(child, score, here, url, inside=page == here) for child in component.children if opened),
    )
