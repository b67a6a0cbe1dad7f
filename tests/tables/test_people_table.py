"""The table of people: invitations for who is new, roles for who is known, nothing that the form would not give."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.services.errors import Refused
from assessments.tables.importing import PlanRefused, undo
from assessments.tables.registry import TABLES
from tests.factories.units import make_person, of_this_year
from tests.tables.files import grid, grids_of, look, problems, scope_of, statuses, take, template
from units.models import Invitation, Membership, Role

HEAD = ("Alamat surel", "Nama lengkap", "NIP", "Peran", "Unit", "Area pokja", "Mulai", "Sampai")


def test_a_new_person_gets_an_invitation_and_no_account(world):
    plan = look(
        world,
        "orang",
        [
            HEAD,
            (
                "Baru@sukamaju.go.id",
                "Lina",
                "199001012015032001",
                "petugas unit",
                "PKM-01 nama lama",
                "MP;TT",
            ),
        ],
    )
    assert (statuses(plan), plan.rows[0].notes) == (
        ["new"],
        ["Lembar1!A2: Undangan dikirim ke alamat ini sesudah impor diterapkan."],
    )
    done = take(
        world,
        "orang",
        [HEAD, ("Baru@sukamaju.go.id", "Lina", "199001012015032001", "petugas unit", "PKM-01", "TT; MP")],
    )
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.name, invitation.nip, invitation.role) == (
        "baru@sukamaju.go.id",
        "Lina",
        "199001012015032001",
        Role.PETUGAS,
    )
    assert (invitation.unit, invitation.areas, invitation.created_by) == (
        world.unit,
        ["MP", "TT"],
        world.admin,
    )
    assert [made for made, _ in done.invitations] == [invitation]


def test_who_is_known_gets_the_role_from_the_day(world):
    start = timezone.localdate() - timedelta(days=3)
    take(
        world,
        "orang",
        [
            HEAD,
            (world.petugas_lain.email, "Agus Salim", None, "Pimpinan unit", "DKC", None, f"{start:%d/%m/%Y}"),
        ],
    )
    role = Membership.objects.get(role=Role.PIMPINAN_UNIT, unit=world.unit2)
    assert (role.user, role.start, role.end) == (world.petugas_lain, start, None)
    assert not Invitation.objects.exists()


def test_areas_and_the_end_of_a_role_change(world):
    today = timezone.localdate()
    take(
        world,
        "orang",
        [
            HEAD,
            (world.petugas_pokja.email, "Budi Santoso", None, "Petugas unit", "PKM-01", "PP, AK"),
            (
                world.petugas.email,
                "Siti Aminah",
                None,
                "Petugas unit",
                "PKM-01",
                None,
                None,
                today.isoformat(),
            ),
        ],
    )
    assert Membership.objects.get(user=world.petugas_pokja).areas == ["AK", "PP"]
    assert Membership.objects.get(user=world.petugas).end == today


def test_nobody_becomes_admin_sistem_and_no_role_is_invented(world):
    plan = look(
        world,
        "orang",
        [HEAD, (world.ketua.email, "X", None, "Admin sistem"), (world.ketua.email, "X", None, "root")],
    )
    assert [p.partition(" tidak dikenal")[0] for p in problems(plan)] == [
        "Lembar1!D2: Peran: “Admin sistem”",
        "Lembar1!D3: Peran: “root”",
    ]
    plan = look(world, "orang", [HEAD, (world.ketua.email, "X", None, "admin_sistem")])
    assert statuses(plan) == ["refused"]


def test_a_role_that_this_kind_of_instansi_does_not_have_is_refused(world):
    plan = look(world, "orang", [HEAD, (world.ketua.email, "X", None, "Penilai pendahuluan", "PKM-01")])
    assert statuses(plan) == ["refused"]


def test_a_unit_of_another_instansi_is_not_known_here(world):
    world.other_unit.code = "JAUH-01"
    world.other_unit.save()
    plan = look(world, "orang", [HEAD, (world.ketua.email, "X", None, "Petugas unit", "JAUH-01")])
    assert problems(plan) == [
        "Lembar1!E2: Unit: “JAUH-01” tidak dikenal. Pakai kode unit instansi ini; "
        "unit baru diimpor lebih dulu lewat tabel Unit kerja."
    ]


def test_an_account_of_another_instansi_is_a_stranger(world):
    """Whether an address has an account elsewhere is not told: it is invited like any other."""
    plan = look(world, "orang", [HEAD, (world.petugas_asing.email, "Wati", None, "Admin inspektorat")])
    assert (statuses(plan), plan.rows[0].before) == (["new"], None)
    take(world, "orang", [HEAD, (world.petugas_asing.email, "Wati", None, "Admin inspektorat")])
    assert (Invitation.objects.count(), Membership.objects.filter(user=world.petugas_asing).count()) == (1, 1)


def test_place_and_role_must_fit(world):
    plan = look(
        world,
        "orang",
        [
            HEAD,
            (world.ketua.email, "X", None, "Petugas unit"),
            (world.ketua.email, "X", None, "Admin inspektorat", "PKM-01"),
            (world.ketua.email, "X", None, "Pimpinan unit", "PKM-01", "MP"),
            ("bukan alamat", "X", None, "Petugas unit", "PKM-01"),
            ("baru@a.go.id", None, "123", "Petugas unit", "PKM-01"),
            ("baru2@a.go.id", "Lina", None, "Petugas unit", "PKM-01", None, "01/01/2026"),
            (world.ketua.email, "X", None, "Tim TPI"),
        ],
    )
    assert problems(plan) == [
        "Lembar1!E2: Isi unit untuk Petugas unit.",
        "Lembar1!E3: Admin inspektorat berlaku untuk seluruh instansi; kosongkan unitnya.",
        "Lembar1!F4: Area pokja hanya untuk petugas unit.",
        "Lembar1!A5: Alamat surel tidak sah. Periksa tulisannya.",
        "Lembar1!C6: NIP: NIP terdiri dari 18 angka. Perbaiki, atau kosongkan selnya.",
        "Lembar1!G7: Orang baru mulai berperan saat menerima undangan; kosongkan tanggalnya.",
        "Lembar1!D8: Orang ini sudah punya akun di instansi ini. Beri kedudukan lewat tabel Tim TPI.",
    ]


def test_an_open_invitation_is_the_same_until_it_differs(world):
    row = ("baru@a.go.id", "Lina", None, "Petugas unit", "PKM-01")
    take(world, "orang", [HEAD, row])
    assert statuses(look(world, "orang", [HEAD, row])) == ["same"]
    plan = look(world, "orang", [HEAD, (*row, "MP")])
    assert problems(plan) == [
        "Lembar1!F2: Undangan untuk peran ini masih menunggu. Cabut dulu undangannya bila isinya berubah."
    ]


def test_names_of_accounts_belong_to_their_owners(world):
    row = (world.petugas.email, "Siti Lain", None, "Petugas unit", "PKM-01")
    plan = look(world, "orang", [HEAD, row])
    assert (statuses(plan), len(plan.rows[0].notes)) == (["same"], 1)


def test_who_assesses_the_unit_cannot_become_its_member(world):
    team = of_this_year(world.team)
    with pytest.raises(PlanRefused) as refused:
        take(world, "orang", [HEAD, (world.anggota.email, "Maya", None, "Petugas unit", "PKM-01")])
    assert [m for m, _ in refused.value.reasons] == [
        f"Lembar1!E2: {world.anggota} menilai unit ini sebagai anggota {team}, "
        "jadi tidak dapat menjadi anggota unit."
    ]
    assert not Membership.objects.filter(user=world.anggota).exists()


def test_the_last_admin_stays(world):
    row = (
        world.admin.email,
        "Dewi",
        None,
        "Admin inspektorat",
        None,
        None,
        None,
        timezone.localdate().isoformat(),
    )
    with pytest.raises(PlanRefused, match="satu-satunya admin"):
        take(world, "orang", [HEAD, row])


def test_there_is_no_undo_and_it_says_why(world):
    with pytest.raises(Refused, match="undangan sudah terkirim"):
        undo(TABLES["orang"], scope_of(world, "orang"), [])


def test_the_filled_template_changes_nothing(world):
    take(world, "orang", [HEAD, ("baru@a.go.id", "=SUM(A1) <b>", None, "Tim TPI")])
    plan = look(world, "orang", grids_of(template(world, "orang", filled=True)))
    assert set(statuses(plan)) == {"same"}
    assert len(plan.rows) == 7


@pytest.mark.parametrize("rows", [1, 3])
def test_a_preview_reads_in_batches(world, rows):
    for n in range(3):
        make_person(f"orang{n}", Role.PETUGAS, world.unit2)
    grids = grid(
        [HEAD, *((f"orang{n}@x.go.id", "Lina", None, "Petugas unit", "PKM-01") for n in range(rows))]
    )
    scope = scope_of(world, "orang")
    with CaptureQueriesContext(connection) as asked:
        look(world, "orang", grids, actor=scope.actor)
    assert len(asked) == 6  # units; hats (2); roles here; open invitations; the people of these addresses
