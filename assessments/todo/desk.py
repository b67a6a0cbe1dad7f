"""What the sources of the to-do list share, read once and only when a source asks."""

from datetime import datetime
from functools import cached_property

from django.db.models import Count, Prefetch, Q

from assessments import queries
from assessments.models import Assessment, Period, Sheet
from units.models import Role
from units.queries import hats_of


class Desk:
    """A person at an instant."""

    def __init__(self, user, now: datetime) -> None:
        self.user, self.now, self.hats = user, now, hats_of(user)

    @cached_property
    def mine(self) -> list[Assessment]:
        """The assessments of the person's own units and of those that they assess first; two queries.

        With `round_due`, `open_requests` (of an open round without a reply), sheets of unit and level above.
        """
        own = self.hats.units(Role.PETUGAS, Role.PIMPINAN_UNIT)
        above = self.hats.units(Role.PENILAI_PENDAHULUAN)
        if not own and not above:
            return []
        here = Q(unit_id__in=own) | Q(unit__parent_id__in=above)
        open_round = Q(rounds__opened_at__isnull=False, rounds__closed_at=None)
        asked = Count(
            "rounds__requests", open_round & Q(rounds__requests__reply="") & ~Q(rounds__requests__text="")
        )
        sheets = Sheet.objects.filter(kind__in=[Sheet.Kind.UNIT, Sheet.Kind.PRELIMINARY])
        rows = queries.with_round(queries.visible_assessments(self.user).filter(here)).annotate(
            open_requests=asked
        )
        return list(rows.prefetch_related(Prefetch("sheets", sheets.defer("scores", "areas", "verdict"))))

    @cached_property
    def periods(self) -> list[Period]:
        """The newest year of each instansi that the person administers or leads; one query."""
        if not self.hats.instansi(Role.ADMIN, Role.PIMPINAN_INSTANSI):
            return []
        newest: dict[int, Period] = {}
        for period in queries.visible_periods(self.user).order_by("instansi__name", "-year"):
            newest.setdefault(period.instansi_id, period)
        return list(newest.values())

    def administers(self, period: Period) -> bool:
        """Whether the person is admin of the instansi of this year."""
        return period.instansi_id in self.hats.instansi(Role.ADMIN)

    def leads(self, period: Period) -> bool:
        """Whether the person heads the instansi of this year."""
        return period.instansi_id in self.hats.instansi(Role.PIMPINAN_INSTANSI)


def sheet_of(assessment: Assessment, kind: str) -> Sheet | None:
    """A sheet of an assessment of `Desk.mine`."""
    return next((sheet for sheet in assessment.sheets.all() if sheet.kind == kind), None)
