"""What the sources of the to-do list share, read once and only when a source asks."""

from datetime import datetime
from functools import cached_property

from django.db.models import Count, Exists, OuterRef, Prefetch, Q

from assessments import queries
from assessments.models import Assessment, Period, Proposal, Sheet, State
from assessments.tpi_queue import Queue, queue_of
from assessments.voiding import void_in
from units.models import Instansi, Role
from units.queries import hats_of

RUNNING = (State.PENILAIAN_TPI, State.PERBAIKAN, State.DIUSULKAN, State.PENILAIAN_TPN)


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
    def queue(self) -> Queue:
        """The work queue of the person's TPI teams; asked only of who has a seat."""
        return queue_of(self.user)

    @cached_property
    def periods(self) -> list[Period]:
        """The years that run in the instansi that the person administers or leads, newest first; one query.

        The newest of each, and earlier ones with units at TPI or TPN or with a proposal that was not sent: TPN works
        until after the next year was opened.
        """
        if not self.hats.instansi(Role.ADMIN, Role.PIMPINAN_INSTANSI):
            return []
        at_work = Assessment.objects.filter(period=OuterRef("pk"), state__in=RUNNING)
        unsent = Proposal.objects.filter(period=OuterRef("pk"), sent_at=None)
        rows = queries.visible_periods(self.user).annotate(runs=Exists(at_work) | Exists(unsent))
        found, newest = [], set()
        for period in rows.order_by("instansi__name", "-year"):
            if period.runs or period.instansi_id not in newest:
                found.append(period)
            newest.add(period.instansi_id)
        return found

    @cached_property
    def void(self) -> dict[int, tuple[str, ...]]:
        """Id of each of `periods` → why all its proposals fell; one query."""
        return void_in(self.periods)

    @property
    def instansi(self) -> list[Instansi]:
        """Those of `periods`, each once."""
        return list({period.instansi_id: period.instansi for period in self.periods}.values())

    def administers(self, period: Period) -> bool:
        """Whether the person is admin of the instansi of this year."""
        return self.administers_in(period.instansi_id)

    def administers_in(self, instansi_id: int) -> bool:
        """Whether the person is admin of this instansi."""
        return instansi_id in self.hats.instansi(Role.ADMIN)

    def leads(self, period: Period) -> bool:
        """Whether the person heads the instansi of this year."""
        return period.instansi_id in self.hats.instansi(Role.PIMPINAN_INSTANSI)


def sheet_of(assessment: Assessment, kind: str) -> Sheet | None:
    """A sheet of an assessment of `Desk.mine`."""
    return next((sheet for sheet in assessment.sheets.all() if sheet.kind == kind), None)
