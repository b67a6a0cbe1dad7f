"""The trail on paper: what stands in it for whom; nothing of TPI before release, members' sheets for the team."""

import dataclasses
import io
import time
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from assessments.history.parts import parts_of
from assessments.models import Job, Sheet, State
from assessments.reports import jobs as report_jobs
from assessments.reports.trail import gather, html_of, trail_pdf
from assessments.services.errors import NotAllowed, Refused
from assessments.services.issuing import issue_lhe
from assessments.services.sheets import excuse_member, recall_member
from assessments.services.workflow import move
from audit.queries import head
from tests.assessments import history_story as story
from tests.assessments.history_story import HARSH, ONE, REASON, TWO
from tests.factories.assessments import fresh

pytestmark = pytest.mark.django_db
OUTSIDE = ("petugas", "pimpinan_unit", "admin", "pimpinan_instansi")
TEAM = ("anggota", "ketua", "pengendali")
HTML = "<script>alert(1)</script><img src='https://contoh.go.id/x.png'>"


@pytest.fixture
def a(world):
    return story.submitted(world)


def told(world, who: str, a):
    """The trail as values, without the moment of printing."""
    a = fresh(a)
    return dataclasses.replace(gather(a, parts_of(world.people[who], a), reader=who), printed="")


def released(world, a):
    """Excused and recalled once, released, with an LHE."""
    excuse_member(a.pk, member_id=world.anggota2.pk, reason="SAKIT 8850", actor=world.ketua)
    recall_member(a.pk, member_id=world.anggota2.pk, reason="Sudah sembuh.", actor=world.ketua)
    a = story.released(world, a)
    issue_lhe(a.pk, number="700/15/LHE/2026", actor=world.ketua, render=lambda a, issue: b"%PDF-1.4")
    return fresh(a)


@pytest.mark.parametrize("who", [*OUTSIDE, *TEAM])
def test_before_release_the_trail_is_the_same_whether_tpi_works_or_not(world, a, who):
    before = told(world, who, a)
    story.tpi_works(world, a)
    assert told(world, who, a) == before
    assert (before.chain, before.finals, before.judges, before.signed, before.papers) == (
        None,
        (),
        (),
        (),
        (),
    )
    assert [len(before.steps), len(before.sent), len(before.proofs)] == [1, 1, 1]
    html = html_of(fresh(a), actor=world.people[who])
    assert [word in html for word in (HARSH, REASON, "Maya Kusuma", "Rudi Hartono")] == [False] * 4


def test_a_submission_is_printed_with_its_hash_and_its_score(world, a):
    sent, submission = told(world, "petugas", a).sent[0], a.submissions.get()
    assert dataclasses.astuple(sent)[3:] == (submission.content_hash, 113, 1, "100,00")
    assert (sent.name, sent.by) == ("Pengajuan ke-1", "dr. Rina Wulandari")


def test_a_round_tells_what_was_asked_what_was_replied_and_what_changed(world, a):
    a = story.returned(world, a, TWO)
    story.mended(world, a, TWO, "B", "Baru sebagian.")
    open_round = told(world, "petugas", a).rounds[0]
    assert [(one.request, one.reply, one.changes) for one in open_round.asked] == [
        (f"Lengkapi bukti {TWO}.", "", ())
    ]
    assert open_round.closed == "masih berjalan"
    assert told(world, "admin", a).rounds[0].asked == ()
    move(a.pk, "ajukan_perbaikan", actor=world.pimpinan_unit)
    found = told(world, "anggota", a).rounds[0].asked[0]
    options = {option.code: option.criteria for option in world.instrument.questions[TWO].options}
    assert (found.code, found.reply) == (TWO, f"Tanggapan {TWO}.")
    assert found.changes == (
        ("Jawaban", f"A. {options['A']}", f"B. {options['B']}"),
        ("Bukti ditambah", "", f"Tambahan {TWO}"),
    )
    assert [(piece.kind, piece.text) for piece in found.note] == [("same", "Baru sebagian.")]
    assert [one.name for one in told(world, "ketua", a).sent] == ["Pengajuan ke-1", "Perbaikan putaran 1"]


