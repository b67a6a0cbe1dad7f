"""The approval of a proposal by the head of the instansi, and taking it back."""

from django.db import transaction
from django.utils import timezone

from assessments.models import Proposal
from assessments.proposal_digest import digest_of
from assessments.pull_days import window_of
from assessments.pulls import was_pulled
from assessments.services.errors import NotAllowed, Refused
from assessments.services.locking import lock_assessment, lock_proposal
from assessments.services.periods import require_admin
from assessments.services.proposal_waiting import tell_when_complete
from assessments.services.proposals import UnitsRefused, obstacles
from assessments.services.told import proposal_approved
from audit.services import record
from units.models import Role
from units.queries import hats_of

MAX_REASON = 1000
CHANGED = "Usulan ini berubah sejak halaman Anda dibuka. Periksa lagi isinya, lalu setujui."


def approve_proposal(proposal: Proposal, *, actor, seen: str | None = None) -> Proposal:
    """The head of the instansi approves, if every unit may be proposed at this moment. Asked twice it happens once.

    `seen`: the `digest_of` what a person had before them; None where no page is between. Raises NotAllowed; Refused
    when the proposal is another one by now; UnitsRefused with every obstacle of every unit: then nothing is approved.
    """
    if proposal.period.instansi_id not in hats_of(actor).instansi(Role.PIMPINAN_INSTANSI):
        raise NotAllowed("Hanya pimpinan instansi yang dapat menyetujui usulan.")
    with transaction.atomic():
        locked = lock_proposal(proposal)
        if locked.approved_at is None:
            if seen is not None and seen != digest_of(locked):
                raise Refused(CHANGED)
            units = locked.units.order_by("assessment_id").values_list("assessment_id", flat=True)
            reasons = [
                found for pk in units for found in obstacles(lock_assessment(actor, pk), proposal=locked)
            ]
            if reasons:
                raise UnitsRefused(*reasons)
            locked.approved_by, locked.approved_at = actor, timezone.now()
            locked.save(update_fields=["approved_by", "approved_at"])
            record(
                f"instansi:{proposal.period.instansi_id}",
                actor=actor,
                role="Pimpinan instansi",
                action="proposal.approve",
                label="assessments.proposal",
                object_id=locked.pk,
            )
            proposal_approved(locked, actor=actor)
    return locked


def withdraw_approval(proposal: Proposal, *, reason: str, actor) -> Proposal:
    """Take the approval of an unsent proposal back: it waits for approval again, and can be cancelled.

    Asked twice it happens once. Raises NotAllowed; Refused without a reason, once sent, and once the window is over in
    which PortalRB took it.
    """
    require_admin(actor, proposal.period.instansi_id)
    with transaction.atomic():
        locked = lock_proposal(proposal)
        if locked.sent_at is not None:
            raise Refused("Usulan ini sudah dikirim ke TPN. Persetujuannya tidak dapat ditarik lagi.")
        if locked.approved_at is None:
            return locked
        if not reason.strip():
            raise Refused(("Tulis alasan persetujuannya ditarik.", "usulan"))
        if len(reason) > MAX_REASON:
            raise Refused(("Alasan paling panjang 1.000 huruf.", "usulan"))
        window, now = window_of(locked.period), timezone.now()
        if window.is_over(now) and was_pulled(locked):
            raise Refused(
                "Masa pengambilan PortalRB sudah ditutup, dan PortalRB sudah mengambil usulan ini. "
                "Persetujuannya tidak dapat ditarik lagi. Catat pengirimannya."
            )
        before = {"approved_by": locked.approved_by_id, "approved_at": locked.approved_at.isoformat()}
        locked.approved_by = locked.approved_at = None
        locked.save(update_fields=["approved_by", "approved_at"])
        record(
            f"instansi:{proposal.period.instansi_id}",
            actor=actor,
            role="Admin inspektorat",
            action="proposal.withdraw_approval",
            label="assessments.proposal",
            object_id=locked.pk,
            before=before,
            reason=reason.strip(),
        )
        tell_when_complete(locked, actor=actor)
    return locked
