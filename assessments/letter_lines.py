"""The units of a letter of TPN: those that can have a result at a stage, with what was typed beside what stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from assessments.engine.facts import STAGE_FAILED
from assessments.engine.policy_model import Stage
from assessments.engine.stages import next_stage
from assessments.loaded import policy_of
from assessments.models import Assessment, Period, StageResult, State
from assessments.services.errors import Refused
from assessments.services.tpn_letters import Line, LinesRefused
from units.texts import plain_text

Result = StageResult.Result
MARKED = "Belum ada yang disimpan. Perbaiki unit yang ditandai di bawah."
GONE = "Unit ini tidak lagi dinilai TPN."
NO_RESULT = "Pilih hasilnya, atau kosongkan catatannya."
DROPPED = "{} Yang Anda isi: {}. Simpan sekali lagi bila surat ini tanpa unit ini."


@dataclass
class LetterLine:
    """A unit in the table of a letter. `waits`: why it can have no result at this stage yet, or no more; then what was
    posted for it all the same is a problem, as is a note without a result.
    """

    assessment: Assessment
    stored: StageResult | None
    waits: str
    result: str
    note: str
    seen: int
    problems: list[str] = field(default_factory=list)

    @property
    def predicate(self) -> str:
        """What it was proposed for."""
        unit = getattr(self.assessment, "proposal_unit", None)
        return unit.predicate if unit else self.assessment.target


def lines_of_letter(period: Period, stage: Stage, data: Mapping[str, str] | None) -> list[LetterLine]:
    """All units in TPN of a year, for one stage; with `data`, what was posted, also about units that left TPN since.
    Three queries: units with their proposals, stages, sanggah; one more where such a unit was posted.
    """
    found = Assessment.objects.filter(period=period, state=State.PENILAIAN_TPN)
    found = found.select_related("unit", "proposal_unit").prefetch_related(
        "proposal_unit__stages", "proposal_unit__objections"
    )
    rows = [_line(period, row, stage, data) for row in found.order_by("unit__code")]
    return rows if data is None else rows + _gone(period, data, {row.assessment.pk for row in rows})


def _gone(period: Period, data: Mapping[str, str], there: set[int]) -> list[LetterLine]:
    """What was posted about units of the year that TPN no longer assesses."""
    wanted = {pk for pk in _posted(data) if pk not in there}
    if not wanted:
        return []
    found = Assessment.objects.filter(period=period, pk__in=wanted)
    rows = found.select_related("unit", "proposal_unit").order_by("unit__code")
    return [LetterLine(row, None, GONE, "", "", 0, [_dropped(GONE, row.pk, data)]) for row in rows]


def _posted(data: Mapping[str, str]) -> set[int]:
    """The units about which something was posted."""
    names = (key.partition("-") for key, value in data.items() if value and value.strip())
    numbers = [pk for name, _, pk in names if name in ("result", "note")]
    return {int(pk) for pk in numbers if pk.isascii() and pk.isdecimal() and len(pk) < 19}


def _dropped(why: str, pk: int, data: Mapping[str, str]) -> str:
    """The problem with what was posted about a unit that can have no result; "" where nothing was."""
    result, note = data.get(f"result-{pk}", ""), plain_text(data.get(f"note-{pk}", ""))
    typed = [str(dict(Result.choices).get(result, result))] if result else []
    if note:
        typed.append(f"catatan: {note}")
    return DROPPED.format(why, "; ".join(typed)) if typed else ""


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
    line = LetterLine(row, stored, waits, result, note, seen)
    if data is not None and waits and (dropped := _dropped(waits, row.pk, data)):
        line.problems.append(dropped)
    elif data is not None and not result and plain_text(note) not in ("", stored.note if stored else ""):
        line.problems.append(NO_RESULT)
    return line


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


def lines_from(rows: Iterable[LetterLine], data: Mapping[str, str]) -> list[Line]:
    """What was chosen: every unit with a result; also one that is of no row, which the service refuses.

    Raises Refused while something that was posted would be dropped.
    """
    rows = list(rows)
    if any(row.problems for row in rows):
        raise Refused(MARKED)
    strange = _posted(data) - {row.assessment.pk for row in rows}
    found = [Line(row.assessment.pk, row.result, row.note, row.seen) for row in rows if row.result]
    return found + [Line(pk, data.get(f"result-{pk}", ""), "", 0) for pk in sorted(strange)]
