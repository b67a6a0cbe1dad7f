"""Gathering the plain facts that the guards of a move look at."""

from collections.abc import Callable
from dataclasses import replace

from django.utils import timezone

from assessments import queries
from assessments.engine.comparison import differing_without_note
from assessments.engine.completeness import gaps
from assessments.engine.eligibility import ConditionFact, ConditionResult, Subject, conditions_verdict
from assessments.engine.facts import Facts
from assessments.engine.scoring import score
from assessments.engine.verdict import Verdict, verdict
from assessments.loaded import instrument_of, policy_of
from assessments.models import (
    Assessment,
    ConditionValue,
    Consideration,
    Development,
    IssuedDocument,
    ProposalUnit,
    Sheet,
    State,
)
from assessments.stored import given
from units.models import Membership, TeamMember
from units.queries import in_force


def gather(name: str, assessment: Assessment) -> Facts:
    """The facts that the guards of the move `name` ask for, as they stand in the database now.

    The assessment must come from `queries.visible_assessments` (it carries `team_id`).
    """
    period = assessment.period
    now = timezone.now()
    facts = Facts(
        policy=policy_of(period),
        predicate=assessment.target,
        now=now,
        today=now.astimezone(assessment.unit.instansi.zone).date(),
        deadline=period.deadline.astimezone(assessment.unit.instansi.zone),
        has_period=True,
        opens_on=period.opens_on,
    )
    return _GATHERERS[name](facts, assessment)


def for_proposal(assessment: Assessment, *, assume_approved: bool = False) -> Facts:
    """The facts of `usulkan`; with `assume_approved`, as if the head of the instansi had approved already."""
    facts = gather("usulkan", assessment)
    return replace(facts, approved=True) if assume_approved else facts


def _declaration(facts: Facts, assessment: Assessment) -> Facts:
    declaration = assessment.declaration
    if declaration is None:
        return replace(facts, staff=0, signed=0)
    return replace(
        facts,
        declaration_level="unit" if declaration.unit_id else "instansi",
        declared_on=declaration.date,
        declarer=declaration.declarer_name,
        declaration_scan=declaration.scan_id is not None,
        leader_signed=declaration.leader_signed,
        staff=declaration.staff_count,
        signed=declaration.signed_count,
    )


def _development(facts: Facts, assessment: Assessment) -> Facts:
    development = Development.objects.filter(assessment=assessment).first()
    if development is None:
        return facts
    return replace(
        facts,
        decree_number=development.decree_number,
        decree_date=development.decree_date,
        has_team=bool(development.team.strip()),
        has_plan=development.plan_id is not None,
        development_recorded=True,
    )


def _submission(facts: Facts, assessment: Assessment) -> Facts:
    sheet = Sheet.objects.filter(assessment=assessment, kind=Sheet.Kind.UNIT).first()
    found = gaps(instrument_of(assessment.period), _givens(sheet))
    return replace(
        facts,
        unanswered=found.unanswered,
        without_note=found.without_note,
        without_source=found.without_source,
    )


def _givens(sheet: Sheet | None) -> dict:
    return {code: given(answer) for code, answer in queries.answers_of(sheet).items()}


def _finalising(facts: Facts, assessment: Assessment) -> Facts:
    instrument = instrument_of(assessment.period)
    sheets = queries.sheets_of(assessment)
    today = facts.today or timezone.localdate()
    members = list(
        TeamMember.objects.filter(in_force(today), team_id=assessment.team_id).select_related("user")
    )
    of_unit = set(
        Membership.objects.filter(in_force(today), unit_id=assessment.unit_id).values_list(
            "user_id", flat=True
        )
    )
    unit = _givens(sheets.get((Sheet.Kind.UNIT, None)))
    final = _givens(sheets.get((Sheet.Kind.TPI, None)))
    found = gaps(instrument, final)
    missing = set(found.unanswered) | set(found.without_note)
    return replace(
        facts,
        team_assigned=assessment.team_id is not None,
        team_has_lead=any(m.seat == TeamMember.Seat.KETUA for m in members),
        members_pending=tuple(
            str(m.user)
            for m in members
            if m.seat == TeamMember.Seat.ANGGOTA
            and m.user_id not in of_unit
            and not ((s := sheets.get((Sheet.Kind.MEMBER, m.user_id))) is not None and s.done_at is not None)
        ),
        own_unit_assessors=tuple(str(m.user) for m in members if m.user_id in of_unit),
        without_final=tuple(code for code in instrument.questions if code in missing),
        differing_without_note=differing_without_note(instrument, unit, final),
        considerations_written=frozenset(
            Consideration.objects.filter(assessment=assessment)
            .exclude(text="")
            .values_list("code", flat=True)
        ),
    )


