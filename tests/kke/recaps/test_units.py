"""The recap of an instansi: one row a unit, numbers as numbers, nothing of TPI before release."""

import io
from datetime import date, datetime

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from assessments.kke.recaps.unit_rows import unit_rows
from assessments.models import IssuedDocument, Job, Proposal, ProposalUnit, Sheet, State, StateChange
from assessments.services.jobs import start_job
from documents.services import store_generated
from tests.factories import assessments as make
from tests.factories.units import make_unit
from tests.kke.recaps.workbooks import content, opened, rows, told

at = datetime.fromisoformat  # a workbook knows no zones
TPI, TPN = Sheet.Kind.TPI, Sheet.Kind.TPN


def moved(world, a, name: str, when: datetime) -> None:
    StateChange.objects.create(
        assessment=a, name=name, source=a.state, target=a.state, by=world.admin, role="Admin", at=when
    )


def test_a_unit_in_its_self_assessment(world):
    answers = make.answers_for(world.instrument, "best")
    del answers["A.I.1.i.a"]
    world.fill(world.assessment(), answers)
    book = opened(world)
    assert book.sheetnames == ["Rekap", "Area", "Tanggal", "Per tahap", "Petunjuk"]
    [row] = rows(book["Rekap"])
    assert row["Kode unit"] == "PKM-01"
    assert row["Nama unit"] == "Puskesmas Melati"
    assert (row["Tahap"], row["Tujuan"], row["Terjawab"], row["Acuan"]) == (
        "Penilaian mandiri",
        "WBK",
        "112 dari 113",
        "Unit",
    )
    assert (row["Nilai Unit"], row["Nilai TPI"], row["Nilai TPN"]) == (99.75, None, None)
    assert (row["TT (%)"], row["Reform"], row["Pengungkit"], row["Hasil"]) == (100, 30, 59.75, 40)
    assert (row["Minimal WBK"], row["Minimal WBBM"]) == ("memenuhi", "memenuhi")
    assert row["Yang kurang menuju predikat tujuan"] == "1 pertanyaan belum dijawab"
    assert row["Tim TPI"] == world.team.name


def test_what_is_missing_is_said_with_its_distance(world):
    world.fill(world.assessment(), "worst")
    [row] = rows(opened(world)["Rekap"])
    assert (row["Minimal WBK"], row["Nilai Unit"]) == ("belum", 0)
    assert row["Yang kurang menuju predikat tujuan"] == (
        "Total kurang 75,00 poin; A kurang 40,00 poin; B.I kurang 18,25 poin; B.I.a kurang 15,75 poin; "
        "B.I.b kurang 2,50 poin; B.II kurang 14,00 poin; MP kurang 60,00 persen; TT kurang 60,00 persen; "
        "SDM kurang 60,00 persen; AK kurang 60,00 persen; PW kurang 60,00 persen; PP kurang 60,00 persen"
    )


def test_after_release_tpi_counts_then_tpn(world):
    a = world.assessment(State.SELESAI_TPI)
    world.fill(a, "best")
    world.fill(a, "worst", kind=TPI)
    book = opened(world)
    [row] = rows(book["Rekap"])
    assert (row["Nilai Unit"], row["Nilai TPI"], row["Acuan"], row["Minimal WBK"]) == (100, 0, "TPI", "belum")
    assert [(r["Lembar"], r["Nilai"], r["Capaian area (%): MP"]) for r in rows(book["Area"])] == [
        ("Unit", 100, 100),
        ("TPI", 0, 0),
    ]
    world.fill(world.assessment(State.PENILAIAN_TPN), "best", kind=TPN)
    [row] = rows(opened(world)["Rekap"])
    assert (row["Nilai TPI"], row["Nilai TPN"], row["Acuan"], row["Minimal WBBM"]) == (
        0,
        100,
        "TPN",
        "memenuhi",
    )


def test_the_halves_of_an_area_stand_beside_each_other(world):
    world.fill(world.assessment(), "best")
    [row] = rows(opened(world)["Area"])
    weights = {c.code: float(c.weight) for c in world.instrument.walk()}
    assert (row["Pemenuhan (poin): MP"], row["Reform (poin): MP"]) == (weights["A.I.1"], weights["A.II.1"])
    assert (row["Pemenuhan"], row["Reform"], row["Pengungkit"], row["Hasil"], row["Nilai"]) == (
        30,
        30,
        60,
        40,
        100,
    )


def test_a_sheet_without_halves_has_pengungkit_alone(world):
    period = make.make_period(world.instansi, 2019, "policy-2019")
    a = make.make_assessment(period, world.unit, State.PENILAIAN_MANDIRI)
    make.fill_answers(make.make_sheet(a), "best", by=world.petugas)
    book = opened(world, period=period)
    [row] = rows(book["Rekap"])
    assert ("Pemenuhan" in row, row["Pengungkit"], row["Hasil"]) == (False, 60, 40)
    assert "belum diverifikasi" in str([*book["Petunjuk"].iter_rows(values_only=True)])


@pytest.mark.parametrize("state", [State.PENILAIAN_TPI, State.PERBAIKAN])
@pytest.mark.parametrize("who", ["admin", "pimpinan_instansi"])
def test_before_release_the_file_is_the_same_whatever_tpi_has(world, state, who):
    a = world.assessment(state)
    world.fill(a, "random", seed=4)
    before = told(content(world, who=who))
    for kind, how in ((TPI, "worst"), (TPN, "best"), (Sheet.Kind.PRELIMINARY, "random")):
        world.fill(a, how, kind=kind)
    world.fill(a, "worst", kind=Sheet.Kind.MEMBER, owner=world.anggota)
    moved(world, a, "finalkan", timezone.now())  # it was final and has been opened again
    IssuedDocument.objects.create(
        kind="lhe",
        assessment=a,
        number="700/8841",
        issued_at=timezone.now(),
        issued_by=world.ketua,
        content_hash="0" * 64,
        audit_head="0" * 64,
        audit_length=1,
    )
    assert told(content(world, who=who)) == before


