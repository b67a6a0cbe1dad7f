"""The calendar: valid files with a person's own deadlines, and the secret address."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from assessments.agenda.ics import calendar
from assessments.agenda.reading import Entry, agenda_of
from assessments.models import CalendarFeed, Period, Round, State
from assessments.services.calendar_feeds import make_feed
from assessments.services.errors import Refused
from audit.models import Entry as AuditEntry
from tests.factories.assessments import make_assessment, make_period
from tests.factories.units import Role, give_role, make_unit
from tests.security.issuing import made_old
from tests.security.test_accounts_kept import PASSWORD, signed_in
from units.models import ConflictOfInterest, Instansi, Membership, TeamUnit, User

pytestmark = pytest.mark.django_db
WIB = ZoneInfo("Asia/Jakarta")
DUE = datetime(2026, 5, 31, 23, 59, 59, tzinfo=WIB)
NOW = datetime(2026, 5, 1, 1, 2, 3, tzinfo=UTC)


def events(content: bytes) -> list[tuple[str, str, datetime]]:
    """(uid, summary, start) of each event."""
    found = Calendar.from_ical(content).walk("VEVENT")
    return [(str(e["uid"]), str(e["summary"]), e.decoded("dtstart")) for e in found]


def entry(**more) -> Entry:
    told = {
        "key": "pengajuan-1",
        "title": "Batas",
        "text": "Teks",
        "at": DUE,
        "path": "/",
        "period_id": 1,
        "year": 2026,
        "instansi": Instansi(code="KAB-X"),
    }
    return Entry(**(told | more))


def feed_of(person: User) -> str:
    return f"/kalender/{make_feed(form_id=uuid4(), actor=person)}.ics"


def keys(person: User) -> list[str]:
    """The keys of the person's deadlines without their numbers, the person read anew."""
    return [e.key.partition("-")[0] for e in agenda_of(User.objects.get(pk=person.pk))]


def test_making_the_address_asks_again_who_it_is(world):
    client, make = made_old(signed_in(world.petugas)), reverse("assessments:calendar_subscribe")
    client.post(make, {"form_id": str(uuid4())})
    assert not CalendarFeed.objects.exists()
    shown = client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": make})
    assert "/kalender/" in shown.content.decode()
    assert CalendarFeed.objects.get().user == world.petugas


# --- the file ------------------------------------------------------------------------------------------------


def test_a_file_is_what_rfc_5545_asks():
    content = calendar([entry()], name="Batas", site="https://zi.contoh.go.id", now=NOW)
    assert content == (
        b"BEGIN:VCALENDAR\r\n"
        b"VERSION:2.0\r\n"
        b"PRODID:-//Portal Zona Integritas//Kalender batas waktu//ID\r\n"
        b"CALSCALE:GREGORIAN\r\n"
        b"METHOD:PUBLISH\r\n"
        b"X-WR-CALNAME:Batas\r\n"
        b"BEGIN:VEVENT\r\n"
        b"SUMMARY:Batas\r\n"
        b"DTSTART:20260531T165959Z\r\n"
        b"DTSTAMP:20260501T010203Z\r\n"
        b"UID:pengajuan-1@zi.contoh.go.id\r\n"
        b"DESCRIPTION:Teks\r\n"
        b"TRANSP:TRANSPARENT\r\n"
        b"URL:https://zi.contoh.go.id/\r\n"
        b"END:VEVENT\r\n"
        b"END:VCALENDAR\r\n"
    )


@pytest.mark.parametrize(
    "name",
    [
        "a; b, c \\ d",
        "baris\nkedua",
        "END:VEVENT\r\nBEGIN:VEVENT",
        "=cmd|' /C calc'!A0",
        "é" * 200,
        "<b>&</b>",
    ],
)
def test_texts_are_escaped_folded_and_come_back(name):
    content = calendar([entry(title=name, text=name)], name="Batas", site="https://zi.contoh.go.id", now=NOW)
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert str(event["summary"]).replace("\r\n", "\n") == name.replace("\r\n", "\n")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert content.count(b"\r\nBEGIN:VEVENT\r\n") == 1


