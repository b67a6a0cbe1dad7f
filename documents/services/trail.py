"""One entry in the chain "instansi:<id>" for each act on a document."""

from audit.services import Actor, record
from documents.models import Document

LABEL = "documents.document"


def tell(
    document: Document,
    action: str,
    *,
    actor: Actor,
    role: str,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    """Record an act; inside its transaction."""
    record(
        f"instansi:{document.instansi_id}",
        actor=actor,
        role=role,
        action=action,
        label=LABEL,
        object_id=document.pk,
        before=before,
        after=after,
    )
