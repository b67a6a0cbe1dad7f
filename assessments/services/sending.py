"""Sending an approved proposal, or recording later that it was sent in time."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from assessments.deadlines import has_passed, proposal_day, proposal_deadline
from assessments.engine.wording import long_date
from assessments.models import Assessment, Proposal
from assessments.pulls import was_pulled
from assessments.services.errors import Refused
from assessments.services.locking import lock_assessment, lock_proposal
from assessments.services.periods import require_admin
from assessments.services.proposals import UnitsRefused, stale_lhe
from assessments.services.told import proposal_sent
from assessments.services.workflow import move
from audit.services import record


def needs_day(proposal: Proposal) -> bool:
    """Whether only a day of sending within the deadline still lets this proposal be recorded as sent."""
    if proposal.approved_at is None or proposal.sent_at is not None:
        return False
    return has_passed(proposal_deadline(proposal.period), timezone.now()) and not was_pulled(proposal)


def send_proposal(proposal: Proposal, *, actor, sent_on: date | None = None) -> Proposal:
    """Send an approved proposal: every unit moves to `diusulkan`, or none. Asked twice it happens once.

    `sent_on`: the day it was sent, where that is recorded later: from the day of its approval to the deadline
    (PermenPANRB 5/2024 p. 6). What PortalRB pulled while it was open needs none: the pull was the sending. Raises
    NotAllowed; Refused for an impossible day; UnitsRefused.
    """
    require_admin(actor, proposal.period.instansi_id)
    with transaction.atomic():
        locked = lock_proposal(proposal)
        if locked.sent_at is not None:
            return locked
        if sent_on is not None:
            _check_day(locked, sent_on)
            locked.sent_on = sent_on
            locked.save(update_fields=["sent_on"])
        reasons = _move_all(locked, actor)
        if reasons:
            raise UnitsRefused(*reasons)
        locked.sent_at = timezone.now()
        locked.save(update_fields=["sent_at"])
        record(
            f"instansi:{proposal.period.instansi_id}",
            actor=actor,
            role="Admin inspektorat",
            action="proposal.send",
            label="assessments.proposal",
            object_id=locked.pk,
            after={"sent_on": sent_on.isoformat() if sent_on else None},
        )
        proposal_sent(locked, actor=actor)
    return locked


def _check_day(proposal: Proposal, day: date) -> None:
    zone, last = proposal.period.instansi.zone, proposal_day(proposal.period)
    if proposal.approved_at is None:
        raise Refused("Usulan belum disetujui pimpinan instansi. Minta persetujuannya.")
    approved = timezone.localdate(proposal.approved_at, timezone=zone)
    if day > timezone.localdate(timezone=zone):
        raise Refused("Tanggal pengiriman belum tiba. Periksa tanggalnya.")
    if day < approved:
        raise Refused(
            f"Tanggal pengiriman tidak mungkin sebelum hari persetujuannya, {long_date(approved)}. Periksa tanggalnya."
        )
    if day > last:
        raise Refused(
            f"Tanggal pengiriman sesudah batas pengusulan, {long_date(last)}. Bila TPN mengubah batasnya, catat "
            "perubahannya."
        )


def _move_all(proposal: Proposal, actor) -> list[tuple[str, str, Assessment]]:
    """Move every unit; what refuses. Of a result that PortalRB has already, its LHE is not asked again."""
    reasons: list[tuple[str, str, Assessment]] = []
    pulled = was_pulled(proposal)
    for item in proposal.units.select_related("assessment__unit__instansi").order_by("assessment_id"):
        unit = item.assessment
        found = [] if pulled else stale_lhe(lock_assessment(actor, item.assessment_id), proposal)
        reasons += [(f"{unit.unit}: {r.message}", r.where, unit) for r in found]
        try:
            move(item.assessment_id, "usulkan", actor=actor)
        except Refused as error:
            reasons += [(f"{unit.unit}: {m}", where, unit) for m, where in error.reasons]
    return reasons
