"""The lines of one page of the table of a year with all that is shown of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from assessments.engine.policy import Policy
from assessments.engine.scoring import two
from assessments.loaded import instrument_of, policy_of
from assessments.models import Period, Sheet, State
from assessments.rules import RELEASED, SUBMITTED
from assessments.team_seats import done_of, members_by_unit
from assessments.units_of_year.lacking import lacking
from assessments.units_of_year.lines import Line


@dataclass(frozen=True)
class Bar:
    """One area of a row: percents of the area's weight as decimal text; `tpi` only when it is released."""

    area: str
    unit: str
    tpi: str | None
    minimum: str
    text: str


@dataclass(frozen=True)
class Row:
    """One unit in the table. `lacks` and `who`: what is missing to go on, and who must act."""

    line: Line
    bars: tuple[Bar, ...]
    verdict: tuple[str, str]
    progress: str
    lacks: str
    who: str


def rows_of(period: Period, lines: Sequence[Line], *, now: datetime) -> list[Row]:
    """The rows of these lines. Four queries whatever their number: sheets, and who counts as anggota (seats,
    memberships, declared conflicts).

    Of TPI before release only progress is there, never an answer or a score (DESIGN "People").
    """
    found = [line.assessment for line in lines]
    sheets: dict[int, list[Sheet]] = {a.pk: [] for a in found}
    for sheet in Sheet.objects.filter(assessment__in=found).defer("scores"):
        sheets[sheet.assessment_id].append(sheet)
    members = members_by_unit(found, {a.unit_id: a.team_id for a in found})
    policy, names = policy_of(period), instrument_of(period).areas
    return [
        _row(line, policy, names, sheets[line.assessment.pk], members[line.assessment.pk], now)
        for line in lines
    ]


def _row(line: Line, policy: Policy, names, sheets: list[Sheet], members: set[int], now: datetime) -> Row:
    a = line.assessment
    released = {Sheet.Kind.UNIT, Sheet.Kind.TPI, Sheet.Kind.TPN} if a.state in RELEASED else {Sheet.Kind.UNIT}
    by_kind = {s.kind: s for s in sheets if s.kind in released}
    unit, tpi = by_kind.get(Sheet.Kind.UNIT), by_kind.get(Sheet.Kind.TPI)
    counts = by_kind.get(Sheet.Kind.TPN) or tpi or unit
    minimum = policy.predicates[a.target].area_percent
    done, counted = done_of(members, sheets) if a.state in SUBMITTED and line.team else (0, 0)
    lacks, who = lacking(line, (done, counted), counts, now=now)
    return Row(
        line=line,
        bars=tuple(_bar(code, name, unit, tpi, minimum) for code, name in names.items()),
        verdict=_verdict(counts, a.target),
        progress=_progress(line, done, counted),
        lacks=lacks,
        who=who,
    )


def _progress(line: Line, done: int, counted: int) -> str:
    a = line.assessment
    if a.state in SUBMITTED and line.team:
        return f"{done} dari {counted} anggota selesai"
    if a.state == State.PENDAHULUAN and a.unit.parent is not None:
        return f"menunggu penilaian pendahuluan {a.unit.parent.code}"
    return ""


def _bar(code: str, name: str, unit: Sheet | None, tpi: Sheet | None, minimum: Fraction | None) -> Bar:
    mine = unit.areas.get(code, "0") if unit else "0"
    theirs = tpi.areas.get(code) if tpi else None
    spoken = f"{name}: unit {two(Fraction(mine))}%"
    if theirs is not None:
        spoken += f", TPI {two(Fraction(theirs))}%"
    return Bar(code, mine, theirs, str(minimum) if minimum is not None else "", spoken)


def _verdict(sheet: Sheet | None, target: str) -> tuple[str, str]:
    """(kind of chip, words) for what the values reach; nothing to say of an empty sheet."""
    if sheet is None or not sheet.answered:
        return "", ""
    met = [predicate for predicate, found in sheet.verdict.items() if found["met"]]
    if not met:
        return "belum", "di bawah WBK"
    return "selesai" if target in met else "belum", f"minimum {met[-1]}"
