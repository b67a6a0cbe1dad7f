"""What waits about proposals: the approval of the head of the instansi, the sending by the admin."""

from collections.abc import Iterator

from django.db.models import prefetch_related_objects
from django.urls import reverse

from assessments.deadlines import has_passed, proposal_deadline
from assessments.models import Proposal, ProposalUnit
from assessments.proposal_papers import papers_of_all, unready
from assessments.todo.desk import Desk
from assessments.todo.items import Item
from units.models import Role


def items(desk: Desk) -> Iterator[Item]:
    """The unsent proposals of the running years; four queries, and `desk.void` where there is one. What the
    regulation asks for is the admin's to bring before the head of the instansi is asked; past the last day nobody
    approves any more, nor where an act of KKN voids all of them.
    """
    years = {period.pk: period for period in desk.periods}
    if not years:
        return
    prefetch_related_objects(desk.periods, "deadline_changes")
    waiting = list(Proposal.objects.filter(period__in=years, sent_at=None).select_related("scan"))
    for proposal in waiting:
        proposal.period = years[proposal.period_id]  # with policy and changes at hand
    units = ProposalUnit.objects.filter(proposal__in=waiting).select_related("assessment__unit")
    papers = papers_of_all(waiting, [(unit.proposal_id, unit.assessment) for unit in units])
    for proposal in waiting:
        lacks = bool(unready(proposal, papers[proposal.pk]))
        yield from _step(desk, proposal, lacks=lacks, void=bool(desk.void[proposal.period_id]))


def _step(desk: Desk, proposal: Proposal, *, lacks: bool, void: bool) -> Iterator[Item]:
    period = proposal.period
    admin, late = desk.administers(period), has_passed(proposal_deadline(period), desk.now)
    if void:
        if admin:
            what = "tarik persetujuannya, lalu batalkan" if proposal.approved_at else "batalkan"
            yield _item(proposal, f"Semua usulan instansi batal: {what}", Role.ADMIN, "proposal")
    elif proposal.approved_at is not None:
        if admin:
            yield _item(proposal, "Kirim usulan yang sudah disetujui", Role.ADMIN, "proposal")
    elif late:
        if admin:
            yield _item(
                proposal, "Batas usulan lewat: catat perubahannya, atau batalkan", Role.ADMIN, "proposal"
            )
    elif lacks:
        if admin:
            yield _item(proposal, "Lengkapi dokumen usulan", Role.ADMIN, "proposal_papers")
    elif desk.leads(period):
        yield _item(proposal, "Setujui usulan ke TPN", Role.PIMPINAN_INSTANSI, "proposal_check")


def _item(proposal: Proposal, what: str, role: Role, page: str) -> Item:
    period = proposal.period
    return Item(
        where=f"Usulan {proposal.letter_number}",
        small=f"{period.instansi.name} · {period.year}",
        what=what,
        url=reverse(f"assessments:{page}", args=[proposal.pk]),
        role=str(role.label),
        instansi=period.instansi,
        due=proposal_deadline(period),
        blocks=True,
    )
