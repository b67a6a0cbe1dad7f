"""Facts of the proposal and of TPN's determination."""

from dataclasses import replace
from datetime import date, datetime

from django.db.models import Q

from assessments.deadlines import has_passed, proposal_day, proposal_deadline
from assessments.engine.eligibility import ConditionFact, ConditionResult, Subject, conditions_verdict
from assessments.engine.facts import STAGE_FAILED, Facts
from assessments.engine.objection import window_of
from assessments.engine.scoring import score
from assessments.engine.verdict import Verdict, verdict
from assessments.facts.common import givens
from assessments.facts.register import held_predicates
from assessments.loaded import instrument_of, policy_of
from assessments.models import (
    Assessment,
    ConditionValue,
    IssuedDocument,
    ObjectionWindow,
    Proposal,
    ProposalUnit,
    Recommendation,
    SelfDetermination,
    SelfPermit,
    Sheet,
    WithdrawnUnit,
)
from assessments.proposal_papers import lacking, papers_of
from assessments.pulls import was_pulled


def conditions_of(
    assessment: Assessment,
    predicate: str,
    exception_reason: str = "",
    rows=None,
    held=None,
    today: date | None = None,
) -> tuple[ConditionResult, ...]:
    """The verdict on every condition of instansi and unit for a predicate, as it is on a day (today when missing).

    What the register of predicates knows of the unit (`held`, read when missing) speaks before what was typed: nobody
    types away a revocation. Where it knows nothing, what was typed counts.
    """
    if rows is None:
        of_both = Q(unit=None) | Q(unit=assessment.unit_id)
        rows = ConditionValue.objects.filter(of_both, period=assessment.period_id)
    if held is None:
        held = held_predicates(assessment.period, [assessment.unit_id], today).get(assessment.unit_id, {})
    instansi = {r.code: _fact(r) for r in rows if r.unit_id is None}
    unit = {r.code: _fact(r) for r in rows if r.unit_id == assessment.unit_id} | held
    subject = Subject(assessment.unit.instansi.kind, assessment.unit.service_kind, exception_reason)
    return conditions_verdict(policy_of(assessment.period), predicate, subject, instansi, unit)


def _fact(row: ConditionValue) -> ConditionFact:
    return ConditionFact(row.value, row.source, row.document_date)


def _sheet_verdict(assessment: Assessment, kind: str, predicate: str) -> Verdict | None:
    sheet = Sheet.objects.filter(assessment=assessment, kind=kind).first()
    if sheet is None and kind == Sheet.Kind.TPN:
        return None
    instrument = instrument_of(assessment.period)
    return verdict(policy_of(assessment.period), instrument, score(instrument, givens(sheet)))[predicate]


def proposal_facts(facts: Facts, assessment: Assessment) -> Facts:
    """What usulkan and mulai_tpn ask."""
    unit = (
        ProposalUnit.objects.filter(assessment=assessment)
        .select_related("proposal__period", "proposal__scan")
        .first()
    )
    predicate = unit.predicate if unit else assessment.target
    facts = replace(
        facts,
        predicate=predicate,
        conditions=conditions_of(assessment, predicate, unit.exception_reason if unit else ""),
        tpi_verdict=_sheet_verdict(assessment, Sheet.Kind.TPI, predicate),
        recommendation=Recommendation.objects.filter(assessment=assessment)
        .values_list("verdict", flat=True)
        .first()
        or "",
        lhe_issued=IssuedDocument.objects.filter(
            assessment=assessment, kind=IssuedDocument.Kind.LHE, blob__isnull=False, superseded_at=None
        ).exists(),
        proposal_deadline=proposal_deadline(assessment.period).astimezone(assessment.unit.instansi.zone),
    )
    if unit is None:
        return replace(facts, papers_lacking=())
    proposal = unit.proposal
    return replace(
        facts,
        letter_number=proposal.letter_number,
        letter_date=proposal.letter_date,
        letter_scan=proposal.scan_id is not None,
        approved=proposal.approved_at is not None,
        sent=proposal.sent_at is not None,
        sent_in_time=_sent_in_time(proposal, facts),
        papers_lacking=lacking(papers_of(proposal, [assessment])),
    )


