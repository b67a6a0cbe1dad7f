"""The whole process in a browser: a unit's year from its registration to the verdict, each step by its own person."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from assessments.engine.answers import Given, is_answered
from assessments.models import (
    Answer,
    Assessment,
    ConditionValue,
    EvidenceUse,
    IssuedDocument,
    Proposal,
    State,
)
from assessments.panels import HASIL
from assessments.stored import given
from tests.browser.acts import (
    DAY,
    answer_all,
    build_team,
    determined,
    fill_conditions,
    list_staff,
    plan_activities,
    press,
    prove,
    take_package,
    take_survey,
    tpn_says,
)
from tests.handover.pulling import OF_INSTANSI, OF_UNIT
from tests.people import World, build_world
from tests.propose.announcing import PDF
from units.models import TeamMember

HEAD, POST = "dr. Rina Wulandari", "Kepala Puskesmas"


@pytest.fixture
def live_world(live_server, transactional_db) -> World:
    """The world of the tests with one member in the team, so that one sheet decides."""
    world = build_world()
    TeamMember.objects.filter(user=world.anggota2).update(end=timezone.localdate() - timedelta(days=1))
    return world


@pytest.fixture
def pages(live_world, person) -> Callable[[str], Page]:
    """`pages(username)`: that person's browser, opened once."""
    return cache(person)


@pytest.fixture
def scan(tmp_path) -> Path:
    """What somebody scanned."""
    file = tmp_path / "pindai.pdf"
    file.write_bytes(PDF)
    return file


def answers(a: Assessment, kind: str) -> dict[str, Given]:
    return {x.code: given(x) for x in Answer.objects.filter(sheet__assessment=a, sheet__kind=kind)}


def parts_of(world: World):
    """The pages of a sheet with their questions: six areas, then Hasil."""
    yield from ((area, world.instrument.area_questions(area)) for area in world.instrument.areas)
    yield HASIL, world.instrument.hasil_questions()


def is_named(admin: Page) -> None:
    """The admin records the decree that fixes the units of the year, which registers them."""
    admin.goto("/instansi/KAB-X/2026/penetapan/")
    admin.get_by_role("link", name="Catat SK").click()
    admin.get_by_label("Nomor SK").fill("188/7/2026")
    admin.get_by_label("Tanggal SK").fill("2026-01-06")
    admin.get_by_role("checkbox", name=re.compile("Puskesmas Melati")).check()
    admin.get_by_role("button", name="Catat SK").click()
    expect(admin.get_by_text("SK 188/7/2026 dicatat. Unitnya terdaftar untuk tahun ini.")).to_be_visible()


def declares(head: Page, unit: str, scan: Path) -> None:
    """The head of the unit declares its pencanangan."""
    head.goto(f"{unit}pencanangan/")
    head.get_by_label("Tanggal pencanangan").fill(DAY)
    head.get_by_label("Dicanangkan oleh").fill(HEAD)
    head.get_by_label("Jabatan").fill(POST)
    head.get_by_label("Jumlah pegawai").fill("57")
    head.get_by_label(re.compile("Pegawai yang sudah menandatangani")).fill("42")
    head.get_by_label(re.compile("Pimpinan sudah menandatangani")).check()
    head.get_by_label(re.compile("Pindaian dokumen")).set_input_files(scan)
    head.get_by_role("button", name="Simpan data").click()
    press(head, "Catat pencanangan")
    expect(head.get_by_text("Catat pencanangan: berhasil.")).to_be_visible()


def builds(petugas: Page, admin: Page, world: World, a: Assessment, unit: str) -> None:
    """Staff list, tim kerja and action plan by the unit; the admin opens penilaian mandiri."""
    list_staff(petugas, f"/instansi/KAB-X/pegawai/{a.unit_id}/", HEAD, POST)
    build_team(petugas, unit, HEAD)
    plan_activities(petugas, unit, world.instrument.areas)
    admin.goto(f"{unit}pembangunan/")
    press(admin, "Catat pembangunan")
    press(admin, "Buka penilaian mandiri")
    expect(admin.get_by_text("Buka penilaian mandiri: berhasil.")).to_be_visible()


def answers_everything(petugas: Page, world: World, a: Assessment, unit: str, scan: Path) -> None:
    """All 113 questions by the petugas, with notes, evidence on every page; the score moves."""
    totals = []
    for part, questions in parts_of(world):
        answer_all(petugas, f"{unit}area/{part}/", questions, "Bukti di")
        prove(petugas, questions[0].code, scan)
        petugas.reload()
        totals.append(a.sheets.get(kind="unit").total)
        shown = f"{totals[-1]:.2f}".replace(".", ",")
        expect(petugas.locator("#zi-minima .zi-score b").first).to_have_text(shown)
    assert totals == sorted(set(totals))
    given_answers = answers(a, "unit")
    assert [
        code for code, q in world.instrument.questions.items() if not is_answered(q, given_answers.get(code))
    ] == []
    assert {one.note == "" for one in given_answers.values()} == {False}
    assert EvidenceUse.objects.filter(assessment=a).count() == len(totals)


