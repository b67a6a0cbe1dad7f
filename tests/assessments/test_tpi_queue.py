"""The work queue: what stands in it for whom, in which order, what is new, and that it tells nobody too much."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from assessments import home
from assessments.models import LastLook, Round, Sheet, State, StateChange, TpiComment
from assessments.services.discussion import discuss
from assessments.services.sheets import excuse_member, mark_done, reopen_sheet
from assessments.services.signing import decline_result, sign_result
from assessments.tpi_queue import queue_of
from tests.assessments.leaks import SESSION
from tests.assessments.tpi import FINAL, MEMBER, members_filled, submitted, tpi_url, weighed
from tests.factories.assessments import make_assessment, make_period
from tests.factories.units import make_team, make_unit
from units.models import TeamUnit
from units.queries import forget_hats
from units.services.conflicts import declare_conflict

YES, LETTER = "A.I.1.i.a", "A.I.1.i.b"
URL = "/tpi/"


def rows(user) -> dict[str, object]:
    """Unit code → row, in the order of the queue."""
    forget_hats(user)
    return {row.assessment.unit.code: row for group in queue_of(user).groups for row in group.rows}


def needs(user) -> list[tuple[str, str, str]]:
    return [(code, row.group, row.needs) for code, row in rows(user).items()]


def more(world, state: str, code: str, how="best"):
    """Another unit of the team."""
    unit = make_unit(world.instansi, code)
    TeamUnit.objects.create(team=world.team, unit=unit, year=2026)
    made = make_assessment(world.period, unit, state)
    world.fill(made, how)
    return made


def looked(a, user, *, ago: int = 5) -> None:
    """The person looked some minutes ago."""
    LastLook.objects.update_or_create(
        assessment=a, user=user, defaults={"at": timezone.now() - timedelta(minutes=ago)}
    )


# --- what needs whom -----------------------------------------------------------------------------------------


def test_a_member_reads_what_each_unit_wants_of_them_most_urgent_first(world):
    untouched = submitted(world)
    begun, ready, done = (more(world, State.PENILAIAN_TPI, code) for code in ("B", "C", "D"))
    draft, over = more(world, State.PENILAIAN_MANDIRI, "E"), more(world, State.SELESAI_TPI, "F")
    world.fill(begun, {YES: "Ya", LETTER: "A"}, kind=MEMBER, owner=world.anggota)
    for a in (ready, done):
        world.fill(a, kind=MEMBER, owner=world.anggota)
    mark_done(done.pk, actor=world.anggota)
    assert needs(world.anggota) == [
        ("C", "sekarang", "Siap dinyatakan selesai"),
        ("B", "sekarang", "111 belum Anda nilai"),
        ("PKM-01", "sekarang", "Belum Anda nilai"),
        ("D", "menunggu", "Lembar Anda selesai"),
        ("E", "nanti", "Unit belum mengajukan"),
        ("F", "usai", "Jawaban akhir sudah dibuka"),
    ]
    found = rows(world.anggota)
    assert [(found[c].done, found[c].of) for c in ("B", "C", "PKM-01")] == [(2, 113), (113, 113), (0, 113)]
    assert [found[c].action for c in ("B", "D", "E")] == ["Lanjutkan", "Buka", "Lihat unit"]
    assert found["B"].url == f"/penilaian/{begun.pk}/tpi-lanjut/"
    assert (untouched.pk, draft.pk, over.pk) == tuple(found[c].assessment.pk for c in ("PKM-01", "E", "F"))


def test_who_must_look_again_or_is_excused_reads_that(world):
    a = submitted(world)
    world.fill(a, kind=MEMBER, owner=world.anggota)
    Sheet.objects.filter(owner=world.anggota).update(unconfirmed=[YES, LETTER])
    assert needs(world.anggota) == [("PKM-01", "sekarang", "Periksa lagi 2 jawaban")]
    excuse_member(a.pk, member_id=world.anggota.pk, reason="Cuti.", actor=world.ketua)
    assert needs(world.anggota) == [("PKM-01", "menunggu", "Anda dibebaskan")]


def test_the_lead_waits_for_members_then_decides_then_finalises(world):
    a = submitted(world)
    assert needs(world.ketua) == [("PKM-01", "menunggu", "Menunggu 2 anggota")]
    assert rows(world.ketua)["PKM-01"].members == "0 dari 2 anggota selesai"
    members_filled(world, a)
    mark_done(a.pk, actor=world.anggota)
    excuse_member(a.pk, member_id=world.anggota2.pk, reason="Cuti.", actor=world.ketua)
    assert rows(world.ketua)["PKM-01"].members == "1 dari 1 anggota selesai"
    assert needs(world.ketua) == [("PKM-01", "sekarang", "Belum Anda putuskan")]
    world.fill(a, {YES: "Ya"}, kind=FINAL)
    assert needs(world.ketua) == [("PKM-01", "sekarang", "112 belum Anda putuskan")]
    world.fill(a, kind=FINAL)
    assert needs(world.ketua) == [("PKM-01", "sekarang", "Menuju final")]
    Sheet.objects.filter(kind=FINAL).update(unconfirmed=[YES])
    assert needs(world.ketua) == [("PKM-01", "sekarang", "Periksa lagi 1 jawaban akhir")]


def test_in_perbaikan_the_lead_waits_until_the_date_and_then_acts(world):
    a = submitted(world)
    world.assessment(State.PERBAIKAN)
    due = timezone.now() + timedelta(days=3)
    found = Round.objects.create(
        assessment=a, number=1, due=due, opened_at=timezone.now(), opened_by=world.ketua
    )
    row = rows(world.ketua)["PKM-01"]
    assert (row.group, row.needs, row.due, row.urgent) == ("menunggu", "Unit sedang memperbaiki", due, True)
    member = rows(world.anggota)["PKM-01"]  # may go on, and is not pressed by the unit's date
    assert (member.group, member.due, member.urgent) == ("sekarang", due, False)
    found.due = timezone.now() - timedelta(hours=1)
    found.save()
    assert needs(world.ketua) == [("PKM-01", "sekarang", "Batas perbaikan lewat")]


def test_the_pengendali_waits_for_the_signature_of_the_lead(world):
    a = submitted(world)
    assert needs(world.pengendali) == [("PKM-01", "menunggu", "Tim sedang menilai")]
    members_filled(world, a, done=True)
    world.fill(a, kind=FINAL)
    weighed(world, a)
    sign_result(a.pk, actor=world.ketua)
    assert needs(world.pengendali) == [("PKM-01", "sekarang", "Menunggu tanda tangan Anda")]
    here = rows(world.pengendali)["PKM-01"].url
    assert (here, world.client("pengendali").get(here).status_code) == (f"/penilaian/{a.pk}/finalisasi/", 200)
    looked(a, world.ketua, ago=0)
    looked(a, world.anggota, ago=0)
    decline_result(a.pk, reason="Catatan area PW kurang.", actor=world.pengendali)
    assert rows(world.ketua)["PKM-01"].news == ("Tanda tangan dikembalikan pengendali teknis",)
    assert rows(world.anggota)["PKM-01"].news == ()  # between those who sign
    assert needs(world.pengendali) == [("PKM-01", "menunggu", "Tim sedang menilai")]


def test_age_and_days_left_are_told_and_red_when_near(world):
    a = submitted(world)
    arrived = timezone.now() - timedelta(days=9)
    StateChange.objects.create(
        assessment=a,
        name="ajukan",
        source=State.PENILAIAN_MANDIRI,
        target=State.PENILAIAN_TPI,
        by=world.pimpinan_unit,
        role="Pimpinan unit",
        at=arrived,
    )
    row = rows(world.anggota)["PKM-01"]
    assert (row.age, row.left, row.urgent) == (9, 60, False)
    world.period.tpi_deadline = world.period.deadline = timezone.now() + timedelta(days=3)
    world.period.save()
    assert rows(world.anggota)["PKM-01"].urgent
    html = world.client("anggota").get(URL).content.decode()
    assert '<span class="zi-queue-urgent">sisa 3 hari</span>' in html
    assert "9 hari" in html


def test_who_declared_a_conflict_or_is_of_the_unit_does_not_find_it(world):
    submitted(world)
    declare_conflict(world.unit, reason="Kakak.", actor=world.anggota)
    assert needs(world.anggota) == []
    assert rows(world.ketua)["PKM-01"].members == "0 dari 1 anggota selesai"
    assert "Belum ada unit untuk dinilai" in world.client("anggota").get(URL).content.decode()


def test_units_of_an_earlier_year_stay_while_tpi_has_them(world):
    submitted(world)
    old = make_period(world.instansi, 2025)
    for code, state in (("LAMA", State.PENILAIAN_TPI), ("USAI", State.WBK)):
        unit = make_unit(world.instansi, code)
        team = make_team(
            world.instansi, year=2025, name=code, units=[unit], anggota=world.anggota, ketua=world.ketua
        )
        made = make_assessment(old, unit, state)
        assert team.team_units.get().unit == made.unit
    assert [code for code, *_ in needs(world.anggota)] == ["LAMA", "PKM-01"]
    assert [a.unit.code for a in queue_of(world.anggota).past] == ["USAI"]


@pytest.mark.parametrize("who", ["tanpa_peran", "petugas", "admin", "admin_sistem", "orang_asing"])
def test_who_sits_in_no_team_gets_an_empty_page(world, who):
    submitted(world)
    html = world.client(who).get(URL).content.decode()
    assert "Belum ada unit untuk dinilai" in html
    assert "/penilaian/" not in html


def test_login_is_asked(world):
    assert world.client(None).get(URL).status_code == 302


def test_home_leads_to_the_queue(world):
    submitted(world)
    html = world.client("anggota").get("/").content.decode()
    assert 'href="/tpi/">Buka daftar kerja TPI</a>' in html
    (own,) = home.own_units(world.anggota)
    assert own.states == [("penilaian_tpi", 1)]
    assert "/tpi/" not in world.client("petugas").get("/").content.decode()


# --- what is new ---------------------------------------------------------------------------------------------


def test_a_look_is_noted_once_a_minute_and_of_the_team_alone(world):
    a = submitted(world)
    world.client("anggota").get(tpi_url(a))
    (look,) = LastLook.objects.all()
    assert (look.assessment_id, look.user_id) == (a.pk, world.anggota.pk)
    world.client("anggota").get(tpi_url(a, "TT"))
    assert LastLook.objects.get().at == look.at
    LastLook.objects.update(at=look.at - timedelta(minutes=2))
    world.client("anggota").get(f"/penilaian/{a.pk}/tpi/soal/{YES}/")
    assert LastLook.objects.get().at > look.at - timedelta(minutes=1)
    world.assessment(State.SELESAI_TPI)
    for who in ("petugas", "admin"):
        assert world.client(who).get(tpi_url(a)).status_code == 200
    assert [look.user_id for look in LastLook.objects.all()] == [world.anggota.pk]


def test_before_the_first_look_nothing_counts_as_a_change(world):
    a = submitted(world)
    members_filled(world, a, done=True)
    row = rows(world.ketua)["PKM-01"]
    assert (row.seen, row.news) == (False, ())
    assert "Belum pernah Anda buka" in world.client("ketua").get(URL).content.decode()


def test_the_lead_learns_who_became_done_and_what_was_said(world):
    a = submitted(world)
    members_filled(world, a)
    mark_done(a.pk, actor=world.anggota2)
    looked(a, world.ketua, ago=0)
    mark_done(a.pk, actor=world.anggota)
    discuss(a.pk, code=YES, text="Lihat halaman 3.", token=uuid.uuid4(), actor=world.anggota)
    discuss(a.pk, code=YES, text="Baik.", token=uuid.uuid4(), actor=world.ketua)
    assert rows(world.ketua)["PKM-01"].news == ("1 anggota menyatakan selesai", "1 komentar baru")
    looked(a, world.ketua, ago=0)
    assert rows(world.ketua)["PKM-01"].news == ()


def test_who_reopens_a_sheet_does_not_read_it_as_news_and_the_member_does(world):
    a = submitted(world)
    members_filled(world, a, done=True)
    for user in (world.ketua, world.anggota, world.anggota2, world.pengendali):
        looked(a, user)
    reopen_sheet(a.pk, member_id=world.anggota.pk, reason="Lengkapi.", actor=world.ketua)
    assert rows(world.anggota)["PKM-01"].news == ("Lembar Anda dibuka kembali",)
    assert rows(world.anggota2)["PKM-01"].news == (
        "1 lembar anggota dibuka kembali",
    )  # done: sees the others
    assert rows(world.pengendali)["PKM-01"].news == (
        "1 anggota menyatakan selesai",
        "1 lembar anggota dibuka kembali",
    )
    assert rows(world.ketua)["PKM-01"].news == ("1 anggota menyatakan selesai",)


def test_a_member_who_is_not_done_learns_nothing_of_the_others(world):
    """The page is the same, letter by letter, whatever the others do and the lead says."""
    a, b = submitted(world), more(world, State.PENILAIAN_TPI, "B")
    for each in (a, b):
        world.fill(each, {YES: "Ya"}, kind=MEMBER, owner=world.anggota)
        looked(each, world.anggota)

    def page() -> str:
        return SESSION.sub("", world.client("anggota").get(URL).content.decode())

    before = page()
    world.fill(b, "worst", kind=MEMBER, owner=world.anggota2)
    mark_done(b.pk, actor=world.anggota2)
    reopen_sheet(b.pk, member_id=world.anggota2.pk, reason="RAHASIA", actor=world.ketua)
    mark_done(b.pk, actor=world.anggota2)
    world.fill(b, "worst", kind=FINAL)
    Sheet.objects.filter(assessment=b, kind=FINAL).update(unconfirmed=[YES])
    discuss(b.pk, code=YES, text="RAHASIA", token=uuid.uuid4(), actor=world.ketua)
    assert TpiComment.objects.count() == 1
    assert page() == before


def test_a_resubmission_is_news_for_everybody_but_who_made_it(world):
    a = submitted(world)
    looked(a, world.anggota)
    for name, by in (("kembalikan", world.ketua), ("ajukan_perbaikan", world.pimpinan_unit)):
        StateChange.objects.create(
            assessment=a,
            name=name,
            source=State.PENILAIAN_TPI,
            target=State.PERBAIKAN,
            by=by,
            role="",
            at=timezone.now(),
        )
    looked(a, world.ketua)
    assert rows(world.anggota)["PKM-01"].news == ("Dikembalikan ke unit", "Unit menjawab perbaikan")
    assert rows(world.ketua)["PKM-01"].news == ("Unit menjawab perbaikan",)


# --- queries -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("units", [1, 14])
def test_the_queue_takes_the_same_queries_for_1_and_14_units(world, django_assert_num_queries, units):
    first = submitted(world)
    for a in (first, *(more(world, State.PENILAIAN_TPI, f"U{n:02}", {YES: "Ya"}) for n in range(units - 1))):
        members_filled(world, a)
        mark_done(a.pk, actor=world.anggota)
        world.fill(a, {YES: "Ya"}, kind=FINAL)
        looked(a, world.anggota)
        looked(a, world.ketua)
        discuss(a.pk, code=YES, text="Lihat.", token=uuid.uuid4(), actor=world.pengendali)
    for who in ("anggota", "anggota2", "ketua", "pengendali"):
        world.client(who).get(URL)
    # session, user, memberships, seats, conflicts of interest; units; sheets; looks, changes of state, acts; the open
    # rounds
    with django_assert_num_queries(11):
        world.client("anggota2").get(URL)
    with django_assert_num_queries(12):  # who is done: remarks
        world.client("anggota").get(URL)
    # and who counts as anggota (seats, memberships, conflicts), declined signatures, signatures
    for who in ("ketua", "pengendali"):
        with django_assert_num_queries(17):
            world.client(who).get(URL)
