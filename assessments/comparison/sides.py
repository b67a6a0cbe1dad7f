"""Unit, level above, TPI and TPN side by side: by area, component, sub-area and question, what differs first.

What stands in `sides` is what the reader may see (`readable.sides_for`).
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from assessments.comparison.lines import (
    AreaLine,
    Cell,
    ComponentLine,
    Group,
    Leaf,
    Note,
    QuestionLine,
    Said,
    SideBySide,
)
from assessments.engine.answers import Given, clean_value, display, is_answered
from assessments.engine.comparison import same_answer
from assessments.engine.differences import Difference, differences
from assessments.engine.instrument import Component, Instrument, Question
from assessments.engine.policy import Policy
from assessments.engine.policy_model import Minima
from assessments.engine.scoring import exact_sum, two
from assessments.loaded import instrument_of, policy_of
from assessments.models import Assessment
from assessments.pictures.charts import Chart, Pair, pairs
from assessments.reports.context import TPI, Side
from assessments.reports.figures import component_rows, figure, plain, signed, thresholds

HASIL = "Hasil"


def side_by_side(assessment: Assessment, sides: Sequence[Side], *, every: bool = False) -> SideBySide | None:
    """What the view shows of `sides` (the unit's first), with the differing questions or `every` one.

    None where there is nobody beside the unit. No queries.
    """
    if len(sides) < 2:
        return None
    instrument, policy = instrument_of(assessment.period), policy_of(assessment.period)
    unit = sides[0]
    judge = next((side for side in sides if side.label == TPI), sides[-1])
    found = differences(instrument, unit.given, judge.given)
    shown = [d for d in found if every or _differs(d.question, sides)]
    minima = policy.predicates[assessment.target]
    whole = judge.score.answered == judge.score.of
    heard = [d for d in found if _heard(d.question, judge)]
    return SideBySide(
        labels=tuple(side.label for side in sides),
        judge=judge.label,
        whole=whole,
        judged=judge.score.answered,
        totals=tuple(
            Cell(side.label, figure(side.score.total, thresholds(policy)["total"])) for side in sides
        ),
        difference=signed(judge.score.total - unit.score.total) if whole else "",
        chart=_chart(instrument, sides, minima) if whole and judge.label == TPI else None,
        areas=_areas(instrument, policy, sides, judge if whole else None, minima),
        components=_components(instrument, policy, sides, judge if whole else None, minima),
        total_minimum=plain(minima.total),
        groups=_groups(instrument, sides, judge, shown),
        differing=sum(_differs(d.question, sides) for d in found),
        of=len(found),
        lower=sum(d.tpi < d.unit for d in heard),
        higher=sum(d.tpi > d.unit for d in heard),
        verified=policy.verified,
    )


def _heard(question: Question, side: Side) -> bool:
    return is_answered(question, side.given.get(question.code))


def _differs(question: Question, sides: Sequence[Side]) -> bool:
    """Whether somebody who has answered says otherwise than the unit."""
    unit = sides[0].given.get(question.code)
    return any(
        _heard(question, side) and not same_answer(question, unit, side.given.get(question.code))
        for side in sides[1:]
    )


def _areas(
    instrument: Instrument, policy: Policy, sides: Sequence[Side], judge: Side | None, minima: Minima
) -> tuple[AreaLine, ...]:
    near = thresholds(policy).get("area", ())
    lines = []
    for code, name in instrument.areas.items():
        mine, other = sides[0].score.areas[code], judge.score.areas[code] if judge else None
        lines.append(
            AreaLine(
                code=code,
                name=name,
                cells=tuple(
                    Cell(side.label, f"{figure(side.score.areas[code].percent, near)}%") for side in sides
                ),
                difference=signed(other.percent - mine.percent) if other else "",
                points=signed(other.points - mine.points) if other else "",
                minimum="" if minima.area_percent is None else f"{plain(minima.area_percent)}%",
            )
        )
    return tuple(lines)


def _components(
    instrument: Instrument, policy: Policy, sides: Sequence[Side], judge: Side | None, minima: Minima
) -> tuple[ComponentLine, ...]:
    def difference(code: str) -> str:
        if judge is None:
            return ""
        return signed(judge.score.components[code] - sides[0].score.components[code])

    return tuple(
        ComponentLine(
            name=row.name,
            depth=row.depth,
            weight=row.weight,
            cells=tuple(Cell(s.label, points) for s, points in zip(sides, row.points, strict=True)),
            difference=difference(row.code),
            minimum=plain(minima.components[row.code]) if row.code in minima.components else "",
        )
        for row in component_rows(instrument, policy, sides, leaves=False)
    )


def _chart(instrument: Instrument, sides: Sequence[Side], minima: Minima) -> Chart:
    by_label = {side.label: side for side in sides}
    rows = []
    for code in instrument.areas:
        unit, tpi = (by_label[label].score.areas[code].percent for label in ("Unit", TPI))
        tpn = by_label["TPN"].score.areas[code].percent if "TPN" in by_label else None
        rows.append(
            Pair(
                name=code,
                area=code,
                unit=unit,
                tpi=tpi,
                tpn=tpn,
                minimum=minima.area_percent,
                text=signed(tpi - unit),
            )
        )
    return pairs("area", "Capaian tiap area perubahan menurut unit dan TPI", rows)


def _groups(
    instrument: Instrument, sides: Sequence[Side], judge: Side, found: Sequence[Difference]
) -> tuple[Group, ...]:
    """Groups, their sub-areas and questions, each with the largest difference first, else in the order of the sheet."""
    groups: list[tuple[Fraction, Group]] = []
    for code, name in [*instrument.areas.items(), (None, HASIL)]:
        mine = [d for d in found if d.question.area == code]
        if not mine:
            continue
        leaves = [
            (_moved(inside, judge), _leaf(leaf, sides, judge, inside))
            for leaf in instrument.walk()
            if leaf.is_leaf and (inside := [d for d in mine if d.question.component == leaf.code])
        ]
        group = Group(code or "", name, signed(_sum(mine, judge)), _largest_first(leaves))
        groups.append((_moved(mine, judge), group))
    return _largest_first(groups)


def _largest_first(ranked: Iterable[tuple[Fraction, object]]) -> tuple:
    return tuple(one for _, one in sorted(ranked, key=lambda pair: -pair[0]))


def _sum(found: Iterable[Difference], judge: Side) -> Fraction:
    return exact_sum(d.points for d in found if _heard(d.question, judge))


def _moved(found: Iterable[Difference], judge: Side) -> Fraction:
    """How much the judge moved, up and down together: what cancels out differs all the same."""
    return exact_sum(abs(d.points) for d in found if _heard(d.question, judge))


def _leaf(leaf: Component, sides: Sequence[Side], judge: Side, found: Sequence[Difference]) -> Leaf:
    lines = [(_moved([d], judge) or Fraction(_differs(d.question, sides), 10**6), d) for d in found]
    return Leaf(
        code=leaf.code,
        name=leaf.name,
        cells=tuple(Cell(side.label, two(side.score.components[leaf.code])) for side in sides),
        difference=signed(_sum(found, judge)),
        lines=tuple(_line(d, sides, judge) for d in _largest_first(lines)),
    )


def _line(found: Difference, sides: Sequence[Side], judge: Side) -> QuestionLine:
    question, code = found.question, found.question.code
    unit = sides[0].given.get(code)
    told = [(side, side.given.get(code)) for side in sides]
    heard = _heard(question, judge)
    return QuestionLine(
        code=code,
        slug=code.replace(".", "-"),
        text=question.text,
        said=tuple(
            said(
                question,
                side.label,
                given,
                side.score.questions[code],
                other=is_answered(question, given) and not same_answer(question, unit, given),
            )
            for side, given in told
        ),
        points=signed(found.points) if heard else "",
        lower=heard and found.points < 0,
        notes=_notes(told),
    )


def _notes(told: Iterable[tuple[Side, Given | None]]) -> tuple[Note, ...]:
    """What the parties wrote; who wrote the same (TPN's sheet begins as a copy of TPI's) stands there together."""
    found: dict[str, list[str]] = {}
    for side, given in told:
        if text := _written(given):
            found.setdefault(text, []).append(side.label)
    return tuple(Note(", ".join(labels), text) for text, labels in found.items())


def _written(given: Given | None) -> str:
    """The note of an answer and the source of its index, one under the other."""
    if given is None:
        return ""
    return "\n".join(text for text in (given.note.strip(), given.source.strip()) if text)


def said(question: Question, label: str, told: Given | None, worth: Fraction, *, other: bool = False) -> Said:
    """One party's answer in words."""
    value = clean_value(question, told.value) if told is not None and not told.none_yet else None
    if isinstance(value, dict):
        short = " / ".join(str(value.get(item.code, "–")) for item in question.inputs)
        return Said(label, short, " / ".join(item.text for item in question.inputs), two(worth), other)
    criteria = question.option_by_code[value].criteria if value and question.kind == "choice" else ""
    return Said(label, display(question, told), criteria, two(worth), other)