def _sent_in_time(proposal: Proposal, facts: Facts) -> bool:
    """By the day that the admin records, or because PortalRB pulled it; asked only once the deadline is over."""
    if proposal.approved_at is None or proposal.sent_at is not None:
        return False
    if proposal.sent_on is not None:
        return proposal.sent_on <= proposal_day(proposal.period)
    late = facts.now and facts.proposal_deadline and has_passed(facts.proposal_deadline, facts.now)
    return bool(late) and was_pulled(proposal)


def withdrawal_facts(facts: Facts, assessment: Assessment) -> Facts:
    """What tarik_usulan asks: whether a letter withdraws the unit from the proposal in which it still is."""
    rows = WithdrawnUnit.objects.filter(assessment=assessment, proposal__units__assessment=assessment)
    return replace(facts, withdrawal_recorded=rows.exists())


def determination_facts(facts: Facts, assessment: Assessment) -> Facts:
    """What the determinations ask."""
    facts = proposal_facts(facts, assessment)
    unit = ProposalUnit.objects.filter(assessment=assessment).prefetch_related("stages", "objections").first()
    stages = list(unit.stages.all()) if unit else []
    filed = [one for one in unit.objections.all() if one.cancelled_at is None] if unit else []
    return replace(
        facts,
        stage_results={s.stage: s.result for s in stages},
        tpn_verdict=_sheet_verdict(assessment, Sheet.Kind.TPN, facts.predicate or assessment.target),
        decision_number=unit.decree_number if unit else "",
        decision_date=unit.decree_date if unit else None,
        last_stage_on=max((s.date for s in stages), default=None),
        objection_pending=any(not one.outcome for one in filed),
        objection_open_until=_open_until(assessment, unit, stages, len(filed), facts.now),
    )


def _open_until(
    assessment: Assessment, unit: ProposalUnit | None, stages, filed: int, now: datetime | None
) -> datetime | None:
    """Until when the unit may still contest that TPN refused it; None where it may not, states that it does not, or
    nobody knows.
    """
    rule = policy_of(assessment.period).objection
    refused = rule and next((s for s in stages if s.stage == rule.after and s.result == STAGE_FAILED), None)
    if not refused or filed >= rule.times or now is None:
        return None
    days = ObjectionWindow.objects.filter(period=assessment.period_id).values_list("opens_on", "closes_on")
    window = window_of(rule, refused_on=refused.date, announced=days.first())
    if window is None or window.is_over(now):
        return None
    if unit is not None and unit.waivers.filter(withdrawn_at=None).exists():
        return None
    return window.closes_at.astimezone(assessment.unit.instansi.zone)


def self_permitted(assessment: Assessment) -> bool:
    """Whether the Minister has allowed WBK mandiri to the instansi for the year; at most one query."""
    if not policy_of(assessment.period).self_determined_wbk:
        return False
    permits = SelfPermit.objects.filter(instansi=assessment.unit.instansi_id)
    return any(permit.covers(assessment.period.year) for permit in permits)


def self_determination_facts(facts: Facts, assessment: Assessment) -> Facts:
    """What WBK mandiri asks: WBK, whatever the unit aims at, and no proposal in between."""
    facts = proposal_facts(facts, assessment)
    decided = SelfDetermination.objects.filter(assessment=assessment).first()
    return replace(
        facts,
        predicate="WBK",
        conditions=conditions_of(assessment, "WBK"),
        tpi_verdict=_sheet_verdict(assessment, Sheet.Kind.TPI, "WBK"),
        in_proposal=ProposalUnit.objects.filter(assessment=assessment).exists(),
        self_permitted=self_permitted(assessment),
        decision_number=decided.decree_number if decided else "",
        decision_date=decided.decree_date if decided else None,
    )
