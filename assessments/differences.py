"""View-model of a unit's differences: what the unit claimed and what TPI found, by area, component and question.

Only after release: the callers ask `may(user, "view_differences", …)` first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessments.engine.answers import Given, clean_value, display
from assessments.engine.differences import Difference, differences
from assessments.engine.instrument import Instrument, Question
from assessments.engine.policy import Policy
from assessments.engine.policy_model import Minima
from assessments.engine.scoring import two
from assessments.loaded import instrument_of, policy_of
from assessments.models import Assessment
from assessments.pictures.charts import Chart, Pair, pairs
from assessments.reports.context import ComponentRow, Side
from assessments.reports.figures import component_rows, figure, plain, signed, thresholds
from assessments.reports.sides import sides_of

HASIL = "Hasil"


@dataclass(frozen=True)
class AreaLine:
    """An area: percents of each side, TPI less unit in percentage points and in points of the total."""

    code: str
    name: str
    percents: tuple[str, ...]
    difference: str
    points: str
    minimum: str


@dataclass(frozen=True)
class ComponentLine:
    """A component with the points of each side, and the minimum of the predicate that the unit aims at."""

    row: ComponentRow
    minimum: str


@dataclass(frozen=True)
class Said:
    """An answer: short ("B", "7 / 9"), what it stands for, what it is worth 0..1."""

    short: str
    text: str
    worth: str


@dataclass(frozen=True)
class QuestionLine:
    """A question: what each side said; `points` is what TPI's judgement adds to the total."""

    code: str
    slug: str
    text: str
    said: tuple[Said, ...]
    points: str
    lower: bool
    note: str


@dataclass(frozen=True)
class Group:
    """The questions of an area or of Hasil that are shown, and what they add to the total together."""

    code: str
    name: str
    points: str
    lines: tuple[QuestionLine, ...]


@dataclass(frozen=True)
class Differences:
    """The page of one unit. `labels` are those of the sides: Unit, TPI, and TPN where there is one."""

    labels: tuple[str, ...]
    totals: tuple[str, ...]
    difference: str
    chart: Chart
    areas: tuple[AreaLine, ...]
    components: tuple[ComponentLine, ...]
    total_minimum: str
    groups: tuple[Group, ...]
    differing: int
    of: int
    lower: int
    higher: int
    verified: bool


def differences_of(assessment: Assessment, *, every: bool = False) -> Differences | None:
    """What the page shows, with the differing questions or `every` one; None where TPI has no final answers.

    Four queries at most: the sheets, and the answers of each side.
    """
    sides = sides_of(assessment)
    if [side.label for side in sides[:2]] != ["Unit", "TPI"]:
        return None
    instrument, policy = instrument_of(assessment.period), policy_of(assessment.period)
    unit, tpi = sides[:2]
    found = differences(instrument, unit.given, tpi.given)
    minima = policy.predicates[assessment.target]
    areas = _areas(instrument, policy, sides, minima)
    return Differences(
        labels=tuple(side.label for side in sides),
        totals=tuple(figure(side.score.total, thresholds(policy)["total"]) for side in sides),
        difference=signed(tpi.score.total - unit.score.total),
        chart=_chart(instrument, sides, minima),
        areas=areas,
        components=tuple(
            ComponentLine(row, plain(minima.components[row.code]) if row.code in minima.components else "")
            for row in component_rows(instrument, policy, sides, leaves=False)
        ),
        total_minimum=plain(minima.total),
        groups=_groups(instrument, sides, [d for d in found if every or not d.same]),
        differing=sum(not d.same for d in found),
        of=len(found),
        lower=sum(d.tpi < d.unit for d in found),
        higher=sum(d.tpi > d.unit for d in found),
        verified=policy.verified,
    )


def _areas(
    instrument: Instrument, policy: Policy, sides: Sequence[Side], minima: Minima
) -> tuple[AreaLine, ...]:
    near = thresholds(policy).get("area", ())
    lines = []
    for code, name in instrument.areas.items():
        reached = [side.score.areas[code] for side in sides]
        lines.append(
            AreaLine(
                code=code,
                name=name,
                percents=tuple(f"{figure(area.percent, near)}%" for area in reached),
                difference=signed(reached[1].percent - reached[0].percent),
                points=signed(reached[1].points - reached[0].points),
                minimum="" if minima.area_percent is None else f"{plain(minima.area_percent)}%",
            )
        )
    return tuple(lines)


def _chart(instrument: Instrument, sides: Sequence[Side], minima: Minima) -> Chart:
    rows = []
    for code in instrument.areas:
        percents = [side.score.areas[code].percent for side in sides]
        rows.append(
            Pair(
                name=code,
                area=code,
                unit=percents[0],
                tpi=percents[1],
                tpn=percents[2] if len(percents) > 2 else None,
                minimum=minima.area_percent,
                text=signed(percents[1] - percents[0]),
            )
        )
    return pairs("area", "Capaian tiap area perubahan menurut unit dan TPI", rows)


def _groups(instrument: Instrument, sides: Sequence[Side], found: Sequence[Difference]) -> tuple[Group, ...]:
    groups = []
    for code, name in [*instrument.areas.items(), (None, HASIL)]:
        mine = [d for d in found if d.question.area == code]
        if mine:
            points = signed(sum((d.points for d in mine), Fraction(0)))
            groups.append(Group(code or "", name, points, tuple(_line(d, sides) for d in mine)))
    return tuple(groups)


def _line(found: Difference, sides: Sequence[Side]) -> QuestionLine:
    code = found.question.code
    told = sides[1].given.get(code)
    return QuestionLine(
        code=code,
        slug=code.replace(".", "-"),
        text=found.question.text,
        said=tuple(said(found.question, side.given.get(code), side.score.questions[code]) for side in sides),
        points=signed(found.points),
        lower=found.points < 0,
        note=told.note.strip() if told else "",
    )


def said(question: Question, told: Given | None, worth: Fraction) -> Said:
    """One side's answer in words."""
    value = clean_value(question, told.value) if told is not None and not told.none_yet else None
    if isinstance(value, dict):
        short = " / ".join(str(value.get(item.code, "–")) for item in question.inputs)
        return Said(short, " / ".join(item.text for item in question.inputs), two(worth))
    criteria = question.option_by_code[value].criteria if value and question.kind == "choice" else ""
    return Said(display(question, told), criteria, two(worth))
