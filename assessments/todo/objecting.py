"""What waits about sanggah: units that TPN refused, while their window is open. Practice, no regulation."""

from collections.abc import Iterator

from django.urls import reverse

from assessments.contestable import contestable
from assessments.todo.desk import Desk
from assessments.todo.items import Item
from units.models import Role


def items(desk: Desk) -> Iterator[Item]:
    """For the admin: refused at the stage that the policy names, to the last second of the window; once filed TPN has
    it, once waived nobody waits. One query.
    """
    years = {period.pk: period for period in desk.periods if desk.administers(period)}
    for one in contestable(years.values()):
        if one.window.holds(desk.now):
            unit, period = one.assessment.unit, years[one.assessment.period_id]
            yield Item(
                where=unit.name,
                small=f"{unit.code} · {period.year}",
                what="Putuskan apakah menyanggah hasil TPN",
                url=reverse("assessments:tpn_objection", args=[one.assessment.pk]),
                role=str(Role.ADMIN.label),
                instansi=period.instansi,
                due=one.window.closes_at,
            )
