"""Which units a proposal holds, for what and why, as long as it is not approved."""

from collections.abc import Sequence

from django.db import transaction

from assessments.models import Assessment, Proposal, ProposalUnit
from assessments.proposal_digest import digest_of
from assessments.services.errors import Refused
from assessments.services.locking import lock_assessment, lock_proposal
from assessments.services.periods import require_admin
from assessments.services.proposal_waiting import tell_when_complete
from assessments.services.proposals import UnitsRefused, Wanted, add_unit, obstacles, outdate
from audit.services import record

APPROVED = (
    "Usulan yang sudah disetujui tidak dapat diubah. Tarik persetujuannya lebih dulu; bila sudah dikirim, tarik "
    "unitnya dari usulan."
)
CHANGED = "Usulan ini berubah sejak halaman Anda dibuka. Isian Anda belum disimpan: simpan lagi bila itu yang benar."
NOBODY = "Pilih paling sedikit satu unit. Bila tidak ada lagi yang diusulkan, batalkan usulannya."


class ProposalChanged(Refused):
    """The proposal is another one than the person saw."""

    def __init__(self) -> None:
        super().__init__((CHANGED, "usulan"))


def take_out(proposal: Proposal, assessment_id: int, *, actor) -> None:
    """Take a unit out of a proposal that is not approved yet; it is free again. What was printed with it is outdated.

    Asked twice it happens once. Raises NotAllowed; Refused once approved, and for the last unit.
    """
    require_admin(actor, proposal.period.instansi_id)
    with transaction.atomic():
        locked = _locked(proposal)
        unit = locked.units.filter(assessment=assessment_id).first()
        if unit is None:
            return
        if locked.units.count() == 1:
            raise Refused("Ini unit terakhir dalam usulan. Batalkan usulannya.")
        outdate(locked)
        _drop(unit)
        record(
            f"instansi:{proposal.period.instansi_id}",
            actor=actor,
            role="Admin inspektorat",
            action="proposal.take_out",
            label="assessments.proposal",
            object_id=locked.pk,
            before={"unit": assessment_id, "predicate": unit.predicate},
        )
        tell_when_complete(locked, actor=actor)


def change_units(proposal: Proposal, *, wanted: Sequence[Wanted], seen: str, actor) -> Proposal:
    """Let a proposal that is not approved yet hold exactly these units: those that come in or change are asked what
    the making asks. Papers that say other units or predicates are outdated; a reason stands in none that is signed.

    `seen`: the `digest_of` what the actor had before them. Asked twice it happens once. Raises NotAllowed; Refused
    once approved or without units; ProposalChanged when it is another one by now; UnitsRefused: then nothing changes.
    """
    require_admin(actor, proposal.period.instansi_id)
    if not wanted:
        raise Refused((NOBODY, "usulan"))
    with transaction.atomic():
        locked = _locked(proposal)
        stands = {unit.assessment_id: unit for unit in locked.units.all()}
        before, after = _said(stands.values()), sorted(_plain(item) for item in wanted)
        if before == after:
            return locked
        if seen != digest_of(locked):
            raise ProposalChanged
        if [row[:2] for row in before] != [row[:2] for row in after]:
            outdate(locked)  # while the units that go are still in it
        kept = {item.assessment_id for item in wanted}
        for gone in (unit for pk, unit in stands.items() if pk not in kept):
            _drop(gone)
        reasons: list[tuple[str, str, Assessment]] = []
        for item in sorted(wanted, key=lambda one: one.assessment_id):  # as everybody locks them
            unit = stands.get(item.assessment_id)
            reasons += add_unit(locked, item, actor) if unit is None else _change(locked, unit, item, actor)
        if reasons:
            raise UnitsRefused(*reasons)
        record(
            f"instansi:{proposal.period.instansi_id}",
            actor=actor,
            role="Admin inspektorat",
            action="proposal.units",
            label="assessments.proposal",
            object_id=locked.pk,
            before={"units": before},
            after={"units": after},
        )
        tell_when_complete(locked, actor=actor)
    return locked


def _locked(proposal: Proposal) -> Proposal:
    locked = lock_proposal(proposal)
    if locked.approved_at is not None:
        raise Refused((APPROVED, "usulan"))
    return locked


def _plain(item: Wanted) -> list:
    return [item.assessment_id, item.predicate, item.exception_reason.strip()]


def _said(units) -> list[list]:
    return sorted([unit.assessment_id, unit.predicate, unit.exception_reason] for unit in units)


def _drop(unit: ProposalUnit) -> None:
    unit.proposal.documents.filter(assessment=unit.assessment_id).delete()
    unit.delete()


def _change(proposal: Proposal, unit: ProposalUnit, item: Wanted, actor) -> list[tuple[str, str, Assessment]]:
    """Another predicate or reason; nothing is asked of a unit that stays as it is."""
    if _plain(item)[1:] == [unit.predicate, unit.exception_reason]:
        return []
    assessment = lock_assessment(actor, item.assessment_id, "propose")
    if item.predicate not in ("WBK", "WBBM"):
        return [(f"{assessment.unit}: pilih predikat WBK atau WBBM.", "usulan", assessment)]
    unit.predicate, unit.exception_reason = item.predicate, item.exception_reason.strip()
    unit.save(update_fields=["predicate", "exception_reason"])
    return obstacles(assessment, proposal=proposal, draft=True)