def submits(head: Page, petugas: Page, unit: str) -> None:
    """The head submits, and the sheet is frozen from then on."""
    head.goto(unit)
    press(head, "Ajukan ke TPI")
    expect(head.get_by_text("Ajukan ke TPI: berhasil.")).to_be_visible()
    petugas.goto(f"{unit}area/MP/")
    expect(petugas.locator("form.zi-answer")).to_have_count(0)


def is_scored(member: Page, world: World, unit: str) -> None:
    """A member scores beside the unit's answers and declares the sheet done."""
    for part, questions in parts_of(world):
        answer_all(member, f"{unit}tpi/{part}/", questions, "Diperiksa")
    press(member, "Nyatakan selesai")
    expect(member.get_by_role("button", name="Nyatakan selesai")).to_have_count(0)


def is_finalised(lead: Page, control: Page, world: World, unit: str) -> None:
    """The lead takes over, weighs, recommends and signs; the pengendali countersigns, the lead finalises."""
    lead.goto(f"{unit}tpi/MP/")
    lead.get_by_role("button", name="Ambil alih 113 yang sepakat").click()
    expect(lead.get_by_role("button", name=re.compile("Ambil alih"))).to_have_count(0)
    lead.goto(f"{unit}pertimbangan/")
    written = re.compile(r"^\s*tersimpan")
    for code in world.policy.assessors.considerations:
        lead.locator(f"#x-{code}").fill("Sudah ditimbang berdasarkan bukti dan kunjungan lapangan.")
        lead.locator(f"#x-{code}").blur()
        expect(lead.locator(f"#k-{code}").get_by_text(written)).to_be_visible()
    lead.get_by_label("Layak diusulkan sebagai WBK").check()
    expect(lead.locator("#rekomendasi").get_by_text(written)).to_be_visible()
    lead.goto(f"{unit}finalisasi/")
    press(lead, "Tandatangani hasil")
    expect(lead.get_by_text("Menunggu tanda tangan: Pengendali teknis TPI").first).to_be_visible()
    control.goto(f"{unit}finalisasi/")
    press(control, "Setujui dan tandatangani")
    expect(control.get_by_text("Ketua kini dapat memfinalkannya.")).to_be_visible()
    lead.reload()
    press(lead, "Finalkan penilaian TPI")
    expect(lead.get_by_text("Selesai TPI").first).to_be_visible()


def takes_results(admin: Page, anybody: Page, unit: str) -> None:
    """The admin downloads the KKE and issues the LHE, which everybody can verify."""
    admin.goto(unit)
    admin.get_by_role("link", name="Ekspor KKE (xlsx)").click()
    with admin.expect_download(timeout=120_000) as kke:
        admin.get_by_role("link", name="Unduh KKE terisi").click(timeout=120_000)
    assert Path(kke.value.path()).read_bytes()[:4] == b"PK\x03\x04"
    admin.goto(f"{unit}dokumen/")
    admin.get_by_label(re.compile("Nomor")).fill("700/31/LHE/2026")
    admin.get_by_role("button", name="Terbitkan LHE").click()
    expect(admin.get_by_role("link", name=re.compile("Unduh")).first).to_be_visible(timeout=120_000)
    issued = IssuedDocument.objects.get(kind="lhe")
    fetched = admin.request.get(f"/dokumen/{issued.pk}/")
    assert (fetched.status, fetched.body()[:5]) == (200, b"%PDF-")
    anybody.goto(f"/verifikasi/{issued.pk}/")
    expect(anybody.get_by_text("700/31/LHE/2026")).to_be_visible()


