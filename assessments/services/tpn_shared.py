"""What every record of TPN's answers shares: a reason, documents of the own instansi, the audit."""

from collections.abc import Sequence

from assessments.models import Assessment
from assessments.rules import acting_as
from assessments.services.errors import NotAllowed, Refused
from audit.services import record
from documents.models import Revision
from units.texts import plain_text

CHANGED = "Data ini baru saja diubah orang lain. Muat ulang halaman, lalu putuskan."
LABEL = "assessments.stageresult"
MAX_REASON = 1000


def required_reason(reason: str, missing: str) -> str:
    """The reason as it is kept. Raises Refused where there is none, or a novel."""
    reason = plain_text(reason)
    if not reason:
        raise Refused((missing, "reason"))
    if len(reason) > MAX_REASON:
        raise Refused(("Alasan paling panjang 1.000 huruf.", "reason"))
    return reason


def own_documents(assessment: Assessment, documents: Sequence[Revision]) -> None:
    """Raises NotAllowed for a document of another instansi."""
    if any(one.document.instansi_id != assessment.unit.instansi_id for one in documents):
        raise NotAllowed("Berkas ini bukan milik instansi ini.")


def tell(assessment: Assessment, actor, action: str, object_id: str, **change) -> None:
    """Write what was done into the chain of the assessment."""
    record(
        assessment.audit_chain,
        actor=actor,
        role=acting_as(actor, assessment),
        action=action,
        label=LABEL,
        object_id=object_id,
        **change,
    )
