"""Units that TPN refused and that may still object: their window, and since when the refusal is known."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q

from assessments.engine.objection import Window, window_of
from assessments.loaded import policy_of
from assessments.models import Assessment, Objection, ObjectionWaiver, Period, StageResult, State


@dataclass(frozen=True)
class Contestable:
    """A unit whose refusal may be contested in `window`; `since`: when the refusal was recorded."""

    assessment: Assessment
    window: Window
    since: datetime


def contestable(periods: Iterable[Period]) -> list[Contestable]:
    """Refused at the stage that the policy names, without a sanggah or word that there is none, in a window that is
    known; by unit code.

    The window may be still to come or over: ask it. One query, none without a policy that knows sanggah.
    """
    rules = {period.pk: policy_of(period).objection for period in periods}
    at_stage = [
        Q(proposal_unit__assessment__period=pk, stage=rule.after)
        for pk, rule in rules.items()
        if rule is not None
    ]
    if not at_stage:
        return []
    filed = Objection.objects.filter(proposal_unit=OuterRef("proposal_unit"), cancelled_at=None)
    waived = ObjectionWaiver.objects.filter(proposal_unit=OuterRef("proposal_unit"), withdrawn_at=None)
    refused = StageResult.objects.filter(
        ~Exists(filed),
        ~Exists(waived),
        reduce(or_, at_stage),
        result=StageResult.Result.FAILED,
        proposal_unit__assessment__state=State.PENILAIAN_TPN,
    ).select_related(
        "proposal_unit__assessment__unit__instansi", "proposal_unit__assessment__period__objection_window"
    )
    found = []
    for stage in refused.order_by("proposal_unit__assessment__unit__code"):
        assessment = stage.proposal_unit.assessment
        announced = getattr(assessment.period, "objection_window", None)
        days = (announced.opens_on, announced.closes_on) if announced else None
        rule = rules[assessment.period_id]
        window = window_of(rule, refused_on=stage.date, announced=days) if rule else None
        if window is not None:
            found.append(Contestable(assessment, window, stage.recorded_at))
    return found
