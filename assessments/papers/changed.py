"""What was said of a document when the unit submitted, where it says something else since (docs/decisions/0020)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet, Subquery

from assessments.models import Assessment, Submission
from assessments.panels import Shown
from assessments.papers.conflicts import Difference, differences
from audit.models import Entry
from audit.queries import of_object
from documents.models import Document
from documents.services import Facts
from documents.services.facts import ACTION
from documents.services.trail import LABEL

LABELS = {
    "title": "Judul",
    "kind": "Jenis",
    "number": "Nomor",
    "date": "Tanggal dokumen",
    "speaks_from": "Periode isi, mulai",
    "speaks_until": "Periode isi, sampai",
    "confidentiality": "Kerahasiaan",
}
DAYS = ("date", "speaks_from", "speaks_until")


@dataclass(frozen=True)
class Changed(Shown):
    """`at`: the last change. In `facts` "mine" is what was said at the submission, "theirs" what is said now."""

    at: datetime
    facts: tuple[Difference, ...]


def changed_since_submission(assessment: Assessment, document: Document) -> Changed | None:
    """What differs from what the unit submitted last, for those who read that; None for nothing. One query."""
    submitted = Submission.objects.filter(assessment=assessment.pk).order_by("-at", "-pk").values("at")[:1]
    entries = list(_changes(document).filter(at__gt=Subquery(submitted)))
    if not entries:
        return None
    facts = tuple(differences(document, _facts(entries[-1].before), LABELS))
    return Changed(entries[0].at, facts) if facts else None


def _changes(document: Document) -> QuerySet[Entry]:
    """The changes of what is said of it, newest first."""
    return of_object(LABEL, document.pk).filter(action=ACTION)


def _facts(plain: dict[str, Any]) -> Facts:
    days = {name: date.fromisoformat(plain[name]) if plain[name] else None for name in DAYS}
    return Facts(**{**plain, **days})