def test_a_round_without_reply_prints_no_draft(world, a):
    a = story.returned(world, a, TWO)
    before = told(world, "petugas", a)
    story.mended(world, a, TWO, "B", "DRAF 8851")
    assert told(world, "petugas", a) == before
    a.rounds.update(due=timezone.now() - timedelta(hours=1))
    move(a.pk, "tutup_perbaikan", actor=world.ketua, reason="Batas lewat.")
    found = told(world, "petugas", a).rounds[0]
    assert (found.reason, found.asked[0].reply, found.asked[0].changes) == ("", "", ())
    assert "Batas lewat." not in repr(told(world, "petugas", a))
    assert found.closed.startswith("Ditutup tanpa jawaban: TPI, ")
    story.released(world, fresh(a))
    found = told(world, "petugas", a).rounds[0]
    assert found.closed.startswith("Ditutup tanpa jawaban: Hendra Gunawan, Ak., ")
    assert [who for who in (*OUTSIDE, *TEAM) if "Batas lewat." in repr(told(world, who, a))] == [*TEAM]


@pytest.mark.parametrize("who", OUTSIDE)
def test_after_release_unit_and_instansi_have_the_result_and_no_members_sheet(world, a, who):
    found = told(world, who, released(world, a))
    rows = [row for group in found.finals for row in group.rows]
    assert [row.code for row in rows] == [
        code for area in [*world.instrument.areas, None] for code in _codes(world, area)
    ]
    assert {(row.decided, row.voices) for row in rows} == {("", ())}
    assert {row.final for row in rows if row.code == ONE} == {"Ya"}
    assert [(judge.name, len(judge.acts)) for judge in found.judges] == [
        ("Rudi Hartono", 3),
        ("Maya Kusuma", 1),
    ]
    assert [(one.name, one.superseded) for one in found.papers] == [
        ("Laporan hasil evaluasi 700/15/LHE/2026", "")
    ]
    html = html_of(fresh(a), actor=world.people[who])
    assert ["SAKIT 8850" in html, "Catatan Maya Kusuma" in html] == [False, False]


def _codes(world, area):
    found = world.instrument.area_questions(area) if area else world.instrument.hasil_questions()
    return [question.code for question in found]


@pytest.mark.parametrize("who", TEAM)
def test_after_release_the_team_has_members_sheets_and_the_reasons(world, a, who):
    found = told(world, who, released(world, a))
    row = next(row for group in found.finals for row in group.rows if row.code == ONE)
    assert [(voice.name, voice.answer, voice.note) for voice in row.voices] == [
        ("Rudi Hartono", "Ya", "Catatan Rudi Hartono"),
        ("Maya Kusuma", "Ya", "Catatan Maya Kusuma"),
    ]
    assert row.decided.startswith("Hendra Gunawan, Ak., ")
    assert "Dibebaskan oleh Hendra Gunawan, Ak., " in found.judges[0].acts[0]
    assert found.judges[0].acts[0].endswith(". Alasan: SAKIT 8850")


def test_the_chain_is_printed_with_its_head_and_verified(world, a):
    found = told(world, "petugas", released(world, a)).chain
    assert (found.head, found.length) == head(a.audit_chain)
    assert found.problems == ()


def test_reopening_shuts_what_was_released(world, a):
    a = released(world, a)
    before = parts_of(world.petugas, a)
    move(a.pk, "buka_kembali", actor=world.admin, reason="KELIRU 8852")
    assert (before - parts_of(world.petugas, fresh(a))) == {"akhir", "alasan"}
    assert parts_of(world.ketua, fresh(a)) == {"dasar", "permintaan"}
    assert "KELIRU 8852" not in html_of(fresh(a), actor=world.admin)
    a = story.finalised(world, a)
    people = (world.petugas, world.admin, world.ketua)
    assert ["KELIRU 8852" in html_of(a, actor=person) for person in people] == [True, True, True]
    assert told(world, "ketua", a).papers[0].superseded != ""


