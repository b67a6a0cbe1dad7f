"""The one function that moves an assessment through the table of `engine.workflow`."""

import hashlib
import json

from django.db import transaction
from django.utils import timezone

from assessments import facts, queries
from assessments.engine import workflow
from assessments.models import Assessment, EvidenceUse, Sheet, StateChange, Submission
from assessments.rules import acting_as
from assessments.services.errors import Refused
from assessments.services.locking import lock_assessment
from audit.services import record


def refusals(assessment: Assessment, name: str) -> list[workflow.Refusal]:
    """Every reason why a move is refused now; for the page that shows it before anybody presses the button."""
    transition = workflow.TRANSITIONS[name]
    if assessment.state not in transition.sources:
        return workflow.check(name, assessment.state, workflow.Facts())
    return workflow.check(name, assessment.state, facts.gather(name, assessment))


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
        found = refusals(assessment, name)
        if found:
            raise Refused(*((r.message, r.where) for r in found))
        source, assessment.state = assessment.state, transition.target
        assessment.state_since = timezone.now()
        assessment.save(update_fields=["state", "state_since"])
        role = acting_as(actor, assessment)
        StateChange.objects.create(
            assessment=assessment,
            name=name,
            source=source,
            target=transition.target,
            by=actor,
            role=role,
            at=assessment.state_since,
            reason=reason,
        )
        after = {"state": transition.target}
        if name == "ajukan":
            after["submission"] = _freeze(assessment, actor).content_hash
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
    return assessment


def _freeze(assessment: Assessment, actor) -> Submission:
    sheet = queries.sheets_of(assessment)[(Sheet.Kind.UNIT, None)]
    evidence: dict[str, list] = {}
    uses = (
        EvidenceUse.objects.filter(assessment=assessment)
        .select_related("revision__blob")
        .order_by("code", "pk")
    )
    for use in uses:
        blob = use.revision.blob
        proof = {"sha256": blob.sha256} if blob else {"url": use.revision.url}
        evidence.setdefault(use.code, []).append(
            proof | {"revision": use.revision_id, "locator": use.locator}
        )
    content = {
        "instrument": assessment.period.instrument.content_hash,
        "policy": assessment.period.policy.content_hash,
        "answers": {
            code: {
                "value": a.value,
                "none_yet": a.none_yet,
                "note": a.note,
                "source": a.source,
                "version": a.version,
            }
            for code, a in sorted(queries.answers_of(sheet).items())
        },
        "evidence": evidence,
        "scores": sheet.scores,
    }
    digest = hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    return Submission.objects.create(
        assessment=assessment, content=content, content_hash=digest, by=actor, at=timezone.now()
    )
