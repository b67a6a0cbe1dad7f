"""What waits about sanggah: units that TPN refused, while the announced window is open. Practice, no regulation."""

from collections.abc import Iterator
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from assessments.engine.objection import window_between
from assessments.loaded import policy_of
from assessments.models import Objection, ObjectionWaiver, ProposalUnit, StageResult, State
from assessments.todo.desk import Desk
from assessments.todo.items import Item
from units.models import Role


def items(desk: Desk) -> Iterator[Item]:
    """For the admin: refused at the stage that the policy names, to the last second of the window; once filed TPN has
    it, once waived nobody waits. One query.
    """
    years = {period.pk: period for period in desk.periods if desk.administers(period)}
    if not years:
        return
    after = {period.pk: policy_of(period).objection for period in years.values()}
    at_stage = [
        Q(assessment__period=pk, stages__stage=rule.after, stages__result=StageResult.Result.FAILED)
        for pk, rule in after.items()
        if rule is not None
    ]
    if not at_stage:
        return
    filed = Objection.objects.filter(proposal_unit=OuterRef("pk"), cancelled_at=None)
    waived = ObjectionWaiver.objects.filter(proposal_unit=OuterRef("pk"), withdrawn_at=None)
    refused = ProposalUnit.objects.filter(
        ~Exists(filed),
        ~Exists(waived),
        reduce(or_, at_stage),
        assessment__state=State.PENILAIAN_TPN,
        assessment__period__objection_window__isnull=False,
    )
    for unit in refused.select_related("assessment__unit", "assessment__period__objection_window").distinct():
        period = years[unit.assessment.period_id]
        announced = unit.assessment.period.objection_window
        window = window_between(announced.opens_on, announced.closes_on)
        if window.holds(desk.now):
            yield Item(
                where=unit.assessment.unit.name,
                small=f"{unit.assessment.unit.code} · {period.year}",
                what="Putuskan apakah menyanggah hasil TPN",
                url=reverse("assessments:tpn_objection", args=[unit.assessment_id]),
                role=str(Role.ADMIN.label),
                instansi=period.instansi,
                due=window.closes_at,
            )
