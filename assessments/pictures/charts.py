"""Charts as plain values: every coordinate a text with a decimal point, so that a template only prints them.

The same SVG stands on a page (classes, coloured by pictures.css) and on paper (attributes, grey).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessments.engine.scoring import six, two

WIDTH = 400
LEFT, RIGHT = 48, 326  # the scale of pairs; bars take the whole width, their names stand above them
TOP, ROW, BOTTOM = 34, 30, 24
BAR_ROW, LONGEST = 38, 48


@dataclass(frozen=True)
class Tick:
    """A line of the scale with its words."""

    x: str
    text: str


@dataclass(frozen=True)
class Mark:
    """One row: a name, where its marks stand ("" = none), and the text at its end. `y` is the row's middle."""

    name: str
    area: str
    y: str
    text: str
    unit: str = ""
    tpi: str = ""
    tpn: str = ""
    minimum: str = ""
    x: str = ""
    width: str = ""
    odd: bool = False


@dataclass(frozen=True)
class Chart:
    """A whole chart: `key` makes its ids, `title` and `desc` are read out, the table beside it holds the numbers."""

    key: str
    title: str
    desc: str
    height: int
    rows: tuple[Mark, ...]
    ticks: tuple[Tick, ...] = ()
    zero: str = ""
    other: str = ""
    tpn: bool = False

    @property
    def top(self) -> int:
        """Where the rows of a chart of pairs begin."""
        return TOP

    @property
    def floor(self) -> int:
        """Where they end: the words of the scale stand below."""
        return self.height - BOTTOM


@dataclass(frozen=True)
class Pair:
    """What a row of a chart of pairs shows: percents 0..100, and the text at its end."""

    name: str
    area: str
    unit: Fraction
    tpi: Fraction
    tpn: Fraction | None
    minimum: Fraction | None
    text: str


def pairs(key: str, title: str, rows: Sequence[Pair]) -> Chart:
    """Unit (ring), TPI (disc) and TPN (diamond) of each row on a scale of 0 to 100%, the minimum as a tick."""
    spoken = "; ".join(f"{r.name}: unit {two(r.unit)}%, TPI {two(r.tpi)}%" for r in rows)
    return Chart(
        key=key,
        title=title,
        desc=f"{spoken}.",
        height=TOP + ROW * len(rows) + BOTTOM,
        rows=tuple(
            Mark(
                name=row.name,
                area=row.area,
                y=_middle(at),
                text=row.text,
                unit=_at(row.unit / 100),
                tpi=_at(row.tpi / 100),
                tpn="" if row.tpn is None else _at(row.tpn / 100),
                minimum="" if row.minimum is None else _at(row.minimum / 100),
            )
            for at, row in enumerate(rows)
        ),
        ticks=tuple(Tick(_at(Fraction(p, 100)), f"{p}%") for p in (0, 25, 50, 75, 100)),
        tpn=any(row.tpn is not None for row in rows),
    )


@dataclass(frozen=True)
class Bar:
    """What a row of a bar chart shows; `other` is ticked beside the bar, `odd` marks it."""

    name: str
    value: Fraction
    text: str
    area: str = ""
    other: Fraction | None = None
    odd: bool = False


def bars(key: str, title: str, rows: Sequence[Bar], *, unit: str, other: str = "") -> Chart:
    """A bar from zero for each row, on a scale that holds them all; `unit` names what is counted, `other` what the
    ticks stand for.
    """
    values = [Fraction(0), *(v for r in rows for v in (r.value, r.other) if v is not None)]
    low, high = min(values), max(values)
    span = (high - low) or Fraction(1)

    def place(value: Fraction) -> str:
        return six((value - low) / span * WIDTH)

    return Chart(
        key=key,
        title=title,
        desc=f"{'; '.join(f'{row.name}: {row.text} {unit}' for row in rows)}.",
        height=BAR_ROW * len(rows),
        rows=tuple(
            Mark(
                name=row.name if len(row.name) <= LONGEST else f"{row.name[: LONGEST - 1]}…",
                area=row.area,
                y=str(BAR_ROW * at),
                text=row.text,
                minimum="" if row.other is None else place(row.other),
                x=place(min(row.value, Fraction(0))),
                width=six(abs(row.value) / span * WIDTH),
                odd=row.odd,
            )
            for at, row in enumerate(rows)
        ),
        zero=place(Fraction(0)),
        other=other,
    )


def _at(share: Fraction) -> str:
    """Where a share 0..1 of the scale lies."""
    return six(LEFT + share * (RIGHT - LEFT))


def _middle(at: int) -> str:
    return str(TOP + ROW * at + ROW // 2)
