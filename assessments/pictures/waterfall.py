"""Waterfall from a score to the minima: the least points that close every shortfall, one after another.

Shortfalls lie inside each other: points that bring an area to its minimum also count for Pengungkit and for the total.
Each step is therefore what its own parts have not brought yet, so that the steps add up.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessments.engine.instrument import Component, Instrument
from assessments.engine.policy_model import Minima
from assessments.engine.scoring import Score, exact_sum
from assessments.pictures.drawing import WIDTH, Row, Table, Word, at, cut
from assessments.reports.figures import figure, plain

HEAD, ROW, FOOT, LONGEST = 4, 38, 42, 40
EDGE = WIDTH - 56  # right of the bars stand their numbers
GRID, NEAR = 5, 30  # the scale goes in steps of five points, and begins at zero where that is near


@dataclass(frozen=True)
class Step:
    """Points that are still needed: for an area ("MP"), a component ("B.I.a") or the total ("")."""

    code: str
    name: str
    points: Fraction


@dataclass(frozen=True)
class Bar:
    """One row: `mark` is "score", "step" or "goal"; `link` leads down to where the next one begins ("" at the end)."""

    name: str
    area: str
    mark: str
    y: str
    text: str
    x: str
    width: str
    link: str


@dataclass(frozen=True)
class Waterfall:
    """A whole waterfall; `minimum` is where the least total lies, `broken` whether the scale begins above zero."""

    key: str
    title: str
    desc: str
    height: int
    bars: tuple[Bar, ...]
    ticks: tuple[Word, ...]
    floor: int
    edge: int
    minimum: str
    limit: str
    broken: bool
    note: str
    table: Table


def steps(instrument: Instrument, minima: Minima, score: Score) -> tuple[Step, ...]:
    """The least points that bring a score to all minima: areas and parts first, then what their wholes still lack."""
    found = list(_inside(instrument.components, None, instrument, minima, score))
    lacking = minima.total - score.total - exact_sum(step.points for step in found)
    return (
        *found,
        *([Step("", "Nilai total (sisanya)" if found else "Nilai total", lacking)] if lacking > 0 else []),
    )


def _inside(
    components: Sequence[Component],
    whole: Component | None,
    instrument: Instrument,
    minima: Minima,
    score: Score,
) -> Iterator[Step]:
    """The steps of the parts of a whole (None: of the total), in the order of the sheet."""
    for part in components:
        inner = list(_inside(part.children, part, instrument, minima, score))
        yield from inner
        least = minima.components.get(part.code)
        if least is not None:
            lacking = least - score.components[part.code] - exact_sum(step.points for step in inner)
            if lacking > 0:
                yield Step(part.code, f"{part.name} (sisanya)" if inner else part.name, lacking)
    if minima.area_percent is not None:
        for area, name in instrument.areas.items():
            reached = score.areas[area]
            lacking = minima.area_percent * reached.weight / 100 - reached.points
            if lacking > 0 and _holder(instrument, area) == (whole.code if whole else ""):
                yield Step(area, name, lacking)


def _holder(instrument: Instrument, area: str) -> str:
    """The smallest component that holds the whole area; "": only the total does."""
    paths = [[node.code for node in instrument.path(leaf.code)[:-1]] for leaf in instrument.area_leaves[area]]
    shared = [codes[0] for codes in zip(*paths, strict=False) if len(set(codes)) == 1]
    return shared[-1] if shared else ""


def waterfall(
    key: str,
    title: str,
    instrument: Instrument,
    minima: Minima,
    score: Score,
    *,
    label: str,
    predicate: str,
) -> Waterfall:
    """From the score of a party (`label`: Unit, TPI, TPN) to the minima of `predicate`. Whatever the instrument."""
    needed = steps(instrument, minima, score)
    goal = score.total + exact_sum(step.points for step in needed) if needed else minima.total
    low, high = _scale(score.total, goal)

    def place(value: Fraction) -> Fraction:
        return (value - low) / (high - low) * EDGE

    rows = [(f"Nilai {label}", "", "score", low, score.total, figure(score.total, [minima.total]))]
    reached = score.total
    for step in needed:
        area = step.code if step.code in instrument.areas else ""
        name = f"{step.code} {step.name}".strip()
        rows.append((name, area, "step", reached, reached + step.points, f"+{_up(step.points)}"))
        reached += step.points
    end = f"Semua nilai minimal {predicate} tercapai" if needed else f"Nilai total minimal {predicate}"
    rows.append((end, "", "goal", low, goal, figure(goal)))
    return Waterfall(
        key=key,
        title=title,
        desc=f"{'; '.join(f'{row[0]}: {row[5]}' for row in rows)}.",
        height=HEAD + ROW * len(rows) + FOOT,
        bars=tuple(
            Bar(
                name=cut(name, LONGEST),
                area=area,
                mark=mark,
                y=str(HEAD + ROW * number),
                text=text,
                x=at(place(begin)),
                width=at(place(finish) - place(begin)),
                link=at(place(finish)) if number < len(rows) - 1 else "",
            )
            for number, (name, area, mark, begin, finish, text) in enumerate(rows)
        ),
        ticks=_ticks(low, high, HEAD + ROW * len(rows) + 16),
        floor=HEAD + ROW * len(rows),
        edge=EDGE,
        minimum=at(place(minima.total)),
        limit=f"nilai total minimal {predicate}: {plain(minima.total)}",
        broken=low > 0,
        note=_note(needed, score, minima, predicate, label),
        table=Table(("Langkah", "Poin"), tuple(Row(row[0], (row[5],)) for row in rows)),
    )


def _scale(score: Fraction, goal: Fraction) -> tuple[Fraction, Fraction]:
    """Where the scale begins and ends: the way between the two takes at most two thirds of the width."""
    first, last = min(score, goal), max(score, goal)
    span = max(last - first, Fraction(GRID))
    low = Fraction((first - span / 2) // GRID * GRID)
    low = Fraction(0) if low < NEAR else low
    high = Fraction(-(-last // GRID) * GRID)
    return low, max(high, low + 2 * GRID)


def _ticks(low: Fraction, high: Fraction, y: int) -> tuple[Word, ...]:
    """Words at the ends of the scale and between, at most six."""
    stride = GRID
    while (high - low) / stride > 5:
        stride *= 2
    values = [low + stride * n for n in range(int((high - low) / stride) + 1)]
    return tuple(
        Word(
            at((value - low) / (high - low) * EDGE),
            str(y),
            plain(value),
            "start" if value == low else "end" if value == high else "middle",
        )
        for value in values
    )


def _up(points: Fraction) -> str:
    """A shortfall, rounded up as everywhere, so that what is short never looks reached."""
    return figure(Fraction(-(-points * 100 // 1), 100))


def _note(needed: Sequence[Step], score: Score, minima: Minima, predicate: str, label: str) -> str:
    """The whole in one sentence."""
    if not needed:
        above = figure(score.total - minima.total)
        return f"Nilai {label} mencapai semua nilai minimal {predicate}, {above} poin di atas nilai total minimal."
    points = _up(exact_sum(step.points for step in needed))
    return f"Paling sedikit {points} poin lagi agar semua nilai minimal {predicate} tercapai menurut nilai {label}."