def test_the_dates_that_matter(world):
    a = world.assessment(State.WBK)
    world.fill(a, "best")
    world.fill(a, "best", kind=TPI)
    noon = datetime(2026, 5, 4, 20, 0, tzinfo=timezone.get_fixed_timezone(0))  # the next day in WIB
    for name in ("ajukan", "finalkan", "usulkan"):
        moved(world, a, name, noon)
    IssuedDocument.objects.create(
        kind="lhe",
        assessment=a,
        number="700/12",
        issued_at=noon,
        issued_by=world.ketua,
        content_hash="0" * 64,
        audit_head="0" * 64,
        audit_length=1,
        blob=store_generated(b"%PDF", media_type="application/pdf"),
    )
    letter = Proposal.objects.create(
        period=world.period, letter_number="=1+1", letter_date=date(2026, 5, 30), created_by=world.admin
    )
    ProposalUnit.objects.create(
        proposal=letter, assessment=a, predicate="WBK", decree_number="9/2026", decree_date=date(2026, 12, 1)
    )
    sheet = opened(world)["Tanggal"]
    [row] = rows(sheet)
    day = at("2026-05-05")
    assert [row[name] for name in ("Diajukan unit", "Final TPI", "LHE terbit", "Diusulkan")] == [day] * 4
    assert (row["Nomor LHE"], row["Surat usulan"], row["Nomor keputusan"]) == ("700/12", "=1+1", "9/2026")
    assert (row["Tanggal surat"], row["Tanggal keputusan"]) == (at("2026-05-30"), at("2026-12-01"))
    assert "f" not in {cell.data_type for line in sheet.iter_rows() for cell in line}


def test_sums_by_stage(world):
    world.fill(world.assessment(), "best")
    third = make_unit(world.instansi, "KEC")
    world.fill(world.assessment(State.PENILAIAN_MANDIRI, third), "worst")
    world.assessment(State.TERDAFTAR, world.unit2)
    found = rows(opened(world)["Per tahap"])
    assert [tuple(row.values()) for row in found] == [
        ("Terdaftar", 1, None, None, None, None, None, 0, 0),
        ("Penilaian mandiri", 2, 50, 0, 100, None, None, 1, 1),
        ("Semua tahap", 3, 50, 0, 100, None, None, 1, 1),
    ]


def test_a_year_without_units(world):
    book = opened(world)
    assert [book[name]["A6"].value for name in book.sheetnames[:4]] == [
        *["Belum ada unit yang terdaftar pada tahun ini."] * 3,
        "Belum ada unit.",
    ]


def test_units_of_another_instansi_are_not_in_it(world):
    world.assessment(unit=world.other_unit)
    world.assessment(unit=world.unit2)
    assert [row.code for row in unit_rows(world.period)] == ["DKC"]


def test_lots_leave_nobody_out_and_take_nobody_twice(world, monkeypatch):
    monkeypatch.setattr("assessments.kke.recaps.unit_rows.UNITS", 2)
    codes = [f"U{number}" for number in range(5)]
    for code in reversed(codes):
        make.make_assessment(world.period, make_unit(world.instansi, code))
    assert [row.code for row in unit_rows(world.period)] == codes


def test_queries_do_not_grow_with_the_units(world, django_assert_num_queries):
    world.fill(world.assessment(), "best")
    with django_assert_num_queries(6):  # units, sheets, teams, moves, LHE, proposals
        list(unit_rows(world.period))
    world.fill(world.assessment(unit=world.unit2), "best")
    world.assessment(unit=make_unit(world.instansi, "KEC"))
    with django_assert_num_queries(6):
        list(unit_rows(world.period))


@pytest.mark.parametrize("who", ["admin", "pimpinan_instansi"])
def test_the_command_writes_the_file(world, tmp_path, who):
    world.fill(world.assessment(), "best")
    out = tmp_path / "rekap.xlsx"
    call_command("recap", instansi="KAB-X", year=2026, username=who, out=out, stdout=io.StringIO())
    assert openpyxl.load_workbook(out).worksheets[0]["A6"].value == "PKM-01"


@pytest.mark.parametrize("who", ["petugas", "ketua", "orang_asing", "admin_sistem"])
def test_nobody_else_gets_a_recap(world, tmp_path, who):
    out = tmp_path / "rekap.xlsx"
    with pytest.raises(CommandError, match="tidak ditemukan"):
        call_command("recap", instansi="KAB-X", year=2026, username=who, out=out)
    assert not out.exists()


@pytest.mark.django_db(transaction=True)
def test_it_runs_as_background_work(world):
    world.fill(world.assessment(), "best")
    job = start_job("recap", actor=world.admin, instansi=world.instansi, params={"year": 2026})
    job.refresh_from_db()
    assert (job.status, job.filename) == (Job.Status.DONE, "rekap-zi_KAB-X_2026.xlsx")
    stranger = start_job("recap", actor=world.orang_asing, instansi=world.instansi, params={"year": 2026})
    stranger.refresh_from_db()
    assert (stranger.status, stranger.result) == (Job.Status.FAILED, None)
