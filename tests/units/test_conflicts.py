"""Conflicts of interest: who may not be assigned to which unit, what declaring and taking back do, and their page."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.queries import of_chain
from tests.factories.units import LONG_AGO, give_role, make_team, make_unit, make_user
from units.models import ConflictOfInterest, Membership, Role, TeamMember
from units.queries import conflicts_in, conflicts_of_team, forget_hats, hats_of
from units.services import conflicts
from units.services.conflicts import conflicts_of, declare_conflict, lift_conflict
from units.services.errors import NotAllowed, Refused
from units.services.teams import Origin, Seat, Wanted, assign_units, set_members


def refusals(call, *args, **kwargs) -> list[str]:
    with pytest.raises(Refused) as caught:
        call(*args, **kwargs)
    return [message for message, _ in caught.value.reasons]


def on(monkeypatch, *day: int) -> None:
    """Today is another day."""
    monkeypatch.setattr(conflicts.timezone, "localdate", lambda *_: date(*day))


def former(user, unit, end: date) -> None:
    """The person was petugas of the unit up to a day."""
    give_role(user, Role.PETUGAS, unit, start=date(2015, 1, 1), end=end)


@pytest.fixture
def nina(world):
    """Somebody of the instansi who sits in no team."""
    user = make_user("nina", "Nina Marlina")
    give_role(user, Role.PIMPINAN_INSTANSI, world.instansi)
    return user


def said(team, user, unit, **origins) -> list[str]:
    return conflicts_of(team, users=[user], units=[unit], origins=origins.get("origins"))


FORMER = "Nina Marlina menjadi anggota PKM-01 Puskesmas Melati dalam dua tahun terakhir, jadi belum dapat menilainya."


# --- two years -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "ended", "stops"),
    [
        ((2026, 11, 25), date(2024, 11, 25), True),  # both ends count
        ((2026, 11, 25), date(2024, 11, 24), False),
        ((2026, 1, 1), date(2025, 12, 31), True),
        ((2026, 1, 1), date(2023, 12, 31), False),
        ((2027, 6, 1), date(2024, 12, 31), True),  # a team of a year that is over is asked as on its last day
        ((2027, 6, 1), date(2024, 12, 30), False),
        ((2025, 12, 20), date(2024, 1, 1), True),  # a team of next year as on its first
        ((2025, 12, 20), date(2023, 12, 31), False),
    ],
)
def test_who_was_of_the_unit_within_two_years_is_not_assigned(world, nina, monkeypatch, today, ended, stops):
    on(monkeypatch, *today)
    former(nina, world.unit, ended)
    assert said(world.team, nina, world.unit) == ([FORMER] if stops else [])
    assert said(world.team, nina, world.unit2) == []


@pytest.mark.parametrize(("ended", "stops"), [(date(2026, 2, 28), True), (date(2026, 2, 27), False)])
def test_two_years_before_29_february_are_28_february(world, nina, monkeypatch, ended, stops):
    on(monkeypatch, 2028, 2, 29)
    team = make_team(world.instansi, year=2028, name="Tim kabisat")
    former(nina, world.unit, ended)
    assert said(team, nina, world.unit) == ([FORMER] if stops else [])


def test_a_membership_of_the_team_s_own_year_is_said_once_and_by_the_rule_for_members(world, nina):
    give_role(nina, Role.PETUGAS, world.unit)
    seats = [Wanted(world.ketua, Seat.KETUA), Wanted(nina, Seat.ANGGOTA)]
    assert refusals(set_members, world.team, seats=seats, actor=world.admin) == [
        "Nina Marlina adalah anggota PKM-01 Puskesmas Melati pada tahun 2026, jadi tidak dapat menilainya."
    ]


def test_a_role_in_the_instansi_or_in_another_unit_is_no_conflict(world, nina):
    give_role(nina, Role.PETUGAS, world.unit2)
    assert said(world.team, nina, world.unit) == []


# --- origin and declared -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("origin", "stops"),
    [
        ("Puskesmas Melati", True),
        (" puskesmas MELATI ", True),
        ("PKM-01", True),
        ("PKM-01 Puskesmas Melati", True),
        ("Puskesmas", False),
        ("", False),
    ],
)
def test_who_comes_from_the_unit_is_not_assigned(world, nina, origin, stops):
    seats = [Wanted(world.ketua, Seat.KETUA), Wanted(world.anggota, Seat.ANGGOTA)]
    if not origin:
        set_members(world.team, seats=[*seats, Wanted(nina, Seat.ANGGOTA)], actor=world.admin)
        return
    wanted = [*seats, Wanted(nina, Seat.ANGGOTA, Origin.OTHER, origin)]
    if stops:
        assert refusals(set_members, world.team, seats=wanted, actor=world.admin) == [
            "Nina Marlina berasal dari PKM-01 Puskesmas Melati, jadi tidak dapat menilainya."
        ]
    else:
        set_members(world.team, seats=wanted, actor=world.admin)
    assert TeamMember.objects.filter(user=nina, end=None).exists() is not stops


def test_a_declared_conflict_stops_an_assignment_until_it_is_lifted(world, nina):
    made = declare_conflict(world.unit, reason="Kerabat.", actor=nina)
    seats = [Wanted(world.ketua, Seat.KETUA), Wanted(nina, Seat.ANGGOTA)]
    assert refusals(set_members, world.team, seats=seats, actor=world.admin) == [
        "Nina Marlina menyatakan benturan kepentingan dengan PKM-01 Puskesmas Melati."
    ]
    lift_conflict(made, reason="Bukan kerabat.", actor=world.admin)
    set_members(world.team, seats=seats, actor=world.admin)
    assert TeamMember.objects.filter(user=nina, end=None).exists()


def test_who_sits_already_stays_and_only_a_new_unit_is_refused(world):
    """What is found in the middle of the work bars from that unit alone; the team can still be changed."""
    declare_conflict(world.unit, reason="Kerabat.", actor=world.anggota)
    former(world.anggota, world.unit2, timezone.localdate().replace(year=2025, day=1))
    seats = [Wanted(world.ketua, Seat.KETUA), Wanted(world.anggota, Seat.ANGGOTA)]
    set_members(world.team, seats=seats, actor=world.admin)  # others leave, the barred one stays
    assign_units(world.team, units=[world.unit], actor=world.admin)  # the same as before
    assert refusals(assign_units, world.team, units=[world.unit, world.unit2], actor=world.admin) == [
        "Maya Kusuma menjadi anggota DKC Dinas Kependudukan dan Pencatatan Sipil dalam dua tahun terakhir, "
        "jadi belum dapat menilainya."
    ]
    assert [row.unit for row in world.team.team_units.all()] == [world.unit]


def test_every_reason_is_said_at_once(world, nina):
    former(nina, world.unit, date(2025, 6, 1))
    declare_conflict(world.unit, reason="Kerabat.", actor=nina)
    seats = [Wanted(world.ketua, Seat.KETUA), Wanted(nina, Seat.ANGGOTA, Origin.OTHER, "PKM-01")]
    assert refusals(set_members, world.team, seats=seats, actor=world.admin) == [
        FORMER,
        "Nina Marlina menyatakan benturan kepentingan dengan PKM-01 Puskesmas Melati.",
        "Nina Marlina berasal dari PKM-01 Puskesmas Melati, jadi tidak dapat menilainya.",
    ]


# --- declaring and lifting -----------------------------------------------------------------------------------


def test_declaring_bars_from_that_unit_and_happens_once(world):
    first = declare_conflict(world.unit, reason=" Kerabat.\r\nKakak. ", actor=world.anggota)
    again = declare_conflict(world.unit, reason="Lain.", actor=world.anggota)
    assert (again.pk, first.reason) == (first.pk, "Kerabat.\nKakak.")
    forget_hats(world.anggota)
    assert hats_of(world.anggota).barred == {world.unit.pk}
    entries = [e for e in of_chain(f"instansi:{world.instansi.pk}") if e.action == "conflict.declare"]
    assert [(e.actor_id, e.after) for e in entries] == [
        (world.anggota.pk, {"user": world.anggota.pk, "unit": world.unit.pk})
    ]


@pytest.mark.parametrize("reason", ["", "  \n ", "x" * 1001])
def test_declaring_and_lifting_want_a_reason(world, reason):
    message = ["Tuliskan alasannya, paling panjang 1.000 huruf."]
    assert refusals(declare_conflict, world.unit, reason=reason, actor=world.anggota) == message
    made = declare_conflict(world.unit, reason="Kerabat.", actor=world.anggota)
    assert refusals(lift_conflict, made, reason=reason, actor=world.admin) == message
    assert ConflictOfInterest.objects.get().lifted_at is None


def test_nobody_declares_about_another_instansi(world):
    with pytest.raises(NotAllowed):
        declare_conflict(world.other_unit, reason="Kerabat.", actor=world.anggota)


def test_only_another_admin_lifts_and_the_first_reason_stays(world):
    made = declare_conflict(world.unit, reason="Kerabat.", actor=world.anggota)
    for who in (world.ketua, world.pimpinan_instansi, world.orang_asing, world.anggota, world.admin_sistem):
        with pytest.raises(NotAllowed):
            lift_conflict(made, reason="Keliru.", actor=who)
    lifted = lift_conflict(made, reason="Sudah diperiksa.", actor=world.admin)
    again = lift_conflict(made, reason="Lain.", actor=world.admin)
    assert (lifted.lifted_by, again.lift_reason, again.lifted_at) == (
        world.admin,
        "Sudah diperiksa.",
        lifted.lifted_at,
    )
    later = declare_conflict(world.unit, reason="Ternyata kerabat.", actor=world.anggota)
    assert later.pk != made.pk
    assert list(conflicts_in(world.instansi)) == [later, lifted]  # those that hold first


def test_an_admin_does_not_lift_their_own(world):
    made = declare_conflict(world.unit, reason="Kerabat.", actor=world.admin)
    assert refusals(lift_conflict, made, reason="Tidak jadi.", actor=world.admin) == [
        "Benturan kepentingan Anda sendiri dicabut oleh admin lain."
    ]


def test_the_team_names_who_stepped_back_from_which_of_its_units(world):
    declare_conflict(world.unit, reason="Kerabat.", actor=world.anggota)
    declare_conflict(world.unit2, reason="Kerabat.", actor=world.anggota)  # no unit of the team
    declare_conflict(world.unit, reason="Kerabat.", actor=world.petugas_lain)  # not of the team
    assert conflicts_of_team(world.team) == {world.anggota.pk: [world.unit]}


# --- pages ---------------------------------------------------------------------------------------------------


def address(name: str = "conflicts", *args, instansi: str = "KAB-X") -> str:
    return reverse(f"units:{name}", args=[instansi, *args])


def test_the_list_is_empty_at_first_and_then_names_person_unit_and_reason_as_text(world):
    assert "Belum ada benturan kepentingan" in world.client("admin").get(address()).content.decode()
    declare_conflict(world.unit, reason="<script>alert(1)</script>", actor=world.anggota)
    html = world.client("admin").get(address()).content.decode()
    assert "Maya Kusuma" in html
    assert "PKM-01 Puskesmas Melati" in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script>alert" not in html
    reading = world.client("pimpinan_instansi").get(address()).content.decode()
    assert "Maya Kusuma" in reading
    assert "Cabut" not in reading


def test_lifting_on_the_page(world):
    made = declare_conflict(world.unit, reason="Kerabat.", actor=world.anggota)
    client = world.client("admin")
    refused = client.post(address("conflict_lift", made.pk), {"reason": " "})
    assert refused.status_code == 422
    assert "Tuliskan alasannya, paling panjang 1.000 huruf." in refused.content.decode()
    long = "Sangat panjang. " * 70
    assert (
        long.strip()[:200]
        in client.post(address("conflict_lift", made.pk), {"reason": long}).content.decode()
    )
    done = client.post(address("conflict_lift", made.pk), {"reason": "Sudah diperiksa."})
    assert done["Location"] == address()
    html = client.get(address()).content.decode()
    assert "Dicabut: Sudah diperiksa." in html
    assert ConflictOfInterest.objects.get().lifted_by == world.admin


def test_a_conflict_of_another_instansi_is_not_there(world):
    made = ConflictOfInterest.objects.create(
        user=world.petugas_asing, unit=world.other_unit, reason="Kerabat.", declared_at=timezone.now()
    )
    assert world.client("admin").post(address("conflict_lift", made.pk), {"reason": "x"}).status_code == 404
    foreign = address("conflict_lift", made.pk, instansi="KAB-Y")
    assert world.client("admin").post(foreign, {"reason": "x"}).status_code == 404
    assert "Wati Suryani" not in world.client("admin").get(address()).content.decode()


def test_refusals_stand_on_the_team_pages(world, nina):
    former(nina, world.unit, date(2025, 6, 1))
    data = {"form-TOTAL_FORMS": "3", "form-INITIAL_FORMS": "0"}
    rows = [(world.ketua, "ketua_tpi"), (world.anggota, "anggota_tpi"), (nina, "anggota_tpi")]
    for number, (user, seat) in enumerate(rows):
        data |= {f"form-{number}-user": user.pk, f"form-{number}-seat": seat, f"form-{number}-origin": "apip"}
    response = world.client("admin").post(address("team_members", world.team.pk), data)
    assert response.status_code == 422
    assert FORMER in response.content.decode()
    other = make_unit(world.instansi, "LAIN", "Kantor Lain")
    former(world.anggota, other, date(2025, 6, 1))
    response = world.client("admin").post(address("team_units", world.team.pk), {"units": [other.pk]})
    assert response.status_code == 422
    assert (
        "Maya Kusuma menjadi anggota LAIN Kantor Lain dalam dua tahun terakhir" in response.content.decode()
    )


def test_the_page_of_the_team_says_who_stepped_back_without_the_reason(world):
    declare_conflict(world.unit, reason="KERABAT RAHASIA", actor=world.anggota)
    html = world.client("admin").get(address("team", world.team.pk)).content.decode()
    assert "tidak menilai PKM-01: benturan kepentingan" in html
    assert "KERABAT RAHASIA" not in html
    assert Membership.objects.filter(user=world.anggota, start=LONG_AGO).count() == 0