def test_the_id_stays_when_the_day_is_changed(world):
    before = {e.key: e.at for e in agenda_of(world.petugas)}
    world.assessment()
    before = {e.key: e.at for e in agenda_of(world.petugas)}
    Period.objects.filter(pk=world.period.pk).update(deadline=world.period.deadline + timedelta(days=2))
    after = {e.key: e.at for e in agenda_of(world.petugas)}
    assert before.keys() == after.keys() == {f"pengajuan-{world.period.pk}"}
    assert after[f"pengajuan-{world.period.pk}"] - before[f"pengajuan-{world.period.pk}"] == timedelta(days=2)


def test_an_empty_calendar_is_a_calendar():
    assert events(calendar([], name="Batas", site="https://zi.contoh.go.id", now=NOW)) == []


# --- whose deadlines -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("petugas", ["perbaikan", "pengajuan"]),
        ("pimpinan_unit", ["perbaikan", "pengajuan"]),
        ("ketua", ["perbaikan", "tpi"]),
        ("anggota", ["perbaikan", "tpi"]),
        ("petugas_lain", []),
        ("tanpa_peran", []),
        ("admin_sistem", []),
        ("orang_asing", ["usulan", "pengajuan", "tpi"]),
    ],
)
def test_everybody_has_their_own(world, who, expected):
    a = world.assessment(State.PERBAIKAN)
    now = timezone.now()
    Round.objects.create(
        assessment=a, number=1, due=now + timedelta(days=5), opened_at=now, opened_by=world.ketua
    )
    assert sorted(keys(world.people[who])) == sorted(expected)


def test_admin_and_head_have_every_date_of_their_years_and_no_round(world):
    a = world.assessment(State.PERBAIKAN)
    Round.objects.create(
        assessment=a, number=1, due=timezone.now(), opened_at=timezone.now(), opened_by=world.ketua
    )
    for who in (world.admin, world.pimpinan_instansi):
        assert sorted(keys(who)) == ["pengajuan", "tpi", "usulan"]


def test_a_draft_of_a_round_is_in_no_calendar(world):
    a = world.assessment(State.PENILAIAN_TPI)
    Round.objects.create(assessment=a, number=1, due=timezone.now() + timedelta(days=3))
    assert keys(world.petugas) == ["pengajuan"]
    assert keys(world.ketua) == ["tpi"]


def test_who_is_barred_or_gone_has_nothing_of_the_unit(world):
    world.assessment(State.PENILAIAN_TPI)
    ConflictOfInterest.objects.create(
        user=world.anggota, unit=world.unit, reason="Saudara.", declared_at=timezone.now()
    )
    Membership.objects.filter(user=world.petugas).update(end=timezone.localdate() - timedelta(days=1))
    assert keys(world.anggota) == keys(world.petugas) == []


# --- the address ---------------------------------------------------------------------------------------------


def test_the_address_needs_no_login_and_is_kept_as_a_hash(world):
    world.assessment()
    path = feed_of(world.petugas)
    answer = world.client(None).get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert "no-store" in answer["Cache-Control"]
    assert events(answer.content) == [
        (
            f"pengajuan-{world.period.pk}@127.0.0.1",
            "Batas pengajuan ke TPI 2026",
            world.period.deadline.replace(microsecond=0),
        )
    ]
    secret = path.removeprefix("/kalender/").removesuffix(".ics")
    stored = CalendarFeed.objects.get()
    assert stored.token_hash == CalendarFeed.hash_of(secret)
    assert secret not in str(vars(stored))
    assert len(secret) >= 43
    told = AuditEntry.objects.filter(action="calendar.create").get()
    assert secret not in str(vars(told))


