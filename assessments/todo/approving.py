"""What waits about proposals: the approval of the head of the instansi, the sending by the admin."""

from collections.abc import Iterator

from django.db.models import prefetch_related_objects
from django.urls import reverse

from assessments.deadlines import proposal_deadline
from assessments.models import Proposal
from assessments.todo.desk import Desk
from assessments.todo.items import Item
from units.models import Role


def items(desk: Desk) -> Iterator[Item]:
    """The unsent proposals of the newest years, until the last day for proposals; two queries."""
    years = {period.pk: period for period in desk.periods}
    if not years:
        return
    prefetch_related_objects(desk.periods, "deadline_changes")
    for proposal in Proposal.objects.filter(period__in=years, sent_at=None):
        period = years[proposal.period_id]
        if proposal.approved_at is None and desk.leads(period):
            yield _item(proposal, period, "Setujui usulan ke TPN", Role.PIMPINAN_INSTANSI)
        elif proposal.approved_at is not None and desk.administers(period):
            yield _item(proposal, period, "Kirim usulan yang sudah disetujui", Role.ADMIN)


def _item(proposal: Proposal, period, what: str, role: Role) -> Item:
    return Item(
        where=f"Usulan {proposal.letter_number}",
        small=f"{period.instansi.name} · {period.year}",
        what=what,
        url=reverse("assessments:proposal", args=[proposal.pk]),
        role=str(role.label),
        instansi=period.instansi,
        due=proposal_deadline(period),
        blocks=True,
    )
