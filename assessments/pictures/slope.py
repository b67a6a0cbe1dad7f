"""Slope chart of years: one line a series, its value at both ends."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessments.pictures.drawing import SHAPES, WIDTH, Dot, Row, Table, Word, apart, at, line_through, tens
from assessments.reports.figures import figure

LEFT, RIGHT, TOP, DEPTH, FOOT, WORD = 92, WIDTH - 92, 30, 200, 12, 15
DASHES = ("", "7 3", "2 3", "9 3 2 3", "1 4", "12 4")


@dataclass(frozen=True)
class Series:
    """One line: its short name, the area whose colour it takes ("": none), a value a year (None: none there)."""

    name: str
    values: tuple[Fraction | None, ...]
    area: str = ""


@dataclass(frozen=True)
class Label:
    """The words at one end of a line; `leader` joins them to a mark from which they were moved away, "" if not."""

    word: Word
    leader: str


@dataclass(frozen=True)
class Line:
    """One series as drawn: its pieces (a year without a value breaks it), marks and words."""

    area: str
    mark: str
    dash: str
    pieces: tuple[str, ...]
    dots: tuple[Dot, ...]
    labels: tuple[Label, ...]


@dataclass(frozen=True)
class Slope:
    """A whole slope chart; `years` stand above their vertical lines."""

    key: str
    title: str
    desc: str
    height: int
    top: int
    floor: int
    years: tuple[Word, ...]
    lines: tuple[Line, ...]
    single: bool
    table: Table


def slope(
    key: str,
    title: str,
    years: Sequence[str],
    series: Sequence[Series],
    *,
    minima: Sequence[Fraction] = (),
    breaks: Collection[int] = (),
) -> Slope | None:
    """The slope chart of `series` over `years` (oldest first). A single year is drawn as marks alone.

    `minima`: no value is shown as having reached one that it has not. `breaks`: places in `years` to which no line
    leads, since their values do not compare with those before. None where no series has a value.
    """
    known = [value for one in series for value in one.values if value is not None]
    if not known:
        return None
    low, high = tens(min(known), max(known))

    def x(number: int) -> Fraction:
        return LEFT + Fraction((RIGHT - LEFT) * number, len(years) - 1) if len(years) > 1 else Fraction(RIGHT)

    def y(value: Fraction) -> Fraction:
        return TOP + (high - value) / (high - low) * DEPTH

    places = [
        [(x(number), y(value)) for number, value in enumerate(one.values) if value is not None]
        for one in series
    ]
    ends = _words(series, places, minima, first=False)
    starts = _words(series, places, minima, first=True) if len(years) > 1 else [()] * len(series)
    return Slope(
        key=key,
        title=title,
        desc=_desc(years, series, minima),
        height=TOP + DEPTH + FOOT + 6,
        top=TOP - 8,
        floor=TOP + DEPTH + FOOT,
        years=tuple(Word(at(x(number)), "14", year, "middle") for number, year in enumerate(years)),
        lines=tuple(
            Line(
                area=one.area,
                mark="disc" if one.area else SHAPES[number % len(SHAPES)],
                dash=DASHES[number % len(DASHES)],
                pieces=_pieces(one, x, y, breaks),
                dots=tuple(Dot(at(across), at(down)) for across, down in places[number]),
                labels=(*starts[number], *ends[number], *_between(one, places[number], minima)),
            )
            for number, one in enumerate(series)
        ),
        single=len(years) == 1,
        table=Table(
            ("Tahun", *(one.name for one in series)),
            tuple(
                Row(year, tuple(_text(one.values[number], minima) for one in series))
                for number, year in enumerate(years)
            ),
        ),
    )


def _text(value: Fraction | None, minima: Sequence[Fraction]) -> str:
    return "–" if value is None else figure(value, minima)


def _pieces(one: Series, x, y, breaks: Collection[int]) -> tuple[str, ...]:
    found: list[list] = [[]]
    for number, value in enumerate(one.values):
        if number in breaks:
            found.append([])
        if value is None:
            found.append([])
        else:
            found[-1].append((x(number), y(value)))
    return tuple(line_through(piece) for piece in found if len(piece) > 1)


def _words(
    series: Sequence[Series],
    places: Sequence[Sequence[tuple[Fraction, Fraction]]],
    minima: Sequence[Fraction],
    *,
    first: bool,
) -> list[tuple[Label, ...]]:
    """The words at one side of each series that has a value there, kept apart; a thin line leads to what was moved."""
    end = 0 if first else -1
    there = [number for number, one in enumerate(series) if one.values[end] is not None]
    marks = [places[number][end] for number in there]
    heights = apart([mark[1] for mark in marks], Fraction(WORD), Fraction(TOP), Fraction(TOP + DEPTH))
    found: list[tuple[Label, ...]] = [()] * len(series)
    edge, away = (Fraction(LEFT - 12), -1) if first else (Fraction(RIGHT + 12), 1)
    for number, mark, height in zip(there, marks, heights, strict=True):
        leader = "" if height == mark[1] else line_through([(mark[0] + 5 * away, mark[1]), (edge, height)])
        text = f"{series[number].name} {_text(series[number].values[end], minima)}"
        anchor = "end" if first else "start"
        found[number] = (Label(Word(at(edge + 3 * away), at(height + 4), text, anchor), leader),)
    return found


def _between(
    one: Series, points: Sequence[tuple[Fraction, Fraction]], minima: Sequence[Fraction]
) -> tuple[Label, ...]:
    """The words of a series that has a value neither in the first nor in the last year: beside its last mark."""
    if not points or one.values[0] is not None or one.values[-1] is not None:
        return ()
    last = [value for value in one.values if value is not None][-1]
    x, y = points[-1]
    return (Label(Word(at(x + 9), at(y + 4), f"{one.name} {_text(last, minima)}"), ""),)


def _desc(years: Sequence[str], series: Sequence[Series], minima: Sequence[Fraction]) -> str:
    said = (
        f"{one.name}: "
        + ", ".join(
            f"{year} {figure(value, minima)}"
            for year, value in zip(years, one.values, strict=True)
            if value is not None
        )
        for one in series
        if any(value is not None for value in one.values)
    )
    return f"{'; '.join(said)}."
