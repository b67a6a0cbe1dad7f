"""The letter of the level above: a draft, then one stored document; and its voice in the score sheet."""

import pytest
from django.core.management import CommandError, call_command
from django.test import TestCase
from django.urls import reverse

from assessments.models import Answer, IssuedDocument, Job, Sheet, State
from assessments.reports.figures import area_rows, component_rows, difference_of
from assessments.reports.preliminary import issue_letter
from assessments.reports.sides import sides_of
from assessments.services.errors import NotAllowed, Refused
from assessments.services.moved import reopened
from assessments.services.preliminary import Conclusion, save_preliminary
from assessments.services.workflow import move
from tests.assessments.leaks import decode
from tests.assessments.ministry import FIRST, FIT, NOT_FIT, assessed, build_ministry, concluded, page

LETTER = "A.I.1.i.b"
NO_LETTER = "Surat ke TPI dibuat bila kesimpulannya layak. Simpan kesimpulannya dahulu."
REMARK = "Notulen triwulan II belum ada."


@pytest.fixture
def world(db):
    return build_ministry()


def made(world, who: str, a) -> Job:
    """Ask for the letter on the page."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        response = world.client(who).post(reverse("assessments:preliminary_letter", args=[a.pk]))
    assert response.status_code == 302
    return Job.objects.latest("pk")


def text_of(world, who: str, job: Job) -> str:
    response = world.client(who).get(reverse("assessments:job_file", args=[job.pk]))
    assert response.status_code == 200
    return " ".join(decode(b"".join(response.streaming_content)).split())


def test_a_draft_is_for_who_is_found_fit(world):
    a = assessed(world)
    assert (
        made(world, "penilai", a).error
        == "Surat ke TPI dibuat bila kesimpulannya layak. Simpan kesimpulannya dahulu."
    )
    save_preliminary(a.pk, conclusion=NOT_FIT, seen=0, actor=world.penilai)
    assert made(world, "penilai", a).status == Job.Status.FAILED
    save_preliminary(a.pk, conclusion=Conclusion(True, "Baik."), seen=1, actor=world.penilai)
    job = made(world, "penilai", a)
    text = text_of(world, "penilai", job)
    for part in (
        "Konsep, bukan dokumen terbit",
        "Direktur Jenderal Pelayanan",
        "Dr. Hasan Basri",
        "Ketua Tim Penilai Internal",
        "Baik.",
    ):
        assert part in text
    assert not IssuedDocument.objects.exists()
    assert page(world, "penilai2", "job_file", job).status_code == 404


def test_the_letter_is_issued_once_with_what_it_rests_on(world):
    a = assessed(world)
    Answer.objects.filter(sheet__kind=FIRST, code=LETTER).update(value="B", note=REMARK)
    save_preliminary(a.pk, conclusion=FIT, seen=0, actor=world.penilai)
    move(a.pk, "teruskan_ke_tpi", actor=world.penilai)
    job = made(world, "ketua", a)
    text = text_of(world, "ketua", job)
    for part in (FIT.letter_number, "20 Januari 2026", "Pengungkit berjalan.", REMARK, LETTER):
        assert part in text
    assert "Konsep, bukan" not in text
    document = IssuedDocument.objects.get()
    assert (document.kind, document.number) == ("preliminary", FIT.letter_number)
    assert issue_letter(a.pk, actor=world.penilai) == document
    found = world.client(None).get(reverse("assessments:verify", args=[document.pk])).content.decode()
    assert "Surat hasil penilaian pendahuluan" in found
    assert "Pengungkit berjalan." not in found
    reopened(a, world.admin, "Salah hitung.")
    document.refresh_from_db()
    assert document.superseded_at is None


@pytest.mark.parametrize("who", ["petugas", "pimpinan_unit", "admin", "pimpinan_instansi"])
def test_unit_and_instansi_get_it_only_after_release(world, who):
    a = concluded(world, FIT)
    document = issue_letter(a.pk, actor=world.ketua)
    url = reverse("assessments:issued_file", args=[document.pk])
    letter = reverse("assessments:preliminary_letter", args=[a.pk])
    assert (world.client(who).get(url).status_code, world.client(who).post(letter).status_code) == (403, 403)
    with pytest.raises(NotAllowed):
        issue_letter(a.pk, actor=world.people[who])
    world.assessment(State.SELESAI_TPI)
    response = world.client(who).get(url)
    assert b"".join(response.streaming_content).startswith(b"%PDF")


def test_a_unit_that_was_not_passed_on_has_no_letter(world):
    a = concluded(world, NOT_FIT)
    a = world.assessment(State.PENILAIAN_TPI)
    with pytest.raises(Refused):
        issue_letter(a.pk, actor=world.ketua)


def test_the_command_writes_it_and_refuses_in_one_line(world, tmp_path):
    concluded(world, FIT)
    place = [
        "--instansi",
        "KAB-X",
        "--unit",
        "PKM-01",
        "--year",
        "2026",
        "--out",
        str(tmp_path / "surat.pdf"),
    ]
    call_command("report", "surat-pendahuluan", *place, "--as", "ketua")
    assert (tmp_path / "surat.pdf").read_bytes().startswith(b"%PDF")
    with pytest.raises(CommandError):
        call_command("report", "surat-pendahuluan", *place, "--as", "petugas")


def test_the_score_sheet_shows_the_level_above_between_unit_and_tpi_after_release(world):
    a = concluded(world, FIT, how="worst")
    world.fill(a, "best", kind=Sheet.Kind.TPI)
    assert [side.label for side in sides_of(a, first=True)] == ["Unit"]
    a = world.assessment(State.SELESAI_TPI)
    sides = sides_of(a, first=True)
    assert [side.label for side in sides] == ["Unit", "Pendahuluan", "TPI"]
    assert [side.label for side in sides_of(a)] == ["Unit", "TPI"]
    assert difference_of(sides) == "0,00"  # of TPI, not of the level above
    assert component_rows(world.instrument, world.policy, sides, leaves=False)[0].difference == "0,00"
    assert area_rows(world.instrument, world.policy, sides, "WBK")[0].bar_tpi == "100.000000"
