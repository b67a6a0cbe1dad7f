"""What waits after a proposal: sanggah in its window, the reports every two years."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.agenda.reading import agenda_of
from assessments.models import (
    Objection,
    ObjectionWindow,
    PredicateRecord,
    Proposal,
    ProposalUnit,
    StageResult,
    State,
)
from assessments.todo import todo_of
from tests.factories.units import make_unit
from tests.propose.announcing import scan_of
from units.models import User

pytestmark = pytest.mark.django_db
WIB = ZoneInfo("Asia/Jakarta")
OPENS, CLOSES = date(2026, 9, 1), date(2026, 9, 5)
LAST = datetime(2026, 9, 5, 23, 59, 59, tzinfo=WIB)
ASK = "Putuskan apakah menyanggah hasil TPN"
REPORT = "Buat laporan monev dua tahunan"


def waits(person: User, what: str, now: datetime) -> list[tuple[str, datetime | None, str]]:
    """(where, due, address) of the lines with these words."""
    fresh = User.objects.get(pk=person.pk)
    return [(i.where, i.due, i.url) for i in todo_of(fresh, now=now) if i.what == what]


@pytest.fixture
def refused(world) -> ProposalUnit:
    """PKM-01 was refused at a stage, and sanggah is announced for five days in September."""
    a = world.assessment(State.PENILAIAN_TPN)
    proposal = Proposal.objects.create(
        period=world.period,
        letter_number="1",
        letter_date=OPENS,
        created_by=world.admin,
        sent_at=timezone.now(),
    )
    unit = ProposalUnit.objects.create(proposal=proposal, assessment=a, predicate="WBK")
    StageResult.objects.create(
        proposal_unit=unit,
        stage="pra_evaluasi",
        result=StageResult.Result.FAILED,
        date=OPENS,
        recorded_by=world.admin,
    )
    ObjectionWindow.objects.create(
        period=world.period,
        opens_on=OPENS,
        closes_on=CLOSES,
        letter_number="B/1",
        letter_date=OPENS,
        scan=scan_of(world.period, world.admin),
        set_by=world.admin,
    )
    return unit


def test_sanggah_waits_from_the_first_to_the_last_second(world, refused):
    page = reverse("assessments:tpn_objection", args=[refused.assessment_id])
    first = datetime(2026, 9, 1, tzinfo=WIB)
    second = timedelta(seconds=1)
    assert waits(world.admin, ASK, first - second) == []
    for now in (first, LAST):
        assert waits(world.admin, ASK, now) == [("Puskesmas Melati", LAST, page)]
    assert waits(world.admin, ASK, LAST + second) == []
    assert waits(world.pimpinan_instansi, ASK, first) == []


def test_what_was_filed_waits_no_more_unless_it_was_cancelled(world, refused):
    filed = Objection.objects.create(
        proposal_unit=refused,
        stage="pra_evaluasi",
        letter_number="S/1",
        letter_date=OPENS,
        filed_at=LAST,
        reason="Ada bukti.",
        recorded_by=world.admin,
    )
    assert waits(world.admin, ASK, LAST) == []
    Objection.objects.filter(pk=filed.pk).update(cancelled_at=LAST, cancelled_by=world.admin)
    assert len(waits(world.admin, ASK, LAST)) == 1


def test_who_was_not_refused_has_nothing_to_object_to(world, refused):
    StageResult.objects.update(result=StageResult.Result.PASSED)
    assert waits(world.admin, ASK, LAST) == []


def test_another_stage_leaves_nothing_to_object_to(world, refused):
    StageResult.objects.update(stage="desk_evaluasi")
    assert waits(world.admin, ASK, LAST) == []


def test_the_window_stands_in_the_calendar(world, refused):
    found = {e.key: e.at for e in agenda_of(User.objects.get(pk=world.admin.pk))}
    assert found[f"sanggah-{world.period.pk}"] == LAST


def test_reports_wait_ninety_days_before_and_in_one_line(world):
    today = timezone.localdate()
    day = today - timedelta(days=730 - 60)
    record = PredicateRecord.objects.create(
        unit=world.unit,
        year=day.year,
        predicate="WBK",
        decree_number="1",
        decree_date=day,
        recorded_by=world.admin,
        recorded_at=timezone.now(),
    )
    now = timezone.now()
    ((where, due, url),) = waits(world.admin, REPORT, now)
    assert (where, url) == ("Puskesmas Melati", reverse("assessments:predicate", args=[record.pk]))
    assert (due.hour, due.minute, due.second) == (23, 59, 59)
    PredicateRecord.objects.create(
        unit=make_unit(world.instansi, "U1"),
        year=day.year,
        predicate="WBK",
        decree_number="2",
        decree_date=day - timedelta(days=300),
        recorded_by=world.admin,
        recorded_at=now,
    )
    ((where, _, url),) = waits(world.admin, REPORT, now)
    assert (where, url) == ("2 unit berpredikat", reverse("assessments:predicates", args=["KAB-X"]))
    assert waits(world.petugas, REPORT, now) == []
    PredicateRecord.objects.update(decree_date=today)
    assert waits(world.admin, REPORT, now) == []
