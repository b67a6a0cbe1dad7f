"""The list of a team as PDF."""

from datetime import date

import pytest

from assessments.models import Job
from assessments.reports.team import sheet_of, team_pdf
from assessments.services.errors import Refused
from assessments.services.work_team import MemberData, add_members, save_decree
from assessments.team_places import TeamPlace
from tests.assessments.leaks import decode
from tests.team.conftest import NIP, START, full_team

pytestmark = pytest.mark.django_db


def test_the_list_of_a_unit_by_pokja(world, place):
    full_team(world, place)
    text = decode(team_pdf(place))
    assert "Susunan tim kerja pembangunan Zona Integritas" in text
    assert "188/1/2026 tanggal 20 Januari 2026" in text
    found = sheet_of(place)
    assert [title for title, _ in found.groups][:2] == ["Pimpinan tim", "Pokja Manajemen Perubahan"]
    assert [line.name for line in found.groups[1][1]] == ["Anggota MP"]


def test_text_of_people_is_text(world, place):
    evil = "<img src=http://127.0.0.1/x><script>alert(1)</script>"
    add_members(place, people=[MemberData(evil, START, NIP, areas=("MP",))], actor=world.admin)
    assert "alert(1)" in decode(team_pdf(place))


def test_without_people_there_is_nothing_to_print(world, a, place):
    save_decree(place, number="1", day=START, scan=None, seen=0, actor=world.admin)
    with pytest.raises(Refused):
        team_pdf(place)
    gone = MemberData("Siti", START, areas=("MP",), end=date(2026, 1, 25))
    add_members(place, people=[gone], actor=world.admin)
    with pytest.raises(Refused):
        sheet_of(place)


def test_it_is_made_in_the_background(world, a, place, django_capture_on_commit_callbacks):
    full_team(world, place)
    with django_capture_on_commit_callbacks(execute=True):
        response = world.client("pimpinan_instansi").post(f"/penilaian/{a.pk}/tim-kerja/cetak/")
    job = Job.objects.get()
    assert (response.status_code, job.status, job.filename) == (302, "done", "tim-zi_PKM-01_2026.pdf")
    page = world.client("pimpinan_instansi").get(response["Location"]).content.decode()
    assert "Susunan tim" in page
    file = world.client("pimpinan_instansi").get(f"/pekerjaan/{job.pk}/berkas/")
    assert b"".join(file.streaming_content)[:5] == b"%PDF-"
    add_members(
        TeamPlace(world.period), people=[MemberData("H. Ahmad", START, role="ketua")], actor=world.admin
    )
    with django_capture_on_commit_callbacks(execute=True):
        world.client("admin").post("/instansi/KAB-X/2026/tim-pembangunan/cetak/")
    assert Job.objects.latest("pk").filename == "tim-zi_KAB-X_2026.pdf"
