"""Reminders before deadlines: to whom, once, with the clock given, the same queries for 1 and 50 units."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from assessments.deadlines import proposal_deadline
from assessments.models import Assessment, Notice, Period, Round, Sheet, State
from assessments.services.reminders import remind
from tests.factories.assessments import make_assessment
from tests.factories.units import Role, give_role, make_unit
from units.models import ConflictOfInterest, TeamUnit, User

pytestmark = pytest.mark.django_db
WIB = ZoneInfo("Asia/Jakarta")
DUE = datetime(2026, 11, 30, 23, 59, 59, tzinfo=WIB)
TPI_DUE = datetime(2027, 2, 28, 23, 59, 59, tzinfo=WIB)


@pytest.fixture
def year(world):
    """The world with fixed dates, begun long before."""
    Period.objects.filter(pk=world.period.pk).update(deadline=DUE, tpi_deadline=TPI_DUE)
    Period.objects.exclude(pk=world.period.pk).update(
        deadline=datetime(2030, 1, 1, tzinfo=WIB), tpi_deadline=datetime(2030, 1, 1, tzinfo=WIB)
    )
    world.period.refresh_from_db()
    return world


def begun(a: Assessment) -> Assessment:
    Assessment.objects.filter(pk=a.pk).update(state_since=datetime(2026, 1, 5, tzinfo=WIB))
    return a


def heard(kind: str) -> list[str]:
    return sorted(Notice.objects.filter(kind=kind).values_list("user__username", flat=True))


def before(due: datetime, days: int) -> datetime:
    return due.replace(hour=7, minute=0, second=0) - timedelta(days=days)


def test_the_unit_and_the_admin_hear_thrice_however_often_it_runs(year):
    begun(year.assessment(State.PENILAIAN_MANDIRI))
    for day in range(40, -3, -1):
        for _ in range(2):
            remind(now=before(DUE, day))
    assert heard("due_submission") == sorted(["petugas", "petugas_pokja", "pimpinan_unit"] * 3)
    assert heard("due_submission_all") == ["admin"] * 3
    days = (
        Notice.objects.filter(user=year.petugas, kind="due_submission")
        .order_by("at")
        .values_list("at", flat=True)
    )
    assert [(DUE.date() - at.astimezone(WIB).date()).days for at in days] == [30, 7, 1]


def test_a_day_on_which_nothing_ran_is_made_up_for(year):
    begun(year.assessment(State.PENILAIAN_MANDIRI))
    remind(now=before(DUE, 5))
    remind(now=before(DUE, 4))
    assert heard("due_submission") == ["petugas", "petugas_pokja", "pimpinan_unit"]


def test_up_to_the_last_second_and_not_after(year):
    begun(year.assessment(State.PENILAIAN_MANDIRI))
    remind(now=DUE + timedelta(seconds=1))
    assert Notice.objects.count() == 0
    remind(now=DUE)
    assert heard("due_submission") == ["petugas", "petugas_pokja", "pimpinan_unit"]


def test_who_has_submitted_hears_nothing_and_a_moved_deadline_is_a_new_one(year):
    a = begun(year.assessment(State.PENILAIAN_MANDIRI))
    remind(now=before(DUE, 7))
    later = DUE + timedelta(days=3)
    Period.objects.filter(pk=year.period.pk).update(deadline=later)
    remind(now=before(later, 7))
    assert heard("due_submission") == sorted(["petugas", "petugas_pokja", "pimpinan_unit"] * 2)
    begun(year.assessment(State.PENILAIAN_TPI))
    Notice.objects.all().delete()
    remind(now=before(later, 1))
    assert Notice.objects.count() == 0
    assert a.pk


def test_the_team_hears_of_its_deadline_once_a_year_and_who_is_done_does_not(year):
    first = begun(year.assessment(State.PENILAIAN_TPI))
    second = begun(year.assessment(State.PERBAIKAN, year.unit2))
    TeamUnit.objects.create(team=year.team, unit=year.unit2, year=2026)
    for a in (first, second):
        year.sheet(a, Sheet.Kind.MEMBER, year.anggota)
    Sheet.objects.filter(assessment=first).update(done_at=DUE)
    Sheet.objects.filter(assessment=second).update(excused_at=DUE)
    remind(now=before(TPI_DUE, 7))
    assert heard("due_tpi") == ["anggota2", "ketua", "pengendali"]


def test_a_round_is_remembered_by_the_unit(year):
    a = begun(year.assessment(State.PERBAIKAN))
    opened = datetime(2026, 6, 1, 9, tzinfo=WIB)
    due = datetime(2026, 6, 9, 23, 59, 59, tzinfo=WIB)
    found = Round.objects.create(assessment=a, number=1, due=due, opened_at=opened, opened_by=year.ketua)
    remind(now=before(due, 8))
    assert heard("due_round") == []  # it began eight days before: 30 days have no meaning
    remind(now=before(due, 7))
    remind(now=before(due, 1))
    assert heard("due_round") == sorted(["petugas", "petugas_pokja", "pimpinan_unit"] * 2)
    Notice.objects.all().delete()
    Round.objects.filter(pk=found.pk).update(closed_at=opened)
    remind(now=before(due, 1))
    assert heard("due_round") == []


def test_admin_and_head_hear_of_the_last_day_for_proposals_while_something_can_be_proposed(year):
    a = begun(year.assessment(State.PERBAIKAN))
    last = proposal_deadline(year.period)
    remind(now=before(last, 7))
    assert heard("due_proposal") == []
    begun(year.assessment(State.SELESAI_TPI))
    remind(now=before(last, 7))
    remind(now=before(last, 1))
    assert heard("due_proposal") == ["admin", "admin", "pimpinan_instansi", "pimpinan_instansi"]
    Notice.objects.all().delete()
    Assessment.objects.filter(pk=a.pk).update(state=State.DIUSULKAN)
    remind(now=before(last, 1))
    assert heard("due_proposal") == []


def test_closed_accounts_ended_roles_and_the_barred_hear_nothing(year):
    begun(year.assessment(State.PENILAIAN_TPI))
    begun(year.assessment(State.PENILAIAN_MANDIRI, year.unit2))
    User.objects.filter(pk__in=[year.ketua.pk, year.petugas_lain.pk, year.admin.pk]).update(is_active=False)
    ConflictOfInterest.objects.create(user=year.anggota, unit=year.unit, reason="Saudara.", declared_at=DUE)
    year.team.members.filter(user=year.anggota2).update(end=datetime(2025, 6, 1, tzinfo=WIB).date())
    remind(now=before(DUE, 7))
    remind(now=before(TPI_DUE, 7))
    assert list(Notice.objects.values_list("user__username", "kind")) == [("pengendali", "due_tpi")]


def test_it_costs_the_same_for_1_and_50_units(year, count_queries):
    begun(year.assessment(State.PENILAIAN_MANDIRI))
    begun(year.assessment(State.PENILAIAN_TPI, year.unit2))
    TeamUnit.objects.create(team=year.team, unit=year.unit2, year=2026)
    Period.objects.filter(pk=year.period.pk).update(tpi_deadline=DUE)
    now = before(DUE, 7)
    one = count_queries(remind, now=now)
    for number in range(50):
        unit = make_unit(year.instansi, f"U{number:02}")
        TeamUnit.objects.create(team=year.team, unit=unit, year=2026)
        give_role(year.petugas, Role.PETUGAS, unit)
        state = State.PENILAIAN_TPI if number % 2 else State.PENILAIAN_MANDIRI
        begun(make_assessment(year.period, unit, state))
    assert count_queries(remind, now=now) == one
    assert one < 25
