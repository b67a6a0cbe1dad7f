"""The first step of every write: lock the assessment or the proposal, then ask for permission on what is now true."""

from collections.abc import Iterable

from django.db import transaction

from assessments import queries
from assessments.models import Assessment, Proposal
from assessments.rules import may
from assessments.saving_reads import locked_assessment
from assessments.services.errors import NotAllowed, Refused
from units.models import UnitKerja

CANCELLED = "Usulan ini baru saja dibatalkan orang lain. Buka lagi daftar usulan."


def lock_assessment(actor, pk: int, action: str | None = None) -> Assessment:
    """Lock and return an assessment that the actor may see, state as it is now.

    Raises Assessment.DoesNotExist for a stranger, NotAllowed when `action` (a key of `rules.TABLE`) is not allowed.
    """
    transaction.get_connection().validate_no_broken_transaction()
    assessment = queries.visible_assessments(actor).select_for_update(of=("self",)).get(pk=pk)
    return _allowed(actor, action, assessment)


def lock_to_save(actor, pk: int, action: str) -> Assessment:
    """`lock_assessment` in the form that saving an answer needs, in a third of the time: see `saving_reads`."""
    assessment = locked_assessment(pk)
    if assessment is None or not may(actor, "view", assessment):
        raise Assessment.DoesNotExist(f"no assessment {pk} for this person")
    return _allowed(actor, action, assessment)


def lock_proposal(proposal: Proposal) -> Proposal:
    """Lock and return a proposal as it is now. Raises Refused when somebody cancelled it since it was read."""
    locked = Proposal.objects.select_for_update().filter(pk=proposal.pk).first()
    if locked is None:
        raise Refused((CANCELLED, "usulan"))
    return locked


def lock_units(units: Iterable[int]) -> None:
    """Wait for everybody who decides on what these units hold, or takes such a decision back: neither then overlooks
    what the other records at the same moment. After the assessments, before records and audit chains.
    """
    rows = UnitKerja.objects.select_for_update(no_key=True).filter(pk__in=units).order_by("pk")
    list(rows.values_list("pk"))


def _allowed(actor, action: str | None, assessment: Assessment) -> Assessment:
    if action is not None and not may(actor, action, assessment):
        raise NotAllowed(_why_not(actor, action, assessment))
    return assessment


def _why_not(actor, action: str, assessment: Assessment) -> str:
    state = assessment.get_state_display()
    if action in {"answer", "import_unit"}:
        return f"Jawaban tidak dapat diubah: tahap unit ini {state}, atau peran Anda tidak mencakupnya."
    if action == "carry_over":
        return f"Tahun sebelumnya tidak dapat diambil alih: tahap unit ini {state}, atau peran Anda tidak mencakupnya."
    if action in {"assess", "decide"}:
        return f"Penilaian TPI tidak dapat diubah: tahap unit ini {state}, atau peran Anda tidak mencakupnya."
    if action == "assess_preliminary":
        return f"Penilaian pendahuluan tidak dapat diubah: tahap unit ini {state}, atau peran Anda tidak mencakupnya."
    return f"Tindakan ini tidak tersedia untuk peran Anda pada tahap {state}."