def is_proposed(admin: Page, unit: str, scan: Path) -> str:
    """Conditions, letter and SPTJM; the day of the policy may be over, so TPN announced a later one."""
    of_unit = {code: value for code, value in OF_UNIT.items() if code != "sudah_wbk"}
    fill_conditions(admin, "/instansi/KAB-X/2026/syarat/", OF_INSTANSI)
    fill_conditions(admin, f"{unit}syarat/", of_unit)
    assert ConditionValue.objects.count() == len(OF_INSTANSI) + len(of_unit)
    admin.goto("/instansi/KAB-X/2026/usulan/batas/")
    last = min(timezone.localdate() + timedelta(days=3), date(2026, 12, 31))
    admin.get_by_label("Hari terakhir yang baru").fill(last.isoformat())
    admin.get_by_label("Nomor pengumuman").fill("PENG/12/PW.03/2026")
    admin.get_by_label("Tanggal pengumuman").fill("2026-05-20")
    admin.get_by_label("Pindaian pengumuman").set_input_files(scan)
    admin.get_by_role("button", name="Catat perubahan").click()
    expect(admin.get_by_text("Perubahan batas pengusulan dicatat.")).to_be_visible()
    admin.goto("/instansi/KAB-X/2026/usulan/")
    admin.get_by_label("Nomor surat").fill("700/40/2026")
    admin.get_by_label("Tanggal surat").fill("2026-05-20")
    admin.get_by_label("Pindaian surat").set_input_files(scan)
    admin.get_by_label("Predikat Puskesmas Melati").select_option("WBK")
    admin.get_by_role("button", name="Buat usulan").click()
    expect(admin.get_by_role("heading", name="Usulan 700/40/2026")).to_be_visible()
    admin.get_by_role("link", name="Lengkapi dokumen usulan").click()
    sptjm = admin.get_by_role("row", name="Surat pernyataan tanggung jawab mutlak")
    sptjm.get_by_role("link", name="Unggah").click()
    admin.get_by_label("Berkas").set_input_files(scan)
    admin.get_by_label("Penanda tangan").fill("H. Ahmad Fauzi")
    admin.get_by_role("button", name="Simpan dokumen").click()
    expect(sptjm.get_by_text("Lengkap")).to_be_visible()
    admin.get_by_role("link", name="Periksa usulan").click()
    expect(admin.get_by_text("Tidak ada yang menghalangi")).to_be_visible()
    return f"/usulan/{Proposal.objects.get().pk}/"


def is_sent(admin: Page, leader: Page, proposal: str, folder: Path) -> None:
    """The head of the instansi approves; the package leaves."""
    leader.goto(proposal)
    leader.get_by_role("link", name="Periksa dan setujui").click()
    press(leader, "Setujui usulan")
    expect(leader.get_by_text("Usulan disetujui.")).to_be_visible()
    take_package(admin, proposal, folder)
    admin.goto(proposal)
    press(admin, "Catat pengiriman ke TPN")
    expect(admin.get_by_text("Usulan dikirim")).to_be_visible()


def passes_tpn(admin: Page, world: World, unit: str) -> str:
    """TPN's stages in their order, its survey and its decree, whose number is given back."""
    admin.goto(f"{unit}tpn/")
    press(admin, "Mulai penilaian TPN")
    expect(admin.get_by_text("Mulai penilaian TPN: berhasil.")).to_be_visible()
    today = timezone.localdate()
    for stage in world.policy.stages_before_decision:
        if "SPAK" in stage.records:
            take_survey(admin, unit)
        tpn_says(admin, unit, stage.name, today)
    decree = f"1720/{today.year}"
    determined(admin, unit, "WBK", decree, today)
    return decree


@pytest.mark.slow
def test_a_year_from_registration_to_the_verdict(pages, live_world, scan, tmp_path):
    world = live_world
    admin, head, petugas, lead = (pages(who) for who in ("admin", "pimpinan_unit", "petugas", "ketua"))
    is_named(admin)
    a = Assessment.objects.get()
    unit = f"/penilaian/{a.pk}/"
    declares(head, unit, scan)
    builds(petugas, admin, world, a, unit)

    answers_everything(petugas, world, a, unit, scan)
    submits(head, petugas, unit)
    is_scored(pages("anggota"), world, unit)
    is_finalised(lead, pages("pengendali"), world, unit)
    assert answers(a, "tpi").keys() == answers(a, "unit").keys()
    assert Assessment.objects.get().state == State.SELESAI_TPI

    takes_results(admin, pages("tanpa_peran"), unit)
    proposal = is_proposed(admin, unit, scan)
    is_sent(admin, pages("pimpinan_instansi"), proposal, tmp_path)
    decree = passes_tpn(admin, world, unit)
    assert Assessment.objects.get().state == State.WBK

    # the register shows it, and the unit's head reads it
    admin.goto("/instansi/KAB-X/predikat/")
    row = admin.get_by_role("row", name=re.compile("Puskesmas Melati"))
    expect(row).to_contain_text("WBK 2026")
    expect(row).to_contain_text(decree)
    head.goto(unit)
    expect(head.locator("#isi").get_by_text("Ditetapkan WBK").locator("visible=true").first).to_be_visible()
