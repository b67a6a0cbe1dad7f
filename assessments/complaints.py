"""How many complaints of maladministration stand against a unit (PermenPANRB 90/2021 p. 62-63)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from assessments.models import Maladministration
from units.models import UnitKerja

Status = Maladministration.Status


@dataclass(frozen=True)
class Complaints:
    """Of one unit: those that were proven, and those not settled yet."""

    proven: int
    open: int

    def __str__(self) -> str:
        told = ((self.proven, "aduan terbukti"), (self.open, "aduan belum selesai"))
        return ", ".join(f"{count} {what}" for count, what in told if count)


def complaints_of(unit: UnitKerja) -> Complaints:
    """One query. Confidential: ask only for the admin and the head of the instansi."""
    return complaints_in([unit.pk]).get(unit.pk, Complaints(0, 0))


def complaints_in(units: Sequence[int]) -> dict[int, Complaints]:
    """Id of a unit → its complaints, where one is proven or open; one query. Confidential as above."""
    waiting = Q(status__in=[Status.RECEIVED, Status.CLARIFYING])
    rows = Maladministration.objects.filter(unit__in=units).order_by().values_list("unit")
    counted = rows.annotate(
        proven=Count("pk", filter=Q(status=Status.PROVEN)), open=Count("pk", filter=waiting)
    )
    return {unit: Complaints(proven, still) for unit, proven, still in counted if proven or still}
