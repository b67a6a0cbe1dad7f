"""Radar of the areas of change: what each party found, in percent of the area's weight, and the minimum."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessments.pictures.drawing import SHAPES, WIDTH, Dot, Key, Row, Table, Word, at, keys, line_through
from assessments.reports.figures import figure, plain

RADIUS, CENTRE_X, HEAD, LINE = 104, WIDTH // 2, 30, 14
RINGS = (25, 50, 75, 100)
FINE = 10**6


@dataclass(frozen=True)
class Reached:
    """What one party found: area code → percent 0..100. An area that is missing is worth 0."""

    label: str
    percents: Mapping[str, Fraction]


@dataclass(frozen=True)
class Axis:
    """The line of one area from the centre to its end, and its words beside it."""

    code: str
    x: str
    y: str
    name: Word
    values: tuple[Word, ...]


@dataclass(frozen=True)
class Shape:
    """The closed line of one party with its marks; `last` is drawn as the one that counts."""

    mark: str
    points: str
    dots: tuple[Dot, ...]
    last: bool


@dataclass(frozen=True)
class Radar:
    """A whole radar; `minimum` is the closed line of the minimum, "" where there is none."""

    key: str
    title: str
    desc: str
    height: int
    centre_x: str
    centre_y: str
    rings: tuple[str, ...]
    scale: tuple[Word, ...]
    axes: tuple[Axis, ...]
    shapes: tuple[Shape, ...]
    minimum: str
    legend: tuple[Key, ...]
    table: Table


def radar(
    key: str,
    title: str,
    areas: Mapping[str, str],
    sides: Sequence[Reached],
    *,
    minimum: Fraction | None = None,
    predicate: str = "",
) -> Radar | None:
    """The radar of `areas` (code → name) for one to three parties; `minimum` in percent, that of `predicate`.

    None where there are no areas or no parties.
    """
    if not areas or not sides:
        return None
    block = LINE * (1 + len(sides))
    middle = HEAD + block + 6 + RADIUS
    least = () if minimum is None else (minimum,)

    def place(number: int, share: Fraction) -> tuple[Fraction, Fraction]:
        across, down = _direction(number, len(areas))
        return CENTRE_X + across * share * RADIUS, middle + down * share * RADIUS

    def ring(percent: Fraction | int) -> str:
        return line_through(place(number, Fraction(percent) / 100) for number in range(len(areas)))

    texts = {code: [figure(s.percents.get(code, Fraction(0)), least) for s in sides] for code in areas}
    limit = "" if minimum is None else f"minimal {predicate} {plain(minimum)}%".replace("  ", " ")
    return Radar(
        key=key,
        title=title,
        desc=_desc(areas, sides, texts, limit),
        height=middle + RADIUS + 6 + block + 4,
        centre_x=str(CENTRE_X),
        centre_y=str(middle),
        rings=tuple(ring(percent) for percent in RINGS),
        scale=tuple(
            Word(str(CENTRE_X + 3), at(middle - Fraction(percent * RADIUS, 100) + 4), f"{percent}")
            for percent in RINGS
        ),
        axes=tuple(
            _axis(code, place(number, Fraction(1)), _direction(number, len(areas)), sides, texts[code])
            for number, code in enumerate(areas)
        ),
        shapes=tuple(
            _shape(number, len(sides), [place(n, _share(side, code)) for n, code in enumerate(areas)])
            for number, side in enumerate(sides)
        ),
        minimum="" if minimum is None else ring(minimum),
        legend=keys(
            [*((SHAPES[number], side.label) for number, side in enumerate(sides))]
            + ([("minimum", limit)] if limit else [])
        ),
        table=Table(
            ("Area", *(f"{side.label} (%)" for side in sides), *(("Minimal (%)",) if limit else ())),
            tuple(
                Row(
                    f"{code} {name}",
                    (*texts[code], *(() if minimum is None else (figure(minimum),))),
                )
                for code, name in areas.items()
            ),
        ),
    )


def _direction(number: int, of: int) -> tuple[Fraction, Fraction]:
    """Where an axis points, the first upwards, clockwise; to six places, the one thing here that is not exact."""
    turn = 2 * math.pi * number / of
    return Fraction(round(math.sin(turn) * FINE), FINE), -Fraction(round(math.cos(turn) * FINE), FINE)


def _share(side: Reached, code: str) -> Fraction:
    return min(max(side.percents.get(code, Fraction(0)), Fraction(0)), Fraction(100)) / 100


def _axis(
    code: str,
    end: tuple[Fraction, Fraction],
    direction: tuple[Fraction, Fraction],
    sides: Sequence[Reached],
    texts: Sequence[str],
) -> Axis:
    """The words stand outside the end: beside it left and right, above and below it in the middle."""
    across, down = direction
    anchor = "middle" if abs(across) < Fraction(1, 10) else "start" if across > 0 else "end"
    block = LINE * (1 + len(sides))
    x = end[0] + across * 8
    top = (
        end[1] + down * 6 - (block if down < -Fraction(9, 10) else 0 if down > Fraction(9, 10) else block / 2)
    )
    lines = [
        Word(at(x), at(top + LINE * (n + 1) - 3), text, anchor)
        for n, text in enumerate([code, *_told(sides, texts)])
    ]
    return Axis(code, at(end[0]), at(end[1]), lines[0], tuple(lines[1:]))


def _told(sides: Sequence[Reached], texts: Sequence[str]) -> list[str]:
    return [f"{side.label} {text}" for side, text in zip(sides, texts, strict=True)]


def _shape(number: int, of: int, points: list[tuple[Fraction, Fraction]]) -> Shape:
    return Shape(
        mark=SHAPES[number],
        points=line_through(points),
        dots=tuple(Dot(at(x), at(y)) for x, y in points),
        last=number == of - 1,
    )


def _desc(
    areas: Mapping[str, str], sides: Sequence[Reached], texts: Mapping[str, Sequence[str]], limit: str
) -> str:
    said = "; ".join(
        f"{code}: {', '.join(f'{told}%' for told in _told(sides, texts[code]))}" for code in areas
    )
    return f"{said}; {limit}." if limit else f"{said}."
