"""What waits for a representative in the joint TPI of a kawasan: scores, and the signature of their instansi."""

from collections.abc import Iterator
from functools import reduce
from operator import or_

from django.db.models import Exists, F, Max, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from assessments.models import KawasanSignature, KawasanYear
from assessments.todo.desk import Desk
from assessments.todo.items import Item
from units.models import KawasanSeat, KawasanUnit
from units.queries import in_force


def items(desk: Desk) -> Iterator[Item]:
    """The open years that the person's instansi, which has units, has not signed since the last scores and evidence;
    one query.

    A signature that fell because a unit came or went is not told here, only on the page of the year.
    """
    seats = KawasanSeat.objects.filter(in_force(timezone.localdate(desk.now)), user=desk.user)
    mine = seats.filter(kawasan=OuterRef("kawasan"))
    standing = KawasanSignature.objects.filter(year=OuterRef("pk"), void_at=None, instansi=OuterRef("seat"))
    rows = KawasanYear.objects.filter(verdict="", kawasan__in=seats.values("kawasan")).annotate(
        seat=Subquery(mine.values("instansi")[:1]),
        changed_at=Max("scores__updated_at"),
        brought_at=Max("evidence__added_at"),
        taken_at=Max("evidence__removed_at"),
        signed_at=Subquery(standing.order_by("-at").values("at")[:1]),
    )
    brings = KawasanUnit.objects.filter(kawasan=OuterRef("kawasan"), unit__instansi=OuterRef("seat"))
    rows = rows.filter(Exists(brings))
    moved = (Q(signed_at__lt=F(name)) for name in ("changed_at", "brought_at", "taken_at"))
    open_now = reduce(or_, moved, Q(signed_at=None) | Q(changed_at=None))
    for year in rows.filter(open_now).select_related("kawasan__coordinator"):
        yield Item(
            where=year.kawasan.name,
            small=f"Integrasi kawasan · {year.year}",
            what="Nilai dan tandatangani integrasi kawasan",
            url=reverse("assessments:kawasan_year", args=[year.kawasan_id, year.year]),
            role="TPI gabungan",
            instansi=year.kawasan.coordinator,
        )