@pytest.mark.parametrize("end", ["revoked", "closed", "renewed", "wrong"])
def test_an_address_that_holds_no_more_is_404(world, end):
    path, client = feed_of(world.petugas), world.client("petugas")
    if end == "revoked":
        assert client.post("/kalender/langganan/cabut/").status_code == 302
        assert client.post("/kalender/langganan/cabut/").status_code == 302
    elif end == "closed":
        User.objects.filter(pk=world.petugas.pk).update(is_active=False)
    elif end == "renewed":
        feed_of(world.petugas)
    else:
        path = path[:-5] + "A.ics" if path[-5] != "A" else path[:-5] + "B.ics"
    assert world.client(None).get(path).status_code == 404


def test_the_page_shows_the_address_once(world):
    client, form = world.client("petugas"), str(uuid4())
    made = client.post("/kalender/langganan/", {"form_id": form})
    address = made.context["address"]
    assert address in made.content.decode()
    assert address.startswith("http://127.0.0.1:8000/kalender/")
    assert "no-store" in made["Cache-Control"]
    page = client.get("/kalender/").content.decode()
    assert address not in page
    assert "belum pernah dipakai" in page
    again = client.post("/kalender/langganan/", {"form_id": form}, follow=True)
    assert "sudah dibuat dan ditampilkan" in again.content.decode()
    assert CalendarFeed.objects.count() == 1
    assert world.client(None).get(address.removeprefix("http://127.0.0.1:8000")).status_code == 200
    assert "terakhir dipakai" in client.get("/kalender/").content.decode()


def test_a_form_without_its_number_is_told_so(world):
    for data in ({}, {"form_id": "x"}):
        page = world.client("petugas").post("/kalender/langganan/", data, follow=True).content.decode()
        assert "Muat ulang" in page
    assert CalendarFeed.objects.count() == 0


def test_a_double_click_makes_one(world):
    form = uuid4()
    make_feed(form_id=form, actor=world.petugas)
    with pytest.raises(Refused):
        make_feed(form_id=form, actor=world.petugas)
    assert CalendarFeed.objects.filter(revoked_at=None).count() == 1


def test_the_last_use_is_written_once_an_hour(world, django_assert_num_queries):
    path, client = feed_of(world.petugas), world.client(None)
    client.get(path)
    first = CalendarFeed.objects.get().last_used_at
    client.get(path)
    assert CalendarFeed.objects.get().last_used_at == first
    CalendarFeed.objects.update(last_used_at=first - timedelta(hours=2))
    client.get(path)
    assert CalendarFeed.objects.get().last_used_at > first - timedelta(hours=1)


def test_the_feed_costs_the_same_for_1_and_50_units(world, count_queries):
    world.assessment(State.PENILAIAN_TPI)
    give_role(world.ketua, Role.ADMIN, world.instansi)
    path, client = feed_of(world.ketua), world.client(None)
    one = count_queries(client.get, path)
    for number in range(50):
        unit = make_unit(world.instansi, f"U{number:02}")
        TeamUnit.objects.create(team=world.team, unit=unit, year=2026)
        a = make_assessment(world.period, unit, State.PERBAIKAN)
        now = timezone.now()
        Round.objects.create(assessment=a, number=1, due=now, opened_at=now, opened_by=world.ketua)
    # address, hats (3), units, years, changed deadlines, rounds, holders, last use
    assert (one, count_queries(client.get, path)) == (10, 10)


# --- the file of a year --------------------------------------------------------------------------------------


def test_a_file_of_one_year(world):
    world.assessment()
    make_assessment(make_period(world.instansi, 2025), world.unit)
    answer = world.client("petugas").get(f"/kalender/periode/{world.period.pk}.ics")
    assert [title for _, title, _ in events(answer.content)] == ["Batas pengajuan ke TPI 2026"]
    assert world.client("petugas_lain").get(f"/kalender/periode/{world.period.pk}.ics").status_code == 404
    assert world.client("petugas").get(f"/kalender/periode/{world.other_period.pk}.ics").status_code == 404


def test_the_page_says_when_there_is_nothing(world):
    assert "Tidak ada batas waktu di depan" in world.client("tanpa_peran").get("/kalender/").content.decode()
