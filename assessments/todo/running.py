"""What waits for the admin inspektorat in the running year: units by the stage in which they wait for the admin."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min
from django.urls import reverse

from assessments.models import Assessment, Period, State
from assessments.queries import with_team
from assessments.rules import AT_TPI
from assessments.todo.desk import Desk
from assessments.todo.items import Item
from units.models import Role


@dataclass(frozen=True)
class Waiting:
    """What the admin does in a state, as a number of units and (for one unit alone) its page."""

    what: str
    page: str = "assessment"


WAITING = {
    State.PENCANANGAN: Waiting("Catat pembangunan", "pembangunan"),
    State.PEMBANGUNAN: Waiting("Buka penilaian mandiri"),
    State.SELESAI_TPI: Waiting("Periksa kelayakan dan usulkan"),
    State.DIUSULKAN: Waiting("Mulai penilaian TPN", "tpn"),
    State.PENILAIAN_TPN: Waiting("Catat hasil TPN", "tpn"),
}

LATE = {
    State.PENILAIAN_MANDIRI: "Tanyakan penilaian mandiri yang belum diajukan",
    State.PENILAIAN_TPI: "Tanyakan penilaian TPI yang belum selesai",
}


def items(desk: Desk) -> Iterator[Item]:
    """One line a stage and year, with the unit where it is one alone. Two queries, and `desk.void`."""
    years = {period.pk: period for period in desk.periods if desk.administers(period)}
    if not years:
        return
    rows = Assessment.objects.filter(period__in=years)
    here = rows.exclude(state=State.SELESAI_TPI, proposal_unit__isnull=False).order_by()
    counted = here.values_list("period", "state").annotate(Count("pk"), Min("pk"), Min("unit__name"))
    void = desk.void
    for period_id, state, number, pk, name in counted:
        if state == State.DIUSULKAN and void[period_id]:
            yield _void(years[period_id], number, name)
        elif state in WAITING:
            yield _line(years[period_id], State(state), number, pk, name)
        elif state in LATE:
            yield from _late(years[period_id], State(state), number, name, desk.now)
    yield from _without_team(rows, years)


def _line(period: Period, state: State, number: int, pk: int, name: str) -> Item:
    overview = reverse("assessments:period", args=[period.instansi.code, period.year])
    alone = reverse(f"assessments:{WAITING[state].page}", args=[pk])
    return _item(
        period, WAITING[state].what, number, name, alone if number == 1 else f"{overview}?state={state}"
    )


def _void(period: Period, number: int, name: str) -> Item:
    """All proposals of the instansi fell: TPN does not begin with these units, they are taken back."""
    proposals = reverse("assessments:proposals", args=[period.instansi.code, period.year])
    return _item(period, "Usulan batal: tarik dari usulan", number, name, proposals)


def _late(period: Period, state: State, number: int, name: str, now: datetime) -> Iterator[Item]:
    """Units that should have left their stage: the admin asks them, or gives more time."""
    due = period.deadline if state == State.PENILAIAN_MANDIRI else period.tpi_deadline
    if due < now:
        overview = reverse("assessments:period", args=[period.instansi.code, period.year])
        yield _item(period, LATE[state], number, name, f"{overview}?state={state}", due=due)


def _without_team(rows, years: dict[int, Period]) -> Iterator[Item]:
    """Units that TPI has on paper and nobody assesses."""
    lonely = with_team(rows.filter(state__in=AT_TPI)).filter(team_id=None)
    counted = lonely.order_by().values_list("period").annotate(Count("pk"), Min("unit__name"))
    for period_id, number, name in counted:
        period = years[period_id]
        teams = reverse("units:teams", args=[period.instansi.code])
        yield _item(period, "Tetapkan tim TPI", number, name, teams, due=period.tpi_deadline, blocks=True)


def _item(period: Period, what: str, number: int, name: str, url: str, **more) -> Item:
    return Item(
        where=name if number == 1 else f"{number} unit",
        small=f"{period.instansi.name} · {period.year}",
        what=what,
        url=url,
        role=str(Role.ADMIN.label),
        instansi=period.instansi,
        **more,
    )
