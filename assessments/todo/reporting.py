"""What waits after the determination: the reports every two years (PermenPANRB 90/2021 p. 61-62)."""

from collections.abc import Iterator

from django.urls import reverse

from assessments.engine.jakarta import end_of_day
from assessments.holders import rows_of
from assessments.todo.desk import Desk
from assessments.todo.items import Item
from units.models import Role


def items(desk: Desk) -> Iterator[Item]:
    """For the admin, one line an instansi with the nearest day, from 90 days before. Four queries an instansi."""
    for instansi in desk.instansi:
        if not desk.administers_in(instansi.pk):
            continue
        wanted = [row for row in rows_of(instansi) if row.due and (row.due.is_late or row.due.is_soon)]
        if not wanted:
            continue
        first = min(wanted, key=lambda row: (row.due.on, row.record.unit.code))
        alone = len(wanted) == 1
        register = reverse("assessments:predicates", args=[instansi.code])
        yield Item(
            where=first.record.unit.name if alone else f"{len(wanted)} unit berpredikat",
            small=instansi.name,
            what="Buat laporan monev dua tahunan",
            url=reverse("assessments:predicate", args=[first.record.pk]) if alone else register,
            role=str(Role.ADMIN.label),
            instansi=instansi,
            due=end_of_day(first.due.on),
        )
