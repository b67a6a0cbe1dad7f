"""Numbers on paper: two decimals with a comma that never show a minimum as reached when it is not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from assessments.engine.instrument import Component, Instrument
from assessments.engine.policy import PREDICATES, Policy
from assessments.engine.scoring import six, two
from assessments.engine.verdict import TOTAL, Shortfall, verdict
from assessments.reports.context import TPI, Against, AreaRow, ComponentRow, Minima, MinimumRow, Side, Total


def figure(value: Fraction, minima: Iterable[Fraction] = ()) -> str:
    """A value as "74,99": half up, but cut where rounding up would reach one of the minima unreached."""
    shown = two(value)
    rounded = Fraction(shown.replace(",", "."))
    if any(value < minimum <= rounded for minimum in minima):
        return two(Fraction(value * 100 // 1, 100))
    return shown


def plain(value: Fraction) -> str:
    """A weight or minimum without needless decimals: "75", "15,75"."""
    return two(value).rstrip("0").rstrip(",")


def signed(value: Fraction) -> str:
    """A difference with its sign, such as "+0,50" or "−1,25"; "0,00" for what rounds to nothing."""
    text = two(abs(value))
    if text == "0,00":
        return text
    return f"+{text}" if value > 0 else f"−{text}"


def thresholds(policy: Policy) -> dict[str, tuple[Fraction, ...]]:
    """ "total", component code or "area" → its minima in all predicates of the policy."""
    found: dict[str, list[Fraction]] = {}
    for minima in policy.predicates.values():
        found.setdefault(TOTAL, []).append(minima.total)
        for code, minimum in minima.components.items():
            found.setdefault(code, []).append(minimum)
        if minima.area_percent is not None:
            found.setdefault("area", []).append(minima.area_percent)
    return {code: tuple(values) for code, values in found.items()}


def totals_of(sides: Sequence[Side], policy: Policy) -> tuple[Total, ...]:
    """The total of each side as printed."""
    minima = thresholds(policy)[TOTAL]
    return tuple(
        Total(side.label, figure(side.score.total, minima), f"{side.score.answered} dari {side.score.of}")
        for side in sides
    )


def difference_of(sides: Sequence[Side]) -> str:
    """How far TPI's total is from the unit's; "" without TPI."""
    tpi = _tpi(sides)
    return signed(sides[tpi].score.total - sides[0].score.total) if tpi else ""


def _tpi(sides: Sequence[Side]) -> int:
    """The place of TPI among the sides; 0 without it."""
    return next((place for place, side in enumerate(sides) if side.label == TPI), 0)


def component_rows(
    instrument: Instrument, policy: Policy, sides: Sequence[Side], *, leaves: bool
) -> tuple[ComponentRow, ...]:
    """The tree as rows, with or without the leaves inside areas."""
    minima = thresholds(policy)
    return tuple(
        ComponentRow(
            code=component.code,
            name=component.name,
            depth=depth,
            weight=plain(component.weight),
            points=tuple(
                figure(s.score.components[component.code], minima.get(component.code, ())) for s in sides
            ),
            difference=_difference(component, sides),
        )
        for component, depth in _walk(instrument.components, 0)
        if leaves or not (component.is_leaf and component.area)
    )


def _walk(components: Sequence[Component], depth: int) -> Iterator[tuple[Component, int]]:
    for component in components:
        yield component, depth
        yield from _walk(component.children, depth + 1)


def _difference(component: Component, sides: Sequence[Side]) -> str:
    if not (tpi := _tpi(sides)):
        return ""
    return signed(sides[tpi].score.components[component.code] - sides[0].score.components[component.code])


def area_rows(
    instrument: Instrument, policy: Policy, sides: Sequence[Side], target: str
) -> tuple[AreaRow, ...]:
    """The areas of change: Pemenuhan and Reform together; the bar's tick is the minimum of the target."""
    minima, tpi = thresholds(policy).get("area", ()), _tpi(sides)
    aim = policy.predicates[target].area_percent if target in policy.predicates else None
    rows = []
    for code, name in instrument.areas.items():
        areas = [side.score.areas[code] for side in sides]
        rows.append(
            AreaRow(
                code=code,
                name=name,
                weight=plain(areas[0].weight),
                points=tuple(two(area.points) for area in areas),
                percents=tuple(figure(area.percent, minima) for area in areas),
                bar=six(areas[0].percent),
                bar_tpi=six(areas[tpi].percent) if tpi else "",
                minimum="" if aim is None else six(aim),
            )
        )
    return tuple(rows)


def minima_of(instrument: Instrument, policy: Policy, side: Side) -> Minima:
    """Every minimum of the policy against one side, inclusive and unrounded (PermenPANRB 90/2021 p. 52-53)."""
    verdicts = verdict(policy, instrument, side.score)
    predicates = tuple(p for p in PREDICATES if p in verdicts)
    lines = {p: {line.what: line for line in verdicts[p].lines} for p in predicates}
    every: dict[str, Shortfall] = {}
    for predicate in predicates:
        every |= {what: line for what, line in lines[predicate].items() if what not in every}
    rows = (_minimum_row(line, [lines[p].get(what) for p in predicates]) for what, line in every.items())
    return Minima(
        side.label, predicates, tuple(verdicts[p].met for p in predicates), tuple(rows), policy.verified
    )


def _minimum_row(line: Shortfall, lines: Sequence[Shortfall | None]) -> MinimumRow:
    sign = "%" if line.percent else ""
    value = figure(line.value, [found.minimum for found in lines if found])
    against = tuple(
        Against(f"{plain(found.minimum)}{sign}", found.met, found.gap_text) if found else Against()
        for found in lines
    )
    code = "" if line.what == TOTAL else line.what
    return MinimumRow(code, line.name, f"{value}{sign}", against)


def shortfalls(instrument: Instrument, policy: Policy, side: Side, predicate: str) -> tuple[str, ...]:
    """What is below the minima of a predicate, each as a phrase with value, minimum and distance."""
    found: Mapping = verdict(policy, instrument, side.score)
    return tuple(_phrase(line) for line in found[predicate].short)


def _phrase(line: Shortfall) -> str:
    sign = "%" if line.percent else ""
    name = "Nilai total" if line.what == TOTAL else f"{line.what} {line.name}"
    value = figure(line.value, [line.minimum])
    return f"{name}: {value}{sign}, minimal {plain(line.minimum)}{sign}, {line.gap_text}"
