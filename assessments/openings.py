"""Who opened a confidential document, as far as people of the unit and the instansi may know it.

What TPI opens tells what TPI works on. So until the result of an assessment is out, only openings by the unit's own
people are told of it; not even how many others there are. The evidence of an earlier year stays open to TPI: what they
opened there after its result came out is told when no other assessment of the unit waits for its result.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q

from assessments.models import Assessment
from assessments.rules import RELEASED
from audit.models import Entry
from audit.queries import of_object
from documents.models import Document
from documents.services.facts import ACTION as FACTS
from documents.services.openings import ACTION, Way
from documents.services.trail import LABEL
from units.models import User

NEWEST = 30
UNIT_ROLES = frozenset({"Petugas unit", "Pimpinan unit"})
LOWERED = Q(before__confidentiality="rahasia", after__confidentiality__in=["terbatas", "biasa"]) | Q(
    before__confidentiality="terbatas", after__confidentiality="biasa"
)
WAYS = {
    Way.PANE: "dibaca",
    Way.FILE: "dibuka sebagai berkas",
    Way.DOWNLOAD: "diunduh",
    Way.PACKAGE: "dalam paket usulan",
}


@dataclass(frozen=True)
class Opening:
    """Who opened which revision how, or lowered its confidentiality (`revision` 0); `role`: in which they acted."""

    at: datetime
    who: str
    role: str
    way: str
    revision: int


def openings_of(document: Document) -> list[Opening]:
    """The newest openings that are told of, newest first; three queries, none for what never was confidential."""
    if not document.is_traced:
        return []
    known = Q(role__in=UNIT_ROLES) | _told_of_tpi(document)
    acts = Q(known, action=ACTION) | Q(LOWERED, action=FACTS)
    told = list(of_object(LABEL, document.pk).filter(acts)[:NEWEST])
    names = {user.pk: str(user) for user in User.objects.filter(pk__in={entry.actor_id for entry in told})}
    return [_opening(entry, names) for entry in told]


def _told_of_tpi(document: Document) -> Q:
    """Openings as evidence of an assessment whose result is out; one query."""
    comes_out = Q(changes__target__in=RELEASED) & ~Q(changes__source__in=RELEASED)
    of_unit = Assessment.objects.filter(unit=document.unit_id).order_by()
    rows = list(of_unit.annotate(out_at=Max("changes__at", filter=comes_out)).values("pk", "state", "out_at"))
    waiting = any(row["state"] not in RELEASED for row in rows)
    told = Q(pk__in=())
    for row in rows:
        if row["state"] not in RELEASED:
            continue
        if not waiting:
            told |= Q(after__assessment=row["pk"])
        elif row["out_at"]:
            told |= Q(after__assessment=row["pk"], at__lt=row["out_at"])
    return told


def _opening(entry: Entry, names: dict[int, str]) -> Opening:
    told = {"at": entry.at, "who": names.get(entry.actor_id or 0, ""), "role": entry.role}
    if entry.action == FACTS:
        level = Document.Confidentiality(entry.after["confidentiality"]).label
        return Opening(**told, way=f"kerahasiaan diturunkan menjadi {level}", revision=0)
    return Opening(**told, way=WAYS[Way(entry.after["way"])], revision=entry.after["revision"])
