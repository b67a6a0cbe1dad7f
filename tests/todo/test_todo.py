"""What waits for a person: each source, all hats in one list, the same queries for 1 and 50 units."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.deadlines import proposal_deadline
from assessments.models import Proposal, ProposalUnit, Round, RoundRequest, Sheet, State
from assessments.todo import approving, todo_of
from tests.factories.assessments import make_assessment, make_period, set_state
from tests.factories.units import Role, give_role, make_team, make_unit
from units.models import TeamUnit, User

pytestmark = pytest.mark.django_db
CODE = "A.I.1.i.a"
IN_TIME = datetime(2026, 5, 2, 3, tzinfo=UTC)  # before the last day for proposals


def waits(user, now=None) -> list[tuple[str, str]]:
    """(where, what) in order; the person is read anew, so that the roles are today's."""
    return [(i.where, i.what) for i in todo_of(User.objects.get(pk=user.pk), now=now or timezone.now())]


def open_round(world, a, *, replied: bool = False, days: int = 5) -> Round:
    now = timezone.now()
    made = Round.objects.create(
        assessment=a, number=1, due=now + timedelta(days=days), opened_at=now, opened_by=world.ketua
    )
    RoundRequest.objects.create(
        round=made,
        code=CODE,
        text="Lengkapi.",
        written_by=world.ketua,
        written_at=now,
        reply="Sudah." if replied else "",
    )
    return made


def test_the_unit_answers_and_its_head_submits(world):
    a = world.assessment(State.PENILAIAN_MANDIRI)
    assert waits(world.petugas) == [("Puskesmas Melati", "Isi penilaian mandiri")]
    world.fill(a, {CODE: "Ya"})
    assert waits(world.petugas) == [("Puskesmas Melati", "Isi penilaian mandiri: 1 dari 113 terjawab")]
    world.fill(a, "best")
    assert waits(world.petugas) == []
    assert waits(world.pimpinan_unit) == [("Puskesmas Melati", "Periksa dan ajukan ke TPI")]
    Sheet.objects.update(unconfirmed=[CODE])
    again = ("Puskesmas Melati", "Periksa ulang 1 jawaban yang diambil dari tahun sebelumnya")
    assert waits(world.pimpinan_unit) == waits(world.petugas) == [again]


def test_a_round_waits_for_replies_then_for_the_head(world):
    a = world.assessment(State.PERBAIKAN)
    found = open_round(world, a)
    (item,) = todo_of(world.petugas, now=timezone.now())
    assert (item.what, item.due, item.blocks) == ("Tanggapi permintaan perbaikan: 1 belum", found.due, True)
    assert item.url == reverse("assessments:rounds", args=[a.pk])
    found.requests.update(reply="Sudah.")
    assert waits(world.petugas) == []
    assert waits(world.pimpinan_unit) == [("Puskesmas Melati", "Ajukan perbaikan ke TPI")]


def test_the_pencanangan_waits_for_the_head_alone(world):
    world.assessment(State.TERDAFTAR)
    assert waits(world.petugas) == []
    assert waits(world.pimpinan_unit) == [("Puskesmas Melati", "Catat pencanangan")]


def test_tpi_finds_what_its_queue_says(world):
    world.fill(world.assessment(State.PENILAIAN_TPI), "best")
    assert waits(world.anggota) == [("Puskesmas Melati", "Nilai unit ini")]
    assert waits(world.ketua) == waits(world.pengendali) == []


def test_who_is_barred_finds_nothing_of_the_unit(world):
    world.fill(world.assessment(State.PENILAIAN_TPI), "best")
    world.anggota.conflicts.create(unit=world.unit, reason="Saudara.", declared_at=timezone.now())
    assert waits(world.anggota) == []


def test_the_admin_reads_one_line_a_stage(world):
    first = world.assessment(State.PENCANANGAN)
    for number in range(2):
        made = make_assessment(world.period, make_unit(world.instansi, f"U{number}"), State.SELESAI_TPI)
    items = todo_of(world.admin, now=timezone.now())
    overview = reverse("assessments:period", args=["KAB-X", 2026])
    assert [(i.where, i.what, i.url) for i in items] == [
        ("2 unit", "Periksa kelayakan dan usulkan", f"{overview}?state=selesai_tpi"),
        ("Puskesmas Melati", "Catat pembangunan", reverse("assessments:pembangunan", args=[first.pk])),
    ]
    proposal = Proposal.objects.create(
        period=world.period, letter_number="700/1", letter_date=date(2026, 5, 1), created_by=world.admin
    )
    ProposalUnit.objects.create(proposal=proposal, assessment=made, predicate="WBK")
    assert ("Unit U0", "Periksa kelayakan dan usulkan") in waits(world.admin)
    assert ("Usulan 700/1", "Lengkapi dokumen usulan") in waits(world.admin, IN_TIME)


