"""Distribution of the units of an instansi: how many stand in each band of five points, with one unit marked.

Others are bars without names: neither picture nor table says who they are or what exactly they reached.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from assessments.pictures.drawing import LETTER, WIDTH, Row, Table, Word, at, tens
from assessments.reports.figures import figure

BAND = 5
TOP, DEPTH, FOOT, GAP, LINE = 70, 110, 42, 2, 15


@dataclass(frozen=True)
class Column:
    """One band with its number of units; `own` where the marked unit stands."""

    x: str
    y: str
    width: str
    height: str
    count: Word
    own: bool


@dataclass(frozen=True)
class Flag:
    """A place on the scale with its words above: `mark` is "own", "median" or "minimum"."""

    mark: str
    x: str
    word: Word


@dataclass(frozen=True)
class Distribution:
    """A whole distribution of `count` units."""

    key: str
    title: str
    desc: str
    height: int
    top: int
    floor: int
    columns: tuple[Column, ...]
    flags: tuple[Flag, ...]
    ticks: tuple[Word, ...]
    count: int
    table: Table


def distribution(
    key: str,
    title: str,
    totals: Sequence[Fraction],
    *,
    own: Fraction | None = None,
    own_label: str = "Unit ini",
    minimum: Fraction | None = None,
    predicate: str = "",
    with_median: bool = True,
) -> Distribution | None:
    """The distribution of `totals` (points 0..100, the own one among them). None where there are none.

    Without `with_median` nothing tells a total of others: the median of an odd number is the exact total of one.

    A total on the edge of two bands counts in the upper one, 100 in the last.
    """
    if not totals:
        return None
    counts = [0] * (100 // BAND)
    for total in totals:
        counts[_band(total)] += 1
    marked = [value for value in (min(totals), max(totals), own, minimum) if value is not None]
    low, high = tens(min(marked), max(marked))
    if high < 100 and _band(max(totals)) * BAND >= high:  # a total on the edge stands in the band above it
        high += 10
    bands = range(int(low) // BAND, int(high) // BAND)
    most = max(counts)
    floor = TOP + DEPTH

    def x(value: Fraction | int) -> Fraction:
        return (value - low) / (high - low) * WIDTH

    near = () if minimum is None else (minimum,)
    flags = [("median", "Median", median(list(totals)))] if with_median else []
    if minimum is not None:
        flags.append(("minimum", f"Minimal {predicate}".strip(), minimum))
    if own is not None:
        flags.append(("own", own_label, own))
    told = [(mark, name, value, figure(value, near)) for mark, name, value in flags]
    return Distribution(
        key=key,
        title=title,
        desc=_desc(counts, told),
        height=floor + FOOT,
        top=TOP,
        floor=floor,
        columns=tuple(
            Column(
                x=at(x(band * BAND) + GAP / 2),
                y=at(floor - Fraction(DEPTH * counts[band], most)),
                width=at(x(low + BAND) - GAP),
                height=at(Fraction(DEPTH * counts[band], most)),
                count=Word(
                    at(x(band * BAND + Fraction(BAND, 2))),
                    at(floor - Fraction(DEPTH * counts[band], most) - 4),
                    str(counts[band]),
                    "middle",
                ),
                own=own is not None and band == _band(own),
            )
            for band in bands
            if counts[band]
        ),
        flags=tuple(
            Flag(mark, at(x(value)), _beside(x(value), 13 + LINE * number, f"{name} {text}"))
            for number, (mark, name, value, text) in enumerate(sorted(told, key=lambda one: one[2]))
        ),
        ticks=tuple(
            Word(
                at(x(value)),
                str(floor + 16),
                str(value),
                "start" if value == low else "end" if value == high else "middle",
            )
            for value in range(int(low), int(high) + 1, 10 if high - low <= 60 else 20)
        ),
        count=len(totals),
        table=Table(
            ("Nilai total", "Banyaknya"),
            (
                *(Row(_name(band), (f"{counts[band]} unit",)) for band in bands),
                *(Row(name, (text,)) for _, name, _, text in told),
            ),
        ),
    )


def _band(total: Fraction) -> int:
    return min(int(total // BAND), 100 // BAND - 1)


def _name(band: int) -> str:
    low = BAND * band
    return f"{low} sampai {low + BAND}" if low + BAND == 100 else f"{low} sampai di bawah {low + BAND}"


def _beside(x: Fraction, y: int, text: str) -> Word:
    """Words above a place: to its right, or to its left where they would leave the picture."""
    if x + 6 + LETTER * len(text) > WIDTH:
        return Word(at(x - 6), str(y), text, "end")
    return Word(at(x + 6), str(y), text)


def _desc(counts: Sequence[int], told: Sequence[tuple[str, str, Fraction, str]]) -> str:
    bands = [f"{_name(band)}: {count} unit" for band, count in enumerate(counts) if count]
    return f"{'; '.join([*bands, *(f'{name} {text}' for _, name, _, text in told)])}."
