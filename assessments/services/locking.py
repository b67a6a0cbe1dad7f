"""The first step of every write: lock the assessment, then ask for permission on what is now true."""

from django.db import transaction

from assessments import queries
from assessments.models import Assessment
from assessments.rules import may
from assessments.services.errors import NotAllowed


def lock_assessment(actor, pk: int, action: str | None = None, *, to_answer: bool = False) -> Assessment:
    """Lock and return an assessment that the actor may see, state as it is now.

    `to_answer`: only what saving an answer needs (`queries.assessments_to_answer`).

    Raises Assessment.DoesNotExist for a stranger, NotAllowed when `action` (a key of `rules.TABLE`) is not allowed.
    """
    transaction.get_connection().validate_no_broken_transaction()
    visible = queries.assessments_to_answer(actor) if to_answer else queries.visible_assessments(actor)
    assessment = visible.select_for_update(of=("self",)).get(pk=pk)
    if action is not None and not may(actor, action, assessment):
        raise NotAllowed(_why_not(actor, action, assessment))
    return assessment


def _why_not(actor, action: str, assessment: Assessment) -> str:
    state = assessment.get_state_display()
    if action in {"answer", "import_unit"}:
        return f"Jawaban tidak dapat diubah: tahap unit ini {state}, atau peran Anda tidak mencakupnya."
    if action in {"assess", "decide"}:
        return f"Penilaian TPI tidak dapat diubah: tahap unit ini {state}, atau peran Anda tidak mencakupnya."
    return f"Tindakan ini tidak tersedia untuk peran Anda pada tahap {state}."
