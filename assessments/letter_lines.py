"""The units of a letter of TPN: those that can have a result at a stage, with what was typed beside what stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from assessments.engine.facts import STAGE_FAILED
from assessments.engine.policy_model import Stage
from assessments.engine.stages import next_stage
from assessments.loaded import policy_of
from assessments.models import Assessment, Period, StageResult, State
from assessments.services.tpn_letters import Line, LinesRefused

Result = StageResult.Result


@dataclass
class LetterLine:
    """A unit in the table of a letter. `waits`: why it can have no result at this stage yet, or no more."""

    assessment: Assessment
    stored: StageResult | None
    waits: str
    result: str
    note: str
    seen: int
    problems: list[str] = field(default_factory=list)


def lines_of_letter(period: Period, stage: Stage, data: Mapping[str, str] | None) -> list[LetterLine]:
    """All units in TPN of a year, for one stage; with `data`, what was posted. Three queries: units with their
    proposals, stages, sanggah.
    """
    found = Assessment.objects.filter(period=period, state=State.PENILAIAN_TPN)
    found = found.select_related("unit", "proposal_unit").prefetch_related(
        "proposal_unit__stages", "proposal_unit__objections"
    )
    return [_line(period, row, stage, data) for row in found.order_by("unit__code")]


def _line(period: Period, row: Assessment, stage: Stage, data: Mapping[str, str] | None) -> LetterLine:
    unit = row.proposal_unit
    stages = {one.stage: one for one in unit.stages.all()}
    stored = stages.get(stage.code)
    waits = "" if stored else _waits(period, stage, stages)
    if any(one.stage == stage.code and one.cancelled_at is None for one in unit.objections.all()):
        waits = "Sudah disanggah; hasilnya mengikuti jawaban sanggah."
    result, note, seen = "", "", 0
    if stored is not None:
        note, seen = stored.note, stored.version
    if data is not None and not waits:
        result = data.get(f"result-{row.pk}", "")
        note = data.get(f"note-{row.pk}", "")
        raw = data.get(f"version-{row.pk}", "")
        seen = int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 10 else -1
    return LetterLine(row, stored, waits, result, note, seen)


def _waits(period: Period, stage: Stage, stages: Mapping[str, StageResult]) -> str:
    policy = policy_of(period)
    awaited = next_stage(policy, {code: one.result for code, one in stages.items()})
    if awaited == stage:
        return ""
    if awaited is not None:
        return f"Menunggu hasil {awaited.name}."
    ended = next((one.name for one in policy.stages_before_decision if _failed(stages.get(one.code))), "")
    return f"Tidak lanjut pada {ended}." if ended else "Semua tahap sudah dicatat."


def _failed(stored: StageResult | None) -> bool:
    return stored is not None and stored.result == STAGE_FAILED


def mark(rows: Iterable[LetterLine], error: LinesRefused) -> None:
    """Tell each unit why it was refused. What stands now is on the page, so that the next press is about that."""
    by_pk = {row.assessment.pk: row for row in rows}
    for (message, _), pk in zip(error.reasons, error.lines, strict=True):
        by_pk[pk].problems.append(message)
        by_pk[pk].seen = by_pk[pk].stored.version if by_pk[pk].stored else 0


def lines_from(rows: Iterable[LetterLine]) -> list[Line]:
    """What was chosen: every unit with a result, and none that has to wait."""
    return [
        Line(row.assessment.pk, row.result, row.note, row.seen)
        for row in rows
        if row.result and not row.waits
    ]
