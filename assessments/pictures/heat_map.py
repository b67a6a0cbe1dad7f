"""Heat map: units × areas of change, in whole percent of the area's weight, with what lies below the minimum marked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessments.pictures.drawing import WIDTH, Row, Table, Word, at, cut
from assessments.reports.figures import figure

NAME, TOTAL, CELL, GAP, HEAD, FOOT = 84, 50, 26, 2, 22, 24
REPEAT = 20  # after so many units the heads of the columns stand again
LONGEST = 10
BANDS = (40, 60, 75, 90)  # the tint grows at these percents


@dataclass(frozen=True)
class Unit:
    """A unit with what it reached: percent of each area, the total in points; None: nothing to show.

    `short`: the areas that lie below their minimum, unrounded, and "total" where the total does. `url`: its page.
    """

    code: str
    name: str
    percents: Mapping[str, Fraction] | None
    total: Fraction | None = None
    short: frozenset[str] = frozenset()
    url: str = ""


@dataclass(frozen=True)
class Cell:
    """One unit in one area: `band` 0..4 tints it, `short` marks it. `text` is "–" where there is nothing."""

    x: str
    text_x: str
    text: str
    band: int
    short: bool


@dataclass(frozen=True)
class Line:
    """One unit; `total` stands at the end of its line."""

    y: str
    text_y: str
    name: str
    cells: tuple[Cell, ...]
    total: str
    short: bool


@dataclass(frozen=True)
class HeatMap:
    """A whole heat map; `heads` are the codes of the areas above each block of lines."""

    key: str
    title: str
    desc: str
    height: int
    cell_width: str
    cell_height: int
    total_x: int
    heads: tuple[tuple[Word, ...], ...]
    lines: tuple[Line, ...]
    legend_y: int
    table: Table


def heat_map(
    key: str,
    title: str,
    areas: Mapping[str, str],
    units: Sequence[Unit],
    *,
    minima: Sequence[Fraction] = (),
) -> HeatMap | None:
    """The heat map of `areas` (code → name), a line a unit in the given order.

    `minima`: all that hold for some unit; no value is shown as having reached one that it has not. None where there
    are no units or no areas.
    """
    if not units or not areas:
        return None
    width = Fraction(WIDTH - NAME - TOTAL, len(areas))
    blocks = -(-len(units) // REPEAT)
    return HeatMap(
        key=key,
        title=title,
        desc=_desc(areas, units),
        height=HEAD * blocks + CELL * len(units) + FOOT,
        legend_y=HEAD * blocks + CELL * len(units) + FOOT - 8,
        cell_width=at(width - GAP),
        cell_height=CELL - GAP,
        total_x=WIDTH - TOTAL + 2,
        heads=tuple(_head(areas, width, block * (HEAD + REPEAT * CELL) + 15) for block in range(blocks)),
        lines=tuple(
            _line(unit, areas, width, HEAD * (number // REPEAT + 1) + CELL * number, minima)
            for number, unit in enumerate(units)
        ),
        table=Table(
            ("Unit", *(f"{code} (%)" for code in areas), "Total"),
            tuple(
                Row(
                    f"{unit.code} {unit.name}",
                    (*(_exact(unit, area, minima) for area in areas), _total(unit, minima)),
                    unit.url,
                )
                for unit in units
            ),
        ),
    )


def _head(areas: Mapping[str, str], width: Fraction, y: int) -> tuple[Word, ...]:
    words = [
        Word(at(NAME + width * place + (width - GAP) / 2), str(y), code, "middle")
        for place, code in enumerate(areas)
    ]
    return (*words, Word(str(WIDTH), str(y), "Total", "end"))


def _line(unit: Unit, areas: Mapping[str, str], width: Fraction, y: int, minima: Sequence[Fraction]) -> Line:
    return Line(
        y=str(y),
        text_y=str(y + 16),
        name=cut(unit.code, LONGEST),
        cells=tuple(_cell(unit, area, NAME + width * place, width) for place, area in enumerate(areas)),
        total=_total(unit, minima),
        short="total" in unit.short,
    )


def _cell(unit: Unit, area: str, x: Fraction, width: Fraction) -> Cell:
    percent = None if unit.percents is None else unit.percents.get(area, Fraction(0))
    return Cell(
        x=at(x),
        text_x=at(x + (width - GAP) / 2),
        text="–" if percent is None else str(int(percent)),  # cut, so that 59,99 never looks like 60
        band=0 if percent is None else sum(percent >= step for step in BANDS),
        short=area in unit.short,
    )


def _exact(unit: Unit, area: str, minima: Sequence[Fraction]) -> str:
    if unit.percents is None:
        return "–"
    text = figure(unit.percents.get(area, Fraction(0)), minima)
    return f"{text} (kurang)" if area in unit.short else text


def _total(unit: Unit, minima: Sequence[Fraction]) -> str:
    return "–" if unit.total is None else figure(unit.total, minima)


def _desc(areas: Mapping[str, str], units: Sequence[Unit]) -> str:
    """How many units lie below the minimum in each area; the numbers of each are in the table."""
    short = [(code, sum(code in unit.short for unit in units)) for code in areas]
    said = "; ".join(f"{code}: {count} unit" for code, count in short if count)
    return f"{len(units)} unit. Di bawah nilai minimal: {said or 'tidak ada'}."
