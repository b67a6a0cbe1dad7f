"""What all pictures share: coordinates, marks told apart by shape, names that fit, and the table behind."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from assessments.engine.scoring import two

WIDTH = 360  # of every picture: the width of a page on a telephone, so that words keep their size there
SHAPES = ("ring", "disc", "diamond")  # unit, TPI, TPN: told apart without colour
LETTER = 7  # the width of a letter at most, to keep words apart


@dataclass(frozen=True)
class Row:
    """One line of the table behind a picture: its name, the numbers, and where the name leads ("": nowhere)."""

    name: str
    cells: tuple[str, ...]
    url: str = ""


@dataclass(frozen=True)
class Table:
    """The numbers of a picture; `head` names all columns, that of the names first."""

    head: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Word:
    """A text in a picture; `anchor` as in SVG: start, middle, end."""

    x: str
    y: str
    text: str
    anchor: str = "start"


@dataclass(frozen=True)
class Key:
    """One entry of a legend: a mark (a shape, "minimum", …) at `x`, its word at `word_x`."""

    mark: str
    x: str
    word_x: str
    text: str


@dataclass(frozen=True)
class Dot:
    """A mark of a series on its line."""

    x: str
    y: str


def at(number: Fraction | int) -> str:
    """A coordinate: two decimals with a point, none where there are none."""
    return two(Fraction(number)).replace(",", ".").removesuffix(".00")


def line_through(points: Iterable[tuple[Fraction, Fraction]]) -> str:
    """Points as SVG writes them: "10,20 30,40"."""
    return " ".join(f"{at(x)},{at(y)}" for x, y in points)


def cut(text: str, most: int) -> str:
    """A name that fits: whole, or its beginning with an ellipsis. The table holds it whole."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def keys(entries: Iterable[tuple[str, str]]) -> tuple[Key, ...]:
    """A legend in one line: (mark, word) each."""
    found, x = [], 6
    for mark, text in entries:
        found.append(Key(mark, str(x), str(x + 12), text))
        x += 12 + LETTER * len(text) + 16
    return tuple(found)


def tens(low: Fraction, high: Fraction) -> tuple[Fraction, Fraction]:
    """A scale in whole tens around two values, never of no width."""
    bottom, top = Fraction(low // 10 * 10), Fraction(-(-high // 10) * 10)
    if top > bottom:
        return bottom, top
    return (bottom - 10, top) if bottom else (bottom, top + 10)


def apart(places: Iterable[Fraction], least: Fraction, low: Fraction, high: Fraction) -> list[Fraction]:
    """The places of words, moved as little as needed to stand `least` apart between `low` and `high`, in order."""
    wanted = list(places)
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i], i))
    found = dict.fromkeys(order, low)
    before = low - least
    for i in order:
        before = found[i] = max(wanted[i], before + least)
    after = high + least
    for i in reversed(order):
        after = found[i] = min(found[i], after - least)
    return [found[i] for i in range(len(wanted))]
