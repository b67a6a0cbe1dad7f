"""The one function that moves an assessment through the table of `engine.workflow`."""

from django.db import transaction
from django.utils import timezone

from assessments import facts
from assessments.engine import workflow
from assessments.facts.retracting import ASK_THE_REGISTER
from assessments.models import Assessment, StateChange
from assessments.rules import acting_as
from assessments.services.errors import Refused
from assessments.services.locking import lock_assessment, lock_units
from assessments.services.moved import EFFECTS
from assessments.services.told import after_move
from audit.services import record

MAX_REASON = 1000
WRITTEN_LATER = "(ditulis saat tombol ditekan)"
TAKE_BACK = frozenset(
    {"batalkan_penetapan", "batalkan_wbk_mandiri", "batalkan_cabut_wbk", "batalkan_cabut_wbbm"}
)
RESTED_ON = frozenset({"catat_pencanangan", "cabut", *ASK_THE_REGISTER})  # what such a move must not overlook


def refusals(assessment: Assessment, name: str, *, reason: str = WRITTEN_LATER) -> list[workflow.Refusal]:
    """Every reason why a move is refused now; for the page that shows it before anybody presses the button, where
    the person's own `reason` is still to be written.
    """
    transition = workflow.TRANSITIONS[name]
    if assessment.state not in transition.sources:
        return workflow.check(name, assessment.state, workflow.Facts())
    return workflow.check(name, assessment.state, facts.gather(name, assessment, reason=reason))


def move(pk: int, name: str, *, actor, reason: str = "") -> Assessment:
    """Walk the move `name` (a key of TRANSITIONS): lock, permission, source state, guards, state, audit.

    Asked twice it happens once: an assessment that is already in the target state is returned as it is, without
    a second audit entry. Raises Assessment.DoesNotExist (stranger), NotAllowed, Refused with every reason.
    """
    transition = workflow.TRANSITIONS[name]
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, transition.permission)
        last = assessment.changes.last() if assessment.state == transition.target else None
        if last is not None and last.name == name:
            return assessment
        if len(reason) > MAX_REASON:
            raise Refused("Alasan paling panjang 1.000 huruf.")
        if name in TAKE_BACK | RESTED_ON:
            lock_units([assessment.unit_id])
        found = refusals(assessment, name, reason=reason)
        if found:
            raise Refused(*((r.message, r.where) for r in found))
        source, assessment.state = assessment.state, transition.target
        assessment.state_since = timezone.now()
        assessment.save(update_fields=["state", "state_since"])
        role = acting_as(actor, assessment)
        change = StateChange.objects.create(
            assessment=assessment,
            name=name,
            source=source,
            target=transition.target,
            by=actor,
            role=role,
            at=assessment.state_since,
            reason=reason,
        )
        effect = EFFECTS.get(name)
        after = {"state": transition.target} | (effect(assessment, actor, reason) if effect else {})
        record(
            assessment.audit_chain,
            actor=actor,
            role=role,
            action=f"state.{name}",
            label="assessments.assessment",
            object_id=assessment.pk,
            before={"state": source},
            after=after,
            reason=reason,
        )
        after_move(assessment, change, actor=actor)
    return assessment
