"""The tree of components beside the questions: points, "x dari n", where it leads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from assessments.engine.instrument import Component, Instrument
from assessments.engine.scoring import Score, two
from assessments.panels.shown import Shown

HASIL = "HASIL"
Address = Callable[[str, str], str]
NOTHING: Mapping[str, int] = {}


@dataclass(frozen=True)
class Node(Shown):
    """One line of the tree. `url` is empty for nodes that only group; `here` marks the page that is open.

    `area` is set where an area begins, not below; `inside`: a part of the page that is open; `check`: how many of its
    answers were taken over from an earlier year and wait to be looked at.
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
    check: int = 0

    @property
    def slug(self) -> str:
        """The code as part of an id that CSS can name."""
        return self.code.replace(".", "-")

    @property
    def count(self) -> str:
        """How many of its questions are answered, in words."""
        return f"{self.answered} dari {self.of}"

    @property
    def alone(self) -> tuple["Node"]:
        """The node as a list of one, for the template that shows lists of lines."""
        return (self,)

    @property
    def kind(self) -> str:
        """The shape of its progress: belum, berjalan, selesai."""
        if self.answered == 0:
            return "belum"
        return "selesai" if self.answered == self.of else "berjalan"


def tree(
    instrument: Instrument, score: Score, *, here: str, url: Address, check: Mapping[str, int] = NOTHING
) -> tuple[Node, ...]:
    """The tree down to the areas; below the open page (`here`: an area code or HASIL) down to the leaves.

    `url(page, component code)` gives the address of a component on the page of an area or HASIL; `check`: component
    code → how many answers below it wait to be looked at.
    """
    return tuple(_node(part, score, here, url, check, inside=False) for part in instrument.components)


def branch(
    instrument: Instrument,
    score: Score,
    code: str,
    *,
    here: str,
    url: Address,
    check: Mapping[str, int] = NOTHING,
) -> tuple[Node, ...]:
    """The lines of the tree that a change in the leaf `code` moves, from the top down, each without its children."""
    nodes: list[Node] = []
    for component in instrument.path(code):
        inside = bool(nodes) and (nodes[-1].here or nodes[-1].inside)
        nodes.append(_line(component, score, here, url, check, inside=inside, children=()))
    return tuple(nodes)


def weight_text(weight: Fraction) -> str:
    """A weight without needless decimals: "30", "3,5", "0,25"."""
    return two(weight).rstrip("0").rstrip(",")


def page_of(component: Component) -> str | None:
    """The page on which all questions of a component stand: an area, HASIL, or None for several pages."""
    if component.area:
        return component.area
    return None if any(part.area for part in component.walk()) else HASIL


def _node(
    component: Component, score: Score, here: str, url: Address, check: Mapping[str, int], *, inside: bool
) -> Node:
    page = page_of(component)
    opened = component.children if page is None or page == here else ()
    children = tuple(_node(child, score, here, url, check, inside=page == here) for child in opened)
    return _line(component, score, here, url, check, inside=inside, children=children)


def _line(
    component: Component,
    score: Score,
    here: str,
    url: Address,
    check: Mapping[str, int],
    *,
    inside: bool,
    children: tuple[Node, ...],
) -> Node:
    page = page_of(component)
    answered, of = score.answered_by[component.code]
    return Node(
        code=component.code,
        name=component.name,
        points=two(score.components[component.code]),
        weight=weight_text(component.weight),
        answered=answered,
        of=of,
        area="" if inside else component.area or "",
        url=url(page, component.code) if page else "",
        here=page == here and not inside,
        inside=inside,
        children=children,
        check=check.get(component.code, 0),
    )