def test_what_people_wrote_is_text_and_nothing_is_fetched(world, a, text_of):
    a = story.returned(world, a, TWO)
    story.mended(world, a, TWO, "B", HTML)
    move(a.pk, "ajukan_perbaikan", actor=world.pimpinan_unit)
    html = html_of(fresh(a), actor=world.petugas)
    assert ("<script>" in html, "<img" in html) == (False, False)
    assert "alert(1)" in text_of(trail_pdf(fresh(a), actor=world.petugas))


def test_a_long_trail_is_made_in_time_with_pages_counted(world, a, text_of):
    note = "Bukti hanya mencakup triwulan I; lengkapi notulen triwulan II beserta tindak lanjutnya. " * 4
    for member in (world.anggota, world.anggota2):
        story.say_all(world, a, kind=Sheet.Kind.MEMBER, actor=member, note=note)
    story.say_all(world, a, kind=Sheet.Kind.TPI, note=note)
    world.assessment(State.SELESAI_TPI)
    started = time.monotonic()
    text = text_of(trail_pdf(fresh(a), actor=world.ketua))
    assert time.monotonic() - started < 120
    pages = text.count("Halaman ")
    assert pages > 20
    assert f"Halaman {pages} dari {pages}" in text


def test_the_trail_comes_from_the_button_and_is_asked_again(world, a, django_capture_on_commit_callbacks):
    a = released(world, a)
    with django_capture_on_commit_callbacks(execute=True):
        world.client("ketua").post(reverse("assessments:trail", args=[a.pk]))
    job = Job.objects.get()
    assert (job.status, job.filename, job.error) == ("done", "jejak_PKM-01_2026.pdf", "")
    assert job.params == {"parts": ["akhir", "alasan", "dasar", "permintaan", "tim"]}
    file = reverse("assessments:job_file", args=[job.pk])
    assert b"".join(world.client("ketua").get(file).streaming_content).startswith(b"%PDF-")
    assert world.client("petugas").get(file).status_code == 404
    page = world.client("ketua").get(reverse("assessments:job", args=[job.pk])).content.decode()
    assert "Jejak penilaian PKM-01 2026" in page
    world.assessment(State.PENILAIAN_TPI)
    assert world.client("ketua").get(file).status_code == 403


def test_a_job_makes_no_more_than_was_asked_and_no_more_than_is_allowed_then(world, a):
    a = released(world, a)
    job = Job(kind="trail", assessment=a, instansi=a.unit.instansi, requested_by=world.ketua)
    job.params = {"parts": ["dasar"]}
    html = html_of(a, actor=world.ketua, parts=frozenset({"dasar"}))
    assert "Penilaian TPI belum final" in html
    assert report_jobs.make_trail(job, lambda percent: None).content.startswith(b"%PDF-")
    world.assessment(State.PENILAIAN_MANDIRI)
    with pytest.raises(NotAllowed):
        report_jobs.make_trail(job, lambda percent: None)
    world.team.members.filter(user=world.ketua).delete()
    job.requested_by = type(world.ketua).objects.get(pk=world.ketua.pk)
    with pytest.raises(Refused):
        report_jobs.make_trail(job, lambda percent: None)


def report(out, who):
    call_command(
        "report",
        "trail",
        instansi="KAB-X",
        unit="PKM-01",
        year=2026,
        username=who,
        out=out,
        stdout=io.StringIO(),
    )


def test_the_command_writes_what_the_person_may_have(world, a, tmp_path, text_of):
    story.tpi_works(world, a)
    report(tmp_path / "t.pdf", "petugas")
    text = text_of((tmp_path / "t.pdf").read_bytes())
    assert ("Jejak penilaian Zona Integritas" in text, HARSH in text) == (True, False)
    for who in ("petugas_lain", "orang_asing", "admin_sistem", "tanpa_peran"):
        with pytest.raises(CommandError):
            report(tmp_path / "n.pdf", who)
    world.assessment(State.PENILAIAN_MANDIRI)
    with pytest.raises(CommandError):
        report(tmp_path / "n.pdf", "anggota")
    assert [path.name for path in tmp_path.iterdir()] == ["t.pdf"]
