"""What a service refuses with. Messages are Indonesian, for the person who reads them."""

from dataclasses import dataclass

from django.db.models import Model

from assessments.models import (
    Activity,
    Answer,
    Consideration,
    EvidenceLine,
    EvidenceMark,
    Finding,
    Monitoring,
    PlanItem,
    PreliminaryResult,
    Recommendation,
    RoundRequest,
)
from units.services.errors import NotAllowed, Refused

__all__ = ["Conflict", "NotAllowed", "Refused", "Stale"]


@dataclass
class Conflict(Exception):
    """Someone else saved meanwhile: `stored` is what stands now (None: removed), `seen` the version that was seen."""

    code: str
    seen: int
    stored: (
        Answer
        | Consideration
        | EvidenceMark
        | Recommendation
        | PreliminaryResult
        | RoundRequest
        | PlanItem
        | Activity
        | Monitoring
        | Finding
        | EvidenceLine
        | None
    )

    def __str__(self) -> str:
        return f"{self.code}: versi {self.seen} sudah berubah"


class Stale(Refused):
    """Somebody else changed the row since it was seen; `stored` is what stands now."""

    def __init__(self, stored: Model) -> None:
        self.stored = stored
        super().__init__(
            "Data ini baru saja diubah orang lain. Periksa yang sekarang tersimpan, lalu simpan lagi."
        )
