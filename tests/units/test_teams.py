"""TPI teams: one lead, nobody assesses their own unit, one team a unit and year."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from audit.queries import of_chain
from tests.factories.units import give_role, make_team, make_unit
from units.models import Role, TeamMember, TpiTeam
from units.services.errors import NotAllowed, Refused
from units.services.memberships import end_role
from units.services.teams import Origin, Seat, Wanted, assign_units, change_team, create_team, set_members

DECREE = {"decree_number": "700/9/ITKAB/2026", "decree_date": date(2026, 2, 2)}


def seats(team) -> list[tuple[str, str]]:
    rows = team.members.filter(end=None).select_related("user").order_by("seat", "user__username")
    return [(m.user.username, m.seat) for m in rows]


def trio(world) -> list[Wanted]:
    return [Wanted(world.ketua, Seat.KETUA), Wanted(world.anggota, Seat.ANGGOTA)]


def refusals(call, *args, **kwargs) -> list[str]:
    with pytest.raises(Refused) as caught:
        call(*args, **kwargs)
    return [message for message, _ in caught.value.reasons]


@pytest.fixture
def second(world) -> TpiTeam:
    """Another team of 2026, without members and units."""
    return create_team(world.instansi, year=2026, name="Tim II", actor=world.admin, **DECREE)


def test_a_team_is_formed_and_told(world, second):
    set_members(second, seats=trio(world), actor=world.admin)
    assign_units(second, units=[world.unit2], actor=world.admin)
    assert seats(second) == [("anggota", Seat.ANGGOTA), ("ketua", Seat.KETUA)]
    assert [(row.unit, row.year) for row in second.team_units.all()] == [(world.unit2, 2026)]
    entries = [(e.action, e.after) for e in of_chain(f"instansi:{world.instansi.pk}")]
    assert entries[0] == ("team.units", {"units": [world.unit2.pk]})
    assert entries[1] == (
        "team.members",
        [
            {"user": world.ketua.pk, "seat": "ketua_tpi", "origin": "apip", "origin_unit": ""},
            {"user": world.anggota.pk, "seat": "anggota_tpi", "origin": "apip", "origin_unit": ""},
        ],
    )
    assert (entries[2][0], entries[2][1]["decree_date"]) == ("team.create", "2026-02-02")


def test_a_name_is_taken_once_a_year(world, second):
    for name in ("Tim II", "tim ii"):
        assert refusals(create_team, world.instansi, year=2026, name=name, actor=world.admin, **DECREE) == [
            "Nama tim ini sudah dipakai pada tahun yang sama."
        ]
    assert create_team(world.instansi, year=2027, name="Tim II", actor=world.admin, **DECREE).year == 2027
    changed = change_team(second, name="Tim Pelayanan", actor=world.admin, **DECREE)
    assert (changed.name, changed.year) == ("Tim Pelayanan", 2026)


def test_every_reason_against_the_members_is_said(world, second):
    nobody = refusals(set_members, second, seats=[], actor=world.admin)
    assert nobody == [
        "Tim belum mempunyai ketua.",
        "Tim memerlukan paling sedikit satu anggota, karena ketua tidak mengisi lembar sendiri.",
    ]
    wrong = [
        Wanted(world.ketua, Seat.KETUA),
        Wanted(world.anggota, Seat.KETUA),
        Wanted(world.anggota, Seat.ANGGOTA),
        Wanted(world.orang_asing, Seat.ANGGOTA),
        Wanted(world.anggota2, Seat.ANGGOTA, Origin.OTHER, " "),
    ]
    assert refusals(set_members, second, seats=wrong, actor=world.admin) == [
        "Tim harus mempunyai tepat satu ketua.",
        "Maya Kusuma tercantum lebih dari sekali.",
        "Joko Prasetyo belum terdaftar di instansi ini.",
        "Isi unit asal Rudi Hartono.",
    ]
    assert seats(second) == []


def test_no_one_assesses_a_unit_of_which_they_are_a_member(world, second):
    conflict = f"Agus Salim adalah anggota {world.unit2} pada tahun 2026, jadi tidak dapat menilainya."
    set_members(second, seats=[*trio(world), Wanted(world.petugas_lain, Seat.ANGGOTA)], actor=world.admin)
    assert refusals(assign_units, second, units=[world.unit2], actor=world.admin) == [conflict]
    set_members(second, seats=trio(world), actor=world.admin)
    assign_units(second, units=[world.unit2], actor=world.admin)
    again = [*trio(world), Wanted(world.petugas_lain, Seat.ANGGOTA)]
    assert refusals(set_members, second, seats=again, actor=world.admin) == [conflict]


def test_a_membership_that_ended_within_the_year_still_counts(world, second):
    role = world.petugas_lain.memberships.get()
    end_role(role, end=date(2026, 1, 5), actor=world.admin)
    set_members(second, seats=[*trio(world), Wanted(world.petugas_lain, Seat.ANGGOTA)], actor=world.admin)
    assert len(refusals(assign_units, second, units=[world.unit2], actor=world.admin)) == 1


def test_a_membership_of_the_last_two_years_stops_a_new_assignment(world, second):
    role = world.petugas_lain.memberships.get()
    end_role(role, end=date(2025, 12, 31), actor=world.admin)
    set_members(second, seats=[*trio(world), Wanted(world.petugas_lain, Seat.ANGGOTA)], actor=world.admin)
    assert refusals(assign_units, second, units=[world.unit2], actor=world.admin) == [
        "Agus Salim menjadi anggota DKC Dinas Kependudukan dan Pencatatan Sipil dalam dua tahun terakhir, "
        "jadi belum dapat menilainya."
    ]
    assert second.team_units.count() == 0


def test_a_membership_that_ended_more_than_two_years_ago_does_not(world, second):
    role = world.petugas_lain.memberships.get()
    day = min(max(timezone.localdate(), date(2026, 1, 1)), date(2026, 12, 31))
    ended = day.replace(year=day.year - 2) - timedelta(days=1)
    type(role).objects.filter(pk=role.pk).update(start=date(2020, 1, 1), end=ended)
    set_members(second, seats=[*trio(world), Wanted(world.petugas_lain, Seat.ANGGOTA)], actor=world.admin)
    assign_units(second, units=[world.unit2], actor=world.admin)
    assert second.team_units.count() == 1


def test_a_unit_has_one_team_a_year(world, second):
    assert refusals(assign_units, second, units=[world.unit, world.unit2], actor=world.admin) == [
        "PKM-01 Puskesmas Melati sudah dinilai Tim I (2026)."
    ]
    assert second.team_units.count() == 0
    next_year = create_team(world.instansi, year=2027, name="Tim I", actor=world.admin, **DECREE)
    assign_units(next_year, units=[world.unit], actor=world.admin)
    assert next_year.team_units.get().unit == world.unit


def test_units_of_others_and_inactive_ones_are_refused(world, second):
    closed = make_unit(world.instansi, "TUTUP", "Kantor Tutup", is_active=False)
    assert refusals(assign_units, second, units=[world.other_unit, closed], actor=world.admin) == [
        "PKM-01 Puskesmas Kenanga bukan unit instansi ini.",
        "TUTUP Kantor Tutup sudah tidak aktif.",
    ]


def test_units_leave_again_and_an_equal_list_writes_nothing(world):
    assign_units(world.team, units=[world.unit], actor=world.admin)
    assert of_chain(f"instansi:{world.instansi.pk}").count() == 0
    assign_units(world.team, units=[], actor=world.admin)
    assert world.team.team_units.count() == 0


def test_who_leaves_loses_the_seat_at_once_and_the_row_stays(world):
    everyone = [*trio(world), Wanted(world.pengendali, Seat.PENGENDALI)]
    set_members(world.team, seats=everyone, actor=world.admin)
    gone = TeamMember.objects.get(team=world.team, user=world.anggota2)
    assert gone.end == timezone.localdate() - timedelta(days=1)
    assert world.team.members.get(user=world.anggota).start == date(2025, 1, 1)


def test_the_lead_changes_in_one_step(world):
    swapped = [Wanted(world.anggota, Seat.KETUA), Wanted(world.ketua, Seat.ANGGOTA)]
    set_members(world.team, seats=swapped, actor=world.admin)
    assert seats(world.team) == [("ketua", Seat.ANGGOTA), ("anggota", Seat.KETUA)]
    back = [Wanted(world.ketua, Seat.KETUA), Wanted(world.anggota, Seat.ANGGOTA, Origin.OTHER, "Bappeda")]
    set_members(world.team, seats=back, actor=world.admin)
    row = world.team.members.get(user=world.anggota, end=None)
    assert (row.seat, row.origin_unit, row.start) == (Seat.ANGGOTA, "Bappeda", timezone.localdate())
    assert world.team.members.filter(user=world.anggota).count() == 2


def test_the_same_members_again_write_nothing(world, second):
    set_members(second, seats=trio(world), actor=world.admin)
    before = of_chain(f"instansi:{world.instansi.pk}").count()
    set_members(second, seats=reversed(trio(world)), actor=world.admin)
    assert of_chain(f"instansi:{world.instansi.pk}").count() == before


@pytest.mark.parametrize("who", ["ketua", "pimpinan_instansi", "petugas", "orang_asing", "admin_sistem"])
def test_only_the_admin_of_the_instansi_forms_teams(world, who):
    actor = world.people[who]
    calls = [
        lambda: create_team(world.instansi, year=2026, name="Tim X", actor=actor, **DECREE),
        lambda: change_team(world.team, name="Tim X", actor=actor, **DECREE),
        lambda: set_members(world.team, seats=trio(world), actor=actor),
        lambda: assign_units(world.team, units=[world.unit2], actor=actor),
    ]
    for call in calls:
        with pytest.raises(NotAllowed):
            call()


def test_the_other_way_round_is_closed_too(world):
    """A role in the assessed unit that slipped in anyway still keeps the person from assessing it."""
    from assessments.queries import visible_assessments
    from units.models import User

    assessment = world.assessment(state="penilaian_tpi")
    team = make_team(world.instansi, year=2027, name="Tim III", ketua=world.ketua)
    assert team.members.count() == 1
    assert visible_assessments(world.anggota).get() == assessment
    give_role(world.anggota, Role.PENILAI_PENDAHULUAN, world.unit)
    assert list(visible_assessments(User.objects.get(pk=world.anggota.pk))) == []
