"""The recap of an instansi: one row a unit, numbers as numbers, nothing of TPI before release."""

import io
from decimal import Decimal

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from assessments.kke.recap import RecapRow, write_recap
from assessments.kke.recap_rows import recap_rows
from assessments.models import Job, Sheet, State
from assessments.services.jobs import start_job


def test_rows_numbers_filters_and_texts(instrument):
    rows = [
        RecapRow(
            code="PKM-01",
            name="=HYPERLINK(1)",
            state="Selesai TPI",
            areas=dict.fromkeys(instrument.areas, "62.500000"),
            components={"A.I": "20.123456", "A.II": "18.000000", "B": "33.250000"},
            unit_total="71.373456",
            tpi="70.000000",
            answered=113,
            of=113,
            verdict="Belum memenuhi nilai minimal",
            team="Tim I",
        ),
        RecapRow(code="DKC", name="Dinas", state="Terdaftar"),
    ]
    buffer = io.BytesIO()
    assert write_recap(buffer, iter(rows), instrument=instrument, instansi="Kab. Sukamaju", year=2026) == 2
    ws = openpyxl.load_workbook(buffer).worksheets[0]
    heads = [cell.value for cell in ws[5]]
    assert heads == [
        *("Kode unit", "Nama unit", "Tahap", "Terjawab"),
        *("MP (%)", "TT (%)", "SDM (%)", "AK (%)", "PW (%)", "PP (%)", "Pemenuhan", "Reform", "Hasil"),
        *("Nilai unit", "Nilai TPI", "Nilai TPN", "Hasil terhadap nilai minimal", "Tim TPI"),
    ]
    first = dict(zip(heads, ws[6], strict=True))
    assert (first["Nama unit"].value, first["Nama unit"].data_type) == ("=HYPERLINK(1)", "s")
    assert (first["Pemenuhan"].value, first["Pemenuhan"].number_format) == (20.123456, "0.00")
    assert (first["Nilai unit"].value, first["Nilai TPN"].value) == (71.373456, None)
    assert (ws.freeze_panes, ws.auto_filter.ref) == ("C6", "A5:R7")


def test_the_recap_keeps_what_is_not_released(world):
    world.fill(world.assessment(), "best")
    assessment = world.assessment(State.PENILAIAN_TPI)
    world.fill(assessment, "worst", kind=Sheet.Kind.TPI)
    world.assessment(State.TERDAFTAR, world.unit2)
    second, first = recap_rows(world.period)
    assert (first.code, first.unit_total, first.tpi) == ("PKM-01", "100.000000", None)
    assert first.verdict == "Memenuhi nilai minimal WBBM"
    assert (second.code, second.unit_total, second.answered, second.verdict) == ("DKC", None, 0, "")
    world.assessment(State.SELESAI_TPI)
    _, first = recap_rows(world.period)
    assert Decimal(first.tpi) == 0
    assert (first.verdict, first.team) == ("Belum memenuhi nilai minimal", world.team.name)


def test_queries_do_not_grow_with_the_units(world, django_assert_num_queries):
    world.fill(world.assessment(), "best")
    with django_assert_num_queries(3):  # teams, assessments with units, sheets
        list(recap_rows(world.period))
    world.fill(world.assessment(unit=world.unit2), "best")
    with django_assert_num_queries(3):
        list(recap_rows(world.period))


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
