"""Quartiles of others on a scale to 100: a band from the lower to the upper one, the median in it, the own value
and the minimum. Of others nothing but these rounded figures comes in here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessments.pictures.drawing import WIDTH, Key, Row, Table, Word, at, keys
from assessments.reports.figures import figure, plain

LEFT, RIGHT, TOP, ROW, FOOT = 46, WIDTH - 50, 34, 30, 22
HALFWAY = Fraction(50)  # where everything lies above it the scale begins there, and the picture says so
HIDDEN = "–"


@dataclass(frozen=True)
class Among:
    """One row: short and whole name, the area whose colour it takes, the own value (percent or points).

    `others`: lower quartile, median and upper quartile, rounded; None where they are withheld.
    """

    short: str
    name: str
    own: Fraction
    others: tuple[Fraction, Fraction, Fraction] | None
    minimum: Fraction | None
    place: str
    area: str = ""
    sign: str = "%"


@dataclass(frozen=True)
class Band:
    """A row as drawn; `x`, `width`, `median` are "" where others are withheld, `minimum` where there is none."""

    name: str
    area: str
    y: str
    own: str
    text: str
    x: str = ""
    width: str = ""
    median: str = ""
    minimum: str = ""


@dataclass(frozen=True)
class Quartiles:
    """A whole picture."""

    key: str
    title: str
    desc: str
    height: int
    top: int
    floor: int
    rows: tuple[Band, ...]
    ticks: tuple[Word, ...]
    broken: bool
    legend: tuple[Key, ...]
    table: Table


def quartile_bands(key: str, title: str, rows: Sequence[Among], *, predicate: str) -> Quartiles:
    """The picture of `rows`; `predicate` names whose minima these are."""
    floor = TOP + ROW * len(rows)
    shown = [v for row in rows for v in (row.own, row.minimum, *(row.others or ())) if v is not None]
    low = HALFWAY if min(shown) >= HALFWAY else Fraction(0)

    def x(value: Fraction) -> str:
        return at(LEFT + (value - low) / (100 - low) * (RIGHT - LEFT))

    stride = 10 if low else 25
    return Quartiles(
        key=key,
        title=title,
        desc=f"{'; '.join(_spoken(row) for row in rows)}.",
        height=floor + FOOT + (14 if low else 0),
        top=TOP - 6,
        floor=floor,
        rows=tuple(_band(row, TOP + ROW * number + ROW // 2, x) for number, row in enumerate(rows)),
        ticks=tuple(
            Word(x(Fraction(value)), str(floor + 16), str(value), "middle")
            for value in range(int(low), 101, stride)
        ),
        broken=low > 0,
        legend=keys((("disc", "unit ini"), ("band", "kuartil dan median"), ("minimum", "minimal"))),
        table=Table(
            (
                "Nilai",
                "Unit ini",
                "Letak unit",
                "Kuartil bawah",
                "Median",
                "Kuartil atas",
                f"Minimal {predicate}",
            ),
            tuple(Row(row.name, _cells(row)) for row in rows),
        ),
    )


def _band(row: Among, y: int, x: Callable[[Fraction], str]) -> Band:
    band = {}
    if row.others is not None:
        low, middle, high = (x(value) for value in row.others)
        band = {"x": low, "width": at(max(Fraction(high) - Fraction(low), Fraction(2))), "median": middle}
    return Band(
        name=row.short,
        area=row.area,
        y=str(y),
        own=x(row.own),
        text=figure(row.own, _near(row)),
        minimum="" if row.minimum is None else x(row.minimum),
        **band,
    )


def _near(row: Among) -> tuple[Fraction, ...]:
    return () if row.minimum is None else (row.minimum,)


def _cells(row: Among) -> tuple[str, ...]:
    others = [HIDDEN] * 3 if row.others is None else [f"± {plain(value)}{row.sign}" for value in row.others]
    own = f"{figure(row.own, _near(row))}{row.sign}"
    return (own, row.place, *others, HIDDEN if row.minimum is None else f"{plain(row.minimum)}{row.sign}")


def _spoken(row: Among) -> str:
    own, place, low, middle, high, _ = _cells(row)
    if row.others is None:
        return f"{row.name}: unit ini {own}, unit lain tidak ditampilkan"
    return f"{row.name}: unit ini {own}, kuartil bawah {low}, median {middle}, kuartil atas {high}, {place}"
