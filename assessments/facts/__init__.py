"""Gathering the plain facts that the guards of a move look at."""

from collections.abc import Callable
from dataclasses import replace

from django.utils import timezone

from assessments.engine.facts import Facts
from assessments.facts.finalising import finalising_facts
from assessments.facts.proposal import (
    conditions_of,
    determination_facts,
    proposal_facts,
    self_determination_facts,
    self_permitted,
    withdrawal_facts,
)
from assessments.facts.proposed import standings_of
from assessments.facts.register import held_predicates, revocation_facts, saturation_of
from assessments.facts.resting import undetermination_facts
from assessments.facts.retracting import retraction_facts
from assessments.facts.signatures import Line, Standing, result_lines, signature_lines
from assessments.facts.steps import declaration_facts, development_facts
from assessments.facts.submission import (
    needs_preliminary,
    preliminary_assessors,
    preliminary_facts,
    reopening_facts,
    resubmission_facts,
    round_facts,
    submission_facts,
)
from assessments.loaded import policy_of
from assessments.models import Assessment


def gather(name: str, assessment: Assessment, *, reason: str = "") -> Facts:
    """The facts that the guards of the move `name` ask for, as they stand in the database now.

    `reason` is what the person writes who makes the move. The assessment must
    come from `queries.visible_assessments` (it carries `team_id`).
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
        reason=reason,
    )
    return _GATHERERS[name](facts, assessment)


def for_proposal(assessment: Assessment, *, draft: bool = False) -> Facts:
    """The facts of `usulkan` as if the head of the instansi had approved already; with `draft` also as if it were in
    time and its letter and documents were there: they are made for the proposal, after it.
    """
    facts = replace(gather("usulkan", assessment), approved=True)
    return (
        replace(facts, letter_scan=True, papers_lacking=(), now=facts.proposal_deadline) if draft else facts
    )


_GATHERERS: dict[str, Callable[[Facts, Assessment], Facts]] = {
    "catat_pencanangan": declaration_facts,
    "catat_pembangunan": development_facts,
    "buka_penilaian": development_facts,
    "ajukan": submission_facts,
    "ajukan_pendahuluan": submission_facts,
    "teruskan_ke_tpi": preliminary_facts,
    "kembalikan_pendahuluan": preliminary_facts,
    "kembalikan": round_facts,
    "ajukan_perbaikan": resubmission_facts,
    "tutup_perbaikan": round_facts,
    "buka_kembali": reopening_facts,
    "finalkan": finalising_facts,
    "usulkan": proposal_facts,
    "tarik_usulan": withdrawal_facts,
    "mulai_tpn": proposal_facts,
    "tetapkan_wbk": determination_facts,
    "tetapkan_wbbm": determination_facts,
    "tetapkan_belum": determination_facts,
    "batalkan_penetapan": undetermination_facts,
    "batalkan_wbk_mandiri": undetermination_facts,
    "cabut": revocation_facts,
    "batalkan_cabut_wbk": retraction_facts,
    "batalkan_cabut_wbbm": retraction_facts,
    "tetapkan_wbk_mandiri": self_determination_facts,
}

__all__ = [
    "Line",
    "Standing",
    "conditions_of",
    "for_proposal",
    "gather",
    "held_predicates",
    "needs_preliminary",
    "preliminary_assessors",
    "result_lines",
    "saturation_of",
    "self_permitted",
    "signature_lines",
    "standings_of",
]