def test_a_proposal_waits_for_documents_then_for_the_head_then_for_the_admin(world, monkeypatch):
    proposal = Proposal.objects.create(
        period=world.period, letter_number="700/1", letter_date=date(2026, 5, 1), created_by=world.admin
    )
    assert waits(world.admin, IN_TIME) == [("Usulan 700/1", "Lengkapi dokumen usulan")]
    assert waits(world.pimpinan_instansi, IN_TIME) == []
    monkeypatch.setattr(approving, "unready", lambda proposal, papers: ())
    assert waits(world.admin, IN_TIME) == []
    assert waits(world.pimpinan_instansi, IN_TIME) == [("Usulan 700/1", "Setujui usulan ke TPN")]
    late = proposal_deadline(world.period) + timedelta(seconds=1)
    assert waits(world.pimpinan_instansi, late) == []
    assert waits(world.admin, late) == [
        ("Usulan 700/1", "Batas usulan lewat: catat perubahannya, atau batalkan")
    ]
    Proposal.objects.filter(pk=proposal.pk).update(approved_at=IN_TIME)
    assert waits(world.pimpinan_instansi, IN_TIME) == []
    assert waits(world.admin, IN_TIME) == [("Usulan 700/1", "Kirim usulan yang sudah disetujui")]


def test_units_that_are_late_or_without_a_team_wait_for_the_admin(world):
    world.assessment(State.PENILAIAN_MANDIRI)
    assert waits(world.admin) == []
    late = world.period.deadline + timedelta(seconds=1)
    assert waits(world.admin, late) == [
        ("Puskesmas Melati", "Tanyakan penilaian mandiri yang belum diajukan")
    ]
    world.assessment(State.PENILAIAN_TPI)
    TeamUnit.objects.all().delete()
    assert waits(world.admin) == [("Puskesmas Melati", "Tetapkan tim TPI")]
    past = world.period.tpi_deadline + timedelta(seconds=1)
    assert ("Puskesmas Melati", "Tanyakan penilaian TPI yang belum selesai") in waits(world.admin, past)


def test_an_earlier_year_asks_until_tpn_is_through(world):
    a = make_assessment(make_period(world.instansi, 2025), world.unit, State.PENILAIAN_TPN)
    assert waits(world.admin) == [("Puskesmas Melati", "Catat hasil TPN")]
    set_state(a, State.WBK)
    assert waits(world.admin) == []
    set_state(a, State.PENILAIAN_MANDIRI)  # left behind: no deadline of that year comes back
    assert waits(world.admin) == []


def test_all_hats_are_in_one_list_by_urgency(world):
    a = world.assessment(State.PERBAIKAN)
    open_round(world, a, days=2)
    make_team(world.instansi, name="Tim II", units=[world.unit2], anggota=[world.petugas])
    world.fill(world.assessment(State.PENILAIAN_TPI, world.unit2), "best")
    give_role(world.petugas, Role.ADMIN, world.instansi)
    make_assessment(world.period, make_unit(world.instansi, "U1"), State.PEMBANGUNAN)
    items = todo_of(User.objects.get(pk=world.petugas.pk), now=timezone.now())
    assert [(i.role, i.what) for i in items] == [
        ("Petugas unit", "Tanggapi permintaan perbaikan: 1 belum"),
        ("Anggota TPI", "Nilai unit ini"),
        ("Admin inspektorat", "Buka penilaian mandiri"),
    ]


@pytest.mark.parametrize(
    "who", ["orang_asing", "petugas_lain", "petugas_asing", "admin_sistem", "tanpa_peran"]
)
def test_strangers_have_nothing_to_do(world, who):
    for state in (State.PENILAIAN_MANDIRI, State.PERBAIKAN, State.PENILAIAN_TPI, State.SELESAI_TPI):
        world.assessment(state)
        assert waits(world.people[who]) == []


@pytest.mark.parametrize(
    ("who", "queries"),
    [
        ("petugas", 6),  # person, hats (2); units with their round, sheets; kawasan (as with everybody)
        ("ketua", 17),  # person, hats (3); the queue's twelve
        (
            "admin",
            12,
        ),  # person, hats (2); years; changed deadlines, proposals; KKN; stages; teams; kawasan; sanggah; holders
        ("pimpinan_instansi", 7),  # person, hats (2); years; changed deadlines, proposals
    ],
)
def test_the_list_costs_the_same_for_1_and_50_units(world, count_queries, who, queries):
    def read() -> None:
        todo_of(User.objects.get(pk=world.people[who].pk), now=timezone.now())

    world.fill(world.assessment(State.PENILAIAN_TPI), "best")
    one = count_queries(read)
    for number in range(50):
        unit = make_unit(world.instansi, f"U{number:02}")
        TeamUnit.objects.create(team=world.team, unit=unit, year=2026)
        give_role(world.petugas, Role.PETUGAS, unit)
        world.sheet(make_assessment(world.period, unit, State.values[number % 10]))
    assert (one, count_queries(read)) == (queries, queries)


def test_the_pages_show_it_and_say_when_there_is_nothing(world):
    world.fill(world.assessment(State.PENILAIAN_MANDIRI), "best")
    for path in ("/", "/tugas/"):
        page = world.client("pimpinan_unit").get(path).content.decode()
        assert "Periksa dan ajukan ke TPI" in page
        assert "sisa 30 hari" in page
    assert "Tidak ada yang menunggu Anda" in world.client("petugas").get("/tugas/").content.decode()


def test_home_shows_the_first_five_and_leads_to_the_rest(world):
    for number in range(9):
        unit = make_unit(world.instansi, f"U{number}")
        give_role(world.petugas, Role.PETUGAS, unit)
        make_assessment(world.period, unit, State.PENILAIAN_MANDIRI)
    page = world.client("petugas").get("/").content.decode()
    assert page.count("zi-todo-item") == 5
    assert "Lihat semua 9 tugas" in page
    assert world.client("petugas").get("/tugas/?page=99").content.decode().count("zi-todo-item") == 9
    assert Sheet.objects.count() == 0
