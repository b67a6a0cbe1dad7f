"""Who opened what: every opening of a confidential document is in the audit of its instansi (decision 0021)."""

from datetime import timedelta
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from audit.queries import of_object
from audit.services import Actor
from documents.models import Document, Revision
from documents.services.trail import LABEL, tell

ACTION = "document.open"
SITTING = timedelta(minutes=10)


class Way(StrEnum):
    """How it was opened: page by page in the reading pane, as a file in the browser, as a file taken along, with a
    whole package.
    """

    PANE = "baca"
    FILE = "lihat"
    DOWNLOAD = "unduh"
    PACKAGE = "paket"


def note_opening(
    revision: Revision, *, actor: Actor, role: str, way: Way, assessment: int | None = None
) -> bool:
    """Record that a document that is or was confidential is opened; True when an entry was written.

    The same person, revision and way within a SITTING is one opening, whatever pages of it are turned. Costs nothing
    for a document that never was confidential, one query for an opening that is known already.
    """
    document = revision.document
    if not document.is_traced:
        return False
    told = {"revision": revision.number, "way": way.value, "assessment": assessment}
    if noted_lately(LABEL, document.pk, action=ACTION, actor=actor, told=told):
        return False
    with transaction.atomic():
        Document.objects.select_for_update().get(pk=document.pk)  # pane and frame ask at the same time
        if noted_lately(LABEL, document.pk, action=ACTION, actor=actor, told=told):
            return False
        tell(document, ACTION, actor=actor, role=role, after=told)
    return True


def noted_lately(label: str, object_id: int, *, action: str, actor: Actor, told: dict) -> bool:
    """Whether an entry says already that this person did the same within a SITTING."""
    person = actor if isinstance(actor, int) or actor is None else actor.pk
    recent = of_object(label, object_id).filter(
        action=action, actor_id=person, at__gt=timezone.now() - SITTING
    )
    return any(entry == told for entry in recent.values_list("after", flat=True))
