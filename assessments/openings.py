"""Who opened a confidential document, as far as people of the unit and the instansi may know it.

What TPI opens tells what TPI works on. So until the result of an assessment is out, only openings by the unit's own
people are told of it; not even how many others there are.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from assessments.models import Assessment
from assessments.rules import RELEASED
from audit.queries import of_object
from documents.models import Document
from documents.services.openings import ACTION, LABEL, Way
from units.models import User

NEWEST = 30
UNIT_ROLES = frozenset({"Petugas unit", "Pimpinan unit"})
WAYS = {Way.PANE: "dibaca", Way.FILE: "dibuka sebagai berkas", Way.DOWNLOAD: "diunduh"}


@dataclass(frozen=True)
class Opening:
    """Who opened which revision how; `role` is the one in which they acted."""

    at: datetime
    who: str
    role: str
    way: str
    revision: int


def openings_of(document: Document) -> list[Opening]:
    """The newest openings that are told of, newest first; at most three queries, none for what is not confidential."""
    if not document.is_confidential:
        return []
    out = Assessment.objects.filter(evidence__revision__document=document, state__in=RELEASED).order_by()
    known = Q(role__in=UNIT_ROLES) | Q(
        after__assessment__in=list(out.values_list("pk", flat=True).distinct())
    )
    told = list(of_object(LABEL, document.pk).filter(known, action=ACTION)[:NEWEST])
    names = {user.pk: str(user) for user in User.objects.filter(pk__in={entry.actor_id for entry in told})}
    return [
        Opening(
            at=entry.at,
            who=names.get(entry.actor_id or 0, ""),
            role=entry.role,
            way=WAYS[Way(entry.after["way"])],
            revision=entry.after["revision"],
        )
        for entry in told
    ]
