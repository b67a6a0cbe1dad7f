"""One letter of TPN about many units: all its results are recorded, or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from assessments.models import Assessment, Period, StageResult
from assessments.services.errors import NotAllowed, Refused
from assessments.services.periods import require_admin
from assessments.services.tpn_stages import StageData, record_stage
from documents.models import Revision


@dataclass(frozen=True)
class Line:
    """One unit of a letter about many: its result and note, and the version of the result that was seen (0: none)."""

    assessment_id: int
    result: str
    note: str
    seen: int


class LinesRefused(Refused):
    """A letter that some of its units refuse; `lines` has the assessment of each reason."""

    def __init__(self, *reasons: tuple[str, str, int]) -> None:
        super().__init__(*((message, where) for message, where, _ in reasons))
        self.lines = [pk for _, _, pk in reasons]


def record_letter(
    period: Period,
    *,
    stage: str,
    letter_number: str,
    letter_date: date,
    lines: Sequence[Line],
    actor,
    scan: Revision | None = None,
) -> int:
    """Record the results of one stage that a letter tells; gives how many it holds.

    Each unit keeps the recommendation that stood. Raises NotAllowed (also for a unit that is not of this year), Refused
    (no line), LinesRefused with every reason of every unit.
    """
    require_admin(actor, period.instansi_id)
    if not lines:
        raise Refused("Pilih hasil paling sedikit satu unit.")
    wanted = [line.assessment_id for line in lines]
    if Assessment.objects.filter(period=period, pk__in=wanted).count() != len(set(wanted)):
        raise NotAllowed("Ada unit yang bukan dari tahun surat ini.")
    reasons: list[tuple[str, str, int]] = []
    with transaction.atomic():
        for line in sorted(lines, key=lambda one: one.assessment_id):
            rows = StageResult.objects.filter(proposal_unit__assessment=line.assessment_id, stage=stage)
            stands = rows.values_list("recommendation", flat=True).first() or ""
            data = StageData(line.result, letter_date, letter_number, line.note, stands)
            reasons += _line(line, stage, data, scan, actor)
        if reasons:
            raise LinesRefused(*reasons)
    return len(lines)


def _line(
    line: Line, stage: str, data: StageData, scan: Revision | None, actor
) -> list[tuple[str, str, int]]:
    """Record one unit in a savepoint, so that the units after a refused one are still asked."""
    try:
        with transaction.atomic():
            record_stage(
                line.assessment_id,
                stage=stage,
                data=data,
                seen=line.seen,
                actor=actor,
                documents=[scan] if scan else [],
            )
    except NotAllowed:
        raise
    except Refused as error:
        return [(message, where, line.assessment_id) for message, where in error.reasons]
    return []
