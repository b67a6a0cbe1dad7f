"""`report`: LHE and score sheet for scripts."""

import io

import pytest
from django.core.management import CommandError, call_command

from assessments.models import IssuedDocument, State
from assessments.services.issuing import issue_lhe
from tests.reports import year

pytestmark = pytest.mark.django_db


def report(kind, out, who, **options):
    place = {"instansi": "KAB-X", "unit": "PKM-01", "year": 2026, "username": who, "out": out}
    call_command("report", kind, stdout=io.StringIO(), **{**place, **options})


def test_an_lhe_is_issued_once_and_read_by_others(world, tmp_path):
    year.released(world)
    with pytest.raises(CommandError, match="belum diterbitkan"):
        report("lhe", tmp_path / "p.pdf", "petugas")
    assert not (tmp_path / "p.pdf").exists()
    report("lhe", tmp_path / "a.pdf", "ketua", number="700/15")
    report("lhe", tmp_path / "b.pdf", "petugas")
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
    assert IssuedDocument.objects.get().number == "700/15"


@pytest.mark.parametrize("kind", ["lhe", "lembar-nilai"])
@pytest.mark.parametrize("who", ["petugas_lain", "orang_asing", "admin_sistem", "tanpa_peran", "tidak_ada"])
def test_strangers_are_refused_in_one_line(world, tmp_path, kind, who):
    world.assessment(State.SELESAI_TPI)
    with pytest.raises(CommandError) as refused:
        report(kind, tmp_path / "f.pdf", who)
    assert "\n" not in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_no_lhe_before_release(world, tmp_path):
    world.assessment(State.PENILAIAN_TPI)
    with pytest.raises(CommandError):
        report("lhe", tmp_path / "f.pdf", "ketua")


def test_an_lhe_that_is_no_longer_released_is_not_handed_out(world, tmp_path):
    a = year.released(world)
    issue_lhe(a.pk, number="1", actor=world.ketua, render=lambda a, issue: b"%PDF-1.4")
    world.assessment(State.PENILAIAN_TPI)
    with pytest.raises(CommandError, match="tidak tersedia"):
        report("lhe", tmp_path / "f.pdf", "petugas")


def test_a_score_sheet_is_written(world, tmp_path):
    world.assessment(State.PENILAIAN_MANDIRI)
    report("lembar-nilai", tmp_path / "f.pdf", "petugas")
    assert (tmp_path / "f.pdf").read_bytes().startswith(b"%PDF-")
    with pytest.raises(CommandError, match="hanya untuk LHE"):
        report("lembar-nilai", tmp_path / "g.pdf", "petugas", number="1")


def test_a_folder_that_is_not_there_is_said(world, tmp_path):
    world.assessment(State.PENILAIAN_MANDIRI)
    with pytest.raises(CommandError, match="Berkas"):
        report("lembar-nilai", tmp_path / "tidak" / "f.pdf", "petugas")