def conditions_of(
    assessment: Assessment, predicate: str, exception_reason: str = "", rows=None
) -> tuple[ConditionResult, ...]:
    """The verdict on every condition of instansi and unit for a predicate.

    What the portal itself knows speaks where nothing was typed: the predicate of an earlier year.
    """
    if rows is None:
        rows = ConditionValue.objects.filter(period=assessment.period_id)
    instansi = {r.code: _fact(r) for r in rows if r.unit_id is None}
    unit = _held_predicate(assessment) | {r.code: _fact(r) for r in rows if r.unit_id == assessment.unit_id}
    subject = Subject(assessment.unit.instansi.kind, assessment.unit.service_kind, exception_reason)
    return conditions_verdict(policy_of(assessment.period), predicate, subject, instansi, unit)


def _held_predicate(assessment: Assessment) -> dict[str, ConditionFact]:
    codes = [c.code for c in policy_of(assessment.period).unit_conditions if c.kind == "predicate"]
    held = (
        Assessment.objects.filter(
            unit=assessment.unit_id,
            period__year__lt=assessment.period.year,
            state__in=[State.WBK, State.WBBM],
        )
        .order_by("-period__year")
        .select_related("period")
        .only("state", "period__year")
        .first()
    )
    if held is None:
        return {}
    return {
        code: ConditionFact(held.state.upper(), f"Penetapan tahun {held.period.year} di portal")
        for code in codes
    }


def _fact(row: ConditionValue) -> ConditionFact:
    return ConditionFact(row.value, row.source, row.document_date)


def _sheet_verdict(assessment: Assessment, kind: str, predicate: str) -> Verdict | None:
    sheet = Sheet.objects.filter(assessment=assessment, kind=kind).first()
    if sheet is None and kind == Sheet.Kind.TPN:
        return None
    instrument = instrument_of(assessment.period)
    return verdict(policy_of(assessment.period), instrument, score(instrument, _givens(sheet)))[predicate]


def _proposal(facts: Facts, assessment: Assessment) -> Facts:
    unit = ProposalUnit.objects.filter(assessment=assessment).select_related("proposal").first()
    predicate = unit.predicate if unit else assessment.target
    facts = replace(
        facts,
        predicate=predicate,
        conditions=conditions_of(assessment, predicate, unit.exception_reason if unit else ""),
        tpi_verdict=_sheet_verdict(assessment, Sheet.Kind.TPI, predicate),
        lhe_issued=IssuedDocument.objects.filter(
            assessment=assessment, kind=IssuedDocument.Kind.LHE, blob__isnull=False, superseded_at=None
        ).exists(),
    )
    if unit is None:
        return facts
    proposal = unit.proposal
    return replace(
        facts,
        letter_number=proposal.letter_number,
        letter_date=proposal.letter_date,
        letter_scan=proposal.scan_id is not None,
        approved=proposal.approved_at is not None,
        sent=proposal.sent_at is not None,
    )


def _determination(facts: Facts, assessment: Assessment) -> Facts:
    facts = _proposal(facts, assessment)
    unit = ProposalUnit.objects.filter(assessment=assessment).prefetch_related("stages").first()
    return replace(
        facts,
        stage_results={s.stage: s.result for s in unit.stages.all()} if unit else {},
        tpn_verdict=_sheet_verdict(assessment, Sheet.Kind.TPN, facts.predicate or assessment.target),
        decision_number=unit.decree_number if unit else "",
        decision_date=unit.decree_date if unit else None,
    )


_GATHERERS: dict[str, Callable[[Facts, Assessment], Facts]] = {
    "catat_pencanangan": _declaration,
    "catat_pembangunan": _development,
    "buka_penilaian": _development,
    "ajukan": _submission,
    "finalkan": _finalising,
    "usulkan": _proposal,
    "mulai_tpn": _proposal,
    "tetapkan_wbk": _determination,
    "tetapkan_wbbm": _determination,
    "tetapkan_belum": _determination,
}
