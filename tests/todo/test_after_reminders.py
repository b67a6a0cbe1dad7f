"""What is told after a proposal: refusals, WBK mandiri, revocations, the ends of sanggah and of the two years."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from assessments.agenda.reading import agenda_of
from assessments.models import Notice, Objection, ObjectionWindow, PredicateRecord, StageResult, State
from assessments.notices.reading import GONE, told
from assessments.services.notices import choose
from assessments.services.postman import send_waiting
from assessments.services.register import Decree, add_predicate
from assessments.services.reminders import remind
from assessments.services.revoking import revoke_predicate
from assessments.services.tpn_stages import StageData, record_stage
from tests.factories.units import Role, give_role, make_unit
from tests.tpn.stage import ago, in_tpn, say
from units.models import Membership, User

pytestmark = pytest.mark.django_db
WIB = ZoneInfo("Asia/Jakarta")
UNIT = ["petugas", "petugas_pokja", "pimpinan_unit"]
CLOSES = datetime(2026, 12, 31, 23, 59, 59, tzinfo=WIB)


def heard(kind: str) -> list[str]:
    return sorted(Notice.objects.filter(kind=kind).values_list("user__username", flat=True))


def before(due: datetime, days: int) -> datetime:
    return due.replace(hour=7, minute=0, second=0) - timedelta(days=days)


def keys(person: User) -> dict[str, datetime]:
    return {e.key: e.at for e in agenda_of(User.objects.get(pk=person.pk))}


@pytest.fixture
def refused(world):
    """Refused at the stage that may be contested, long ago; the window ends with the year 2026."""
    (a,) = in_tpn(world)
    say(world, a, "pra_evaluasi", "tidak")
    StageResult.objects.update(recorded_at=datetime(2026, 1, 5, tzinfo=WIB))
    ObjectionWindow.objects.create(
        period=world.period,
        opens_on=date(2026, 12, 1),
        closes_on=date(2026, 12, 31),
        letter_number="P/1",
        letter_date=date(2026, 11, 1),
        set_by=world.admin,
    )
    Notice.objects.all().delete()
    return a


# --- refusals --------------------------------------------------------------------------------------------------


def test_a_refusal_is_news_for_the_unit_and_a_step_for_the_admin(world):
    (a,) = in_tpn(world)
    Notice.objects.all().delete()
    made = say(world, a, "pra_evaluasi", "tidak", note="Rahasia sekali.")
    say(world, a, "pra_evaluasi", "tidak", note="Rahasia sekali.", seen=made.version)
    corrected = StageData("tidak", ago(9))
    record_stage(a.pk, stage="pra_evaluasi", data=corrected, seen=made.version, actor=world.admin)
    assert heard("refused_at_stage") == sorted([*UNIT, "pimpinan_instansi"])
    assert heard("may_object") == []  # the admin wrote it
    (line,) = told(world.petugas, Notice.objects.filter(user=world.petugas))
    assert (line.text, line.url) == (
        "TPN mencatat Puskesmas Melati tidak lanjut ke tahap berikutnya.",
        reverse("assessments:tpn", args=[a.pk]),
    )


def test_another_admin_hears_that_it_may_be_contested(world):
    (a,) = in_tpn(world)
    Notice.objects.all().delete()
    give_role(world.tanpa_peran, Role.ADMIN, world.instansi)
    say(world, a, "pra_evaluasi", "tidak")
    assert heard("may_object") == ["tanpa_peran"]


def test_a_stage_that_cannot_be_contested_is_news_for_all(world):
    (a,) = in_tpn(world)
    Notice.objects.all().delete()
    give_role(world.tanpa_peran, Role.ADMIN, world.instansi)
    say(world, a, "pra_evaluasi")
    assert Notice.objects.count() == 0
    say(world, a, "desk_evaluasi", "tidak", days=8)
    assert heard("may_object") == []
    assert heard("refused_at_stage") == sorted([*UNIT, "pimpinan_instansi", "tanpa_peran"])


def test_the_mail_of_a_refusal_says_nothing_of_it(world):
    (a,) = in_tpn(world)
    Notice.objects.all().delete()
    say(world, a, "pra_evaluasi", "tidak", note="Rahasia sekali.")
    send_waiting(now=timezone.now())
    assert len(mail.outbox) == 4
    for sent in mail.outbox:
        for word in ("Melati", "tidak lanjut", "Rahasia", "pra"):
            assert word not in sent.subject + str(sent.body)


# --- revocations -----------------------------------------------------------------------------------------------


def typed_in(world, unit=None, on: date | None = None) -> PredicateRecord:
    day = on or timezone.localdate() - timedelta(days=300)
    data = Decree(day.year, "WBK", f"KEP/{day.year}", day)
    return add_predicate(unit or world.unit, decree=data, scan=None, actor=world.admin)


def revoked(world, record: PredicateRecord) -> PredicateRecord:
    return revoke_predicate(
        record.pk,
        number="KEP/9",
        on=timezone.localdate(),
        reason="Suap pejabat.",
        scan=None,
        seen=record.version,
        actor=world.admin,
    )


def test_a_revocation_is_told_once_also_of_a_predicate_from_before_the_portal(world):
    record = typed_in(world)
    revoked(world, record)
    revoked(world, record)
    assert heard("revoked") == sorted([*UNIT, "pimpinan_instansi"])
    (line,) = told(world.petugas, Notice.objects.filter(user=world.petugas))
    assert (line.text, line.url) == (
        "Pencabutan predikat Puskesmas Melati sudah dicatat.",
        reverse("assessments:predicate", args=[record.pk]),
    )
    answer = world.client("petugas").post(reverse("assessments:notice_open", args=[line.pk]))
    assert answer.url == line.url


def test_who_left_the_unit_reads_nothing_of_its_revocation(world):
    revoked(world, typed_in(world))
    Membership.objects.filter(user=world.petugas).update(end=timezone.localdate() - timedelta(days=1))
    page = world.client("petugas").get("/pemberitahuan/").content.decode()
    assert GONE in page
    assert "Melati" not in page


# --- the end of sanggah ----------------------------------------------------------------------------------------


def test_the_end_of_sanggah_is_told_thrice_as_each_chose(world, refused):
    choose({"langkah": "mail", "kabar": "mail", "batas": "none"}, actor=world.petugas_pokja)
    for day in range(40, -3, -1):
        for _ in range(2):
            remind(now=before(CLOSES, day))
    assert heard("due_objection") == sorted(["petugas", "pimpinan_unit"] * 3)
    assert heard("due_objection_all") == ["admin"] * 3
    (line, *_) = told(world.admin, Notice.objects.filter(kind="due_objection_all"))
    assert line.url == reverse("assessments:tpn_year", args=["KAB-X", 2026])


def test_up_to_the_last_second_of_the_window(world, refused):
    remind(now=CLOSES + timedelta(seconds=1))
    assert Notice.objects.count() == 0
    remind(now=CLOSES)
    assert heard("due_objection") == UNIT


def test_who_filed_or_was_not_refused_is_not_reminded(world, refused):
    StageResult.objects.update(result=StageResult.Result.PASSED)
    remind(now=before(CLOSES, 1))
    assert Notice.objects.count() == 0
    StageResult.objects.update(result=StageResult.Result.FAILED)
    Objection.objects.create(
        proposal_unit=refused.proposal_unit,
        stage="pra_evaluasi",
        letter_number="S/1",
        letter_date=date(2026, 12, 2),
        filed_at=CLOSES,
        reason="Ada bukti.",
        recorded_by=world.admin,
    )
    remind(now=before(CLOSES, 1))
    assert Notice.objects.count() == 0


def test_the_end_of_sanggah_stands_in_the_calendar_of_the_refused_unit_alone(world, refused):
    key = f"sanggah-{world.period.pk}-{refused.pk}"
    assert keys(world.petugas)[key] == CLOSES
    assert keys(world.admin)[f"sanggah-{world.period.pk}"] == CLOSES
    assert not [key for key in keys(world.petugas_lain) if key.startswith("sanggah")]
    StageResult.objects.update(result=StageResult.Result.PASSED)
    assert key not in keys(world.petugas)


# --- the two years ---------------------------------------------------------------------------------------------

DECREE = date(2024, 12, 20)
REPORT = datetime(2026, 12, 20, 23, 59, 59, tzinfo=WIB)


def test_the_report_is_told_thrice_and_once_for_all_of_a_day(world):
    for unit in (world.unit, world.unit2):
        typed_in(world, unit, DECREE)
    for day in range(40, -3, -1):
        for _ in range(2):
            remind(now=before(REPORT, day))
    assert heard("due_report") == ["admin"] * 3
    (line, *_) = told(world.admin, Notice.objects.filter(kind="due_report"))
    assert line.text == f"Batas laporan monev dua tahunan {world.instansi}: 20 Desember 2026, 23.59 WIB."
    assert line.url == reverse("assessments:predicates", args=["KAB-X"])


def test_what_was_revoked_is_reported_no_more(world):
    revoked(world, typed_in(world, on=DECREE))
    Notice.objects.all().delete()
    remind(now=before(REPORT, 7))
    assert heard("due_report") == []


def test_the_report_stands_in_the_calendar_of_the_admin_alone(world, monkeypatch):
    typed_in(world, on=DECREE)
    monkeypatch.setattr(timezone, "now", lambda: before(REPORT, 60))
    key = f"laporan-{world.instansi.pk}-20261220"
    assert keys(world.admin)[key] == REPORT
    for other in (world.pimpinan_instansi, world.petugas, world.orang_asing):
        assert key not in keys(other)
    typed_in(world, world.unit2, DECREE)
    (entry,) = [e for e in agenda_of(User.objects.get(pk=world.admin.pk)) if e.key == key]
    assert entry.text == f"2 unit berpredikat, {world.instansi.name}."
    assert entry.period_id is None
    assert world.client("admin").get("/kalender/").status_code == 200


def test_reminders_cost_the_same_for_1_and_20_units(world, refused, count_queries):
    typed_in(world, on=DECREE)
    now = before(REPORT, 7)
    one = count_queries(remind, now=now)
    units = [make_unit(world.instansi, f"U{number:02}") for number in range(19)]
    for unit in units:
        typed_in(world, unit, DECREE)
    for a in in_tpn(world, *units[:5]):
        say(world, a, "pra_evaluasi", "tidak")
    assert count_queries(remind, now=now) == one


def test_the_state_that_refused_is_left_alone(world, refused):
    type(refused).objects.filter(pk=refused.pk).update(state=State.BELUM_MEMENUHI)
    remind(now=before(CLOSES, 1))
    assert heard("due_objection") == heard("due_objection_all") == []
