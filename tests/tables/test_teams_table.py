"""The table of TPI teams: seats that stay, leave and change, units, conflicts of interest."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.tables.importing import PlanRefused
from tests.factories.units import make_person
from tests.tables.files import grid, grids_of, look, problems, statuses, take, template
from units.models import Role, TeamMember, TpiTeam
from units.services.conflicts import declare_conflict

HEAD = (
    "Nama tim",
    "Nomor SK",
    "Tanggal SK",
    "Unit yang dinilai",
    "Alamat surel",
    "Kedudukan",
    "Asal",
    "Unit asal",
)


@pytest.fixture
def two(world):
    """Two more people of the instansi."""
    return [make_person(name, Role.PIMPINAN_INSTANSI, world.instansi) for name in ("lina", "omar")]


def seats(team) -> dict[str, str]:
    return dict(team.members.filter(end=None).order_by("pk").values_list("user__username", "seat"))


def new_team(two) -> list[tuple]:
    return [
        HEAD,
        ("Tim II", "700/2/2026", "02/01/2026", "DKC", two[0].email, "Ketua TPI", None, None),
        ("tim ii", None, None, None, two[1].email, "Anggota TPI", "Unit lain", "Bagian Organisasi"),
    ]


def test_a_team_is_formed_with_decree_seats_origin_and_units(world, two):
    done = take(world, "tim", new_team(two))
    team = TpiTeam.objects.get(name="Tim II")
    assert (done.counts["new"], team.year, team.decree_number, team.decree_date.isoformat()) == (
        2,
        2026,
        "700/2/2026",
        "2026-01-02",
    )
    assert seats(team) == {"lina": "ketua_tpi", "omar": "anggota_tpi"}
    assert list(team.members.values_list("origin", "origin_unit")) == [
        ("apip", ""),
        ("other", "Bagian Organisasi"),
    ]
    assert [row.unit for row in team.team_units.all()] == [world.unit2]
    assert statuses(look(world, "tim", new_team(two))) == ["same", "same"]


def test_who_is_not_in_the_file_stays_and_who_leaves_says_so(world, two):
    name, before = world.team.name, seats(world.team)
    take(
        world,
        "tim",
        [
            HEAD,
            (name, None, None, "DKC", two[0].email, "Anggota TPI"),
            (name, None, None, None, world.anggota2.email, "Keluar dari tim"),
        ],
    )
    assert seats(world.team) == {k: v for k, v in before.items() if k != "anggota2"} | {"lina": "anggota_tpi"}
    gone = TeamMember.objects.get(user=world.anggota2)
    assert gone.end == timezone.localdate() - timedelta(days=1)
    assert {row.unit for row in world.team.team_units.all()} == {world.unit, world.unit2}


def test_a_second_lead_is_refused_until_the_first_has_another_seat(world, two):
    name = world.team.name
    rows = [HEAD, (name, None, None, None, two[0].email, "Ketua TPI")]
    assert problems(look(world, "tim", rows)) == [
        "Lembar1!F2: Tim harus mempunyai tepat satu ketua. Beri ketua lama kedudukan lain atau “Keluar dari tim”."
    ]
    take(world, "tim", [*rows, (name, None, None, None, world.ketua.email, "Anggota TPI")])
    assert (seats(world.team)["lina"], seats(world.team)["ketua"]) == ("ketua_tpi", "anggota_tpi")


def test_rows_of_a_team_must_agree_and_a_new_one_needs_its_decree(world, two):
    plan = look(
        world,
        "tim",
        [
            HEAD,
            ("Tim II", "1/2026", None, None, two[0].email, "Ketua TPI"),
            ("Tim II", "2/2026", None, None, two[1].email, "Anggota TPI"),
            ("Tim III", "3/2026", "01/02/2026", "PKM-01", two[1].email, "Keluar dari tim"),
            ("Tim III", None, None, None, "siapa@x.go.id", "Anggota TPI"),
            ("Tim III", None, None, None, world.ketua.email, None, "APIP", "Bagian Umum"),
        ],
    )
    assert problems(plan) == [
        "Lembar1!C2: Tim ini baru. Isi tanggal SK di salah satu barisnya.",
        "Lembar1!B3: berbeda dari baris 2 tim yang sama. Cukup isi di satu baris.",
        "Lembar1!F4: Orang ini bukan anggota tim ini, jadi tidak dapat keluar.",
        "Lembar1!D4: Unit PKM-01 sudah dinilai tim lain pada tahun ini.",
        "Lembar1!E5: Orang ini belum terdaftar di instansi ini. Undang dulu lewat tabel Orang dan peran.",
        "Lembar1!F6: Kedudukan belum diisi. Pilih dari daftar.",
        "Lembar1!H6: Unit asal hanya untuk anggota dari unit lain; kosongkan, atau pilih asal “Unit lain”.",
    ]


def test_members_of_the_unit_and_declared_conflicts_do_not_judge_it(world, two):
    rows = [HEAD, (world.team.name, None, None, None, world.pimpinan_unit.email, "Anggota TPI")]
    with pytest.raises(PlanRefused, match="adalah anggota PKM-01") as refused:
        take(world, "tim", rows)
    assert len(refused.value.reasons) == 1
    declare_conflict(world.unit2, reason="Saudara kandung kepala dinas.", actor=two[0])
    with pytest.raises(PlanRefused, match="menyatakan benturan kepentingan"):
        take(world, "tim", new_team(two))
    assert list(TpiTeam.objects.values_list("name", flat=True)) == [world.team.name]


def test_a_person_of_another_instansi_has_no_seat_here(world):
    plan = look(
        world, "tim", [HEAD, (world.team.name, None, None, None, world.orang_asing.email, "Anggota TPI")]
    )
    assert statuses(plan) == ["refused"]


def test_the_filled_template_changes_nothing_and_names_the_decree_once(world, two):
    take(world, "tim", new_team(two))
    grids = grids_of(template(world, "tim", filled=True))
    assert set(statuses(look(world, "tim", grids))) == {"same"}
    sheet = next(g for g in grids if g.name == "Tim TPI")
    decrees = [row[2].text for number, row in sheet.rows.items() if number > 4 and 2 in row]
    assert decrees == [world.team.decree_number, "700/2/2026"]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_preview_reads_in_batches(world, rows):
    people = [make_person(f"orang{n}", Role.PIMPINAN_INSTANSI, world.instansi) for n in range(3)]
    grids = grid(
        [HEAD, *((world.team.name, None, None, None, p.email, "Anggota TPI") for p in people[:rows])]
    )
    with CaptureQueriesContext(connection) as asked:
        look(world, "tim", grids)
    assert (
        len(asked) == 8
    )  # units; teams, seats, units of teams; people of the addresses; the three of teams again
