"""View-models of TPN's pages: the stages of a unit as lines, and all units of a year against the stages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from assessments.engine.facts import STAGE_FAILED
from assessments.engine.instrument import Instrument, Question
from assessments.engine.policy_model import Policy, Stage
from assessments.engine.stages import next_stage
from assessments.loaded import policy_of
from assessments.models import (
    Assessment,
    Objection,
    ObjectionWaiver,
    Period,
    ProposalUnit,
    Sheet,
    StageDocument,
    StageResult,
    State,
)

Result = StageResult.Result
CHIPS = {
    Result.PASSED: ("selesai", "Lanjut"),
    Result.NOTED: ("berjalan", "Lanjut dengan catatan"),
    Result.FAILED: ("gagal", "Tidak lanjut"),
}
OUTCOMES = {
    "": ("perlu", "Menunggu jawaban"),
    Objection.Outcome.ACCEPTED: ("selesai", "Diterima"),
    Objection.Outcome.REJECTED: ("gagal", "Ditolak"),
}
WAIVED = ("selesai", "Tidak menyanggah")
FIELD_VALUES = "nilai TPN"  # of a stage's `records`: what TPN found in the field
FEW = (
    "Responden kurang dari {0}. Itu hanya boleh bila semua pengguna layanan pada masa survei kurang dari {0}: "
    "isi jumlah pengguna layanannya, atau periksa lagi suratnya."
)
PAGE_SIZE = 50
AT_TPN = (State.DIUSULKAN, State.PENILAIAN_TPN, State.WBK, State.WBBM, State.BELUM_MEMENUHI, State.DICABUT)
SHOWN = {
    "berjalan": "Sedang dinilai",
    "terhenti": "Tidak lanjut",
    "sanggah": "Sanggah menunggu jawaban",
    "ditetapkan": "Ditetapkan WBK atau WBBM",
    "belum": "Belum memenuhi",
}


@dataclass(frozen=True)
class Line:
    """A stage of one unit. `chip`: kind and word; `is_next`: its result is awaited."""

    stage: Stage
    stored: StageResult | None
    documents: int
    is_next: bool

    @property
    def chip(self) -> tuple[str, str]:
        """Kind and word of its result."""
        return CHIPS[Result(self.stored.result)] if self.stored else ("belum", "Belum ada")

    @property
    def is_open(self) -> bool:
        """Whether there is something to record or to read."""
        return self.is_next or self.stored is not None


def lines_of(policy: Policy, unit: ProposalUnit) -> list[Line]:
    """The stages before the determination; two queries, none where stages and documents are prefetched."""
    stored = {one.stage: one for one in unit.stages.all()}
    documents = [one.stage for one in unit.stage_documents.all() if one.removed_at is None]
    awaited = next_stage(policy, {code: one.result for code, one in stored.items()})
    return [
        Line(stage, stored.get(stage.code), documents.count(stage.code), stage == awaited)
        for stage in policy.stages_before_decision
    ]


def survey_questions(instrument: Instrument, stage: Stage | None) -> dict[str, Question]:
    """Code → the index questions that the surveys of a stage answer ("SPAK", "SPKP" in its `records`)."""
    wanted = set(stage.records) if stage else set()
    return {
        question.code: question
        for component in instrument.walk()
        if component.survey in wanted
        for question in component.questions
    }


def survey_stage(policy: Policy, instrument: Instrument) -> Stage | None:
    """The stage that records survey indices, if the policy has one."""
    stages = policy.stages_before_decision
    return next((stage for stage in stages if survey_questions(instrument, stage)), None)


def is_few(stage: Stage, respondents: int, population: int | None) -> bool:
    """Fewer respondents than the policy wants, where not all users together are fewer (90/2021 p. 55)."""
    least = stage.min_respondents
    if least is None or respondents >= least:
        return False
    return population is None or population >= least


@dataclass(frozen=True)
class Cell:
    """One stage of a unit in the table of a year."""

    name: str
    kind: str
    label: str
    on: date | None


@dataclass(frozen=True)
class YearRow:
    """One unit against the stages of its year."""

    assessment: Assessment
    predicate: str
    cells: tuple[Cell, ...]
    objection: tuple[str, str] | None
    awaited: str
    total: object
    decree: str


def at_tpn(period: Period, *, shown: str = "", stage: str = "", search: str = "") -> QuerySet[Assessment]:
    """The units of a year that were sent to TPN: `shown` a key of SHOWN, `stage` the code of the stage awaited."""
    found = Assessment.objects.filter(
        period=period, state__in=AT_TPN, proposal_unit__proposal__sent_at__isnull=False
    )
    if search:
        found = found.filter(Q(unit__name__icontains=search) | Q(unit__code__icontains=search))
    failed = Q(proposal_unit__stages__result=STAGE_FAILED)
    pending = Q(proposal_unit__objections__outcome="", proposal_unit__objections__cancelled_at=None)
    pending &= Q(proposal_unit__objections__isnull=False)
    in_tpn = Q(state=State.PENILAIAN_TPN)
    wanted = {
        "berjalan": in_tpn & ~failed,
        "terhenti": in_tpn & failed,
        "sanggah": in_tpn & pending,
        "ditetapkan": Q(state__in=(State.WBK, State.WBBM)),
        "belum": Q(state=State.BELUM_MEMENUHI),
    }.get(shown)
    if wanted is not None:
        found = found.filter(wanted).distinct()
    codes = [one.code for one in policy_of(period).stages_before_decision]
    if stage in codes:
        found = _awaiting(found, codes[: codes.index(stage)], stage)
    return found.order_by("unit__code")


def _awaiting(found: QuerySet[Assessment], before: list[str], stage: str) -> QuerySet[Assessment]:
    """Those in TPN whose result of `stage` comes next: the one before went on, this one is not there yet."""
    found = found.filter(state=State.PENILAIAN_TPN)
    if before:
        went_on = StageResult.objects.filter(stage=before[-1]).exclude(result=STAGE_FAILED)
        found = found.filter(proposal_unit__in=went_on.values("proposal_unit"))
    there = StageResult.objects.filter(stage=stage)
    return found.exclude(proposal_unit__in=there.values("proposal_unit"))


def year_rows(period: Period, assessments: QuerySet[Assessment] | Iterable[Assessment]) -> list[YearRow]:
    """The rows of a page; six queries whatever the number of units: units with their proposals, stages, documents,
    sanggah, statements that there is none, sheets.
    """
    found = assessments.select_related("unit", "proposal_unit").prefetch_related(
        "proposal_unit__stages",
        Prefetch("proposal_unit__stage_documents", StageDocument.objects.filter(removed_at=None)),
        "proposal_unit__objections",
        Prefetch("proposal_unit__waivers", ObjectionWaiver.objects.filter(withdrawn_at=None)),
        Prefetch("sheets", Sheet.objects.filter(kind=Sheet.Kind.TPN), to_attr="tpn_sheets"),
    )
    policy = policy_of(period)
    return [_row(policy, row) for row in found]


def _row(policy: Policy, row: Assessment) -> YearRow:
    unit = row.proposal_unit
    lines = lines_of(policy, unit)
    awaited = next((line.stage.name for line in lines if line.is_next), "")
    filed = [one for one in unit.objections.all() if one.cancelled_at is None]
    sheet = row.tpn_sheets[0] if row.tpn_sheets else None
    return YearRow(
        row,
        unit.predicate,
        tuple(Cell(line.stage.name, *line.chip, line.stored.date if line.stored else None) for line in lines),
        OUTCOMES[filed[-1].outcome] if filed else WAIVED if unit.waivers.all() else None,
        awaited if row.state == State.PENILAIAN_TPN else "",
        sheet.total if sheet else None,
        unit.decree_number,
    )
