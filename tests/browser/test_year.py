"""The whole process in a browser: a unit's year from registration to the verdict, each step by its own person."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from assessments.engine.answers import Given, is_answered
from assessments.models import Answer, Assessment, Employee, EvidenceUse, IssuedDocument, Sheet, State
from assessments.panels import HASIL
from assessments.stored import given
from tests.assessments.test_year_of_a_unit import PDF, record_conditions
from tests.people import World, build_world
from tests.propose.announcing import announce
from units.models import TeamMember

SAVED = re.compile(r"^\s*tersimpan")


@pytest.fixture
def live_world(live_server, transactional_db) -> World:
    """The world of the tests with one member in the team, so that one sheet decides."""
    world = build_world()
    TeamMember.objects.filter(user=world.anggota2).update(end=timezone.localdate() - timedelta(days=1))
    return world


@pytest.fixture
def pages(live_world, new_context, login):
    """`pages(username)`: that person's browser, opened once."""
    opened: dict[str, Page] = {}

    def page_of(who: str) -> Page:
        if who not in opened:
            opened[who] = new_context().new_page()
            login(opened[who], who)
        return opened[who]

    return page_of


def confirm(page: Page, label: str) -> None:
    """Press a button that asks first, and say yes."""
    page.get_by_role("button", name=label, exact=True).click()
    page.locator("#zi-confirm [data-confirm-yes]").click()


def build_team(page: Page, unit: str) -> None:
    """The decree of the tim kerja; the head, picked from the staff list, leads, one typed person is in every pokja."""
    page.goto(f"{unit}tim-kerja/")
    page.get_by_label("Nomor SK").fill("188/12/2026")
    page.get_by_label("Tanggal SK").fill("2026-01-20")
    page.get_by_role("button", name="Simpan SK").click()
    expect(page.get_by_text("SK tim disimpan.")).to_be_visible()
    page.get_by_role("link", name="Tambah anggota").click()
    page.get_by_label(re.compile("dr. Rina Wulandari")).check()
    page.get_by_label("Kedudukan").select_option("ketua")
    page.get_by_label("Mulai").fill("2026-01-20")
    page.get_by_role("button", name="Simpan, tambah lagi").click()
    page.get_by_label("Nama", exact=True).fill("Siti Aminah")
    for area in page.get_by_role("group", name="Pokja").get_by_role("checkbox").all():
        area.check()
    page.get_by_label("Mulai").fill("2026-01-20")
    page.get_by_role("button", name="Masukkan ke tim").click()
    expect(page.get_by_text("Siti Aminah masuk tim.")).to_be_visible()


def slug(code: str) -> str:
    return code.replace(".", "-")


def fill_area(page: Page, world: World, path: str, area: str, *, note: str, evidence: Path | None) -> None:
    """Answer every question of a page with its best option and a note; evidence at the first question."""
    page.goto(f"{path}{area}/")
    instrument = world.instrument
    questions = instrument.hasil_questions() if area == HASIL else instrument.area_questions(area)
    for question in questions:
        form = page.locator(f"#f-{slug(question.code)}")
        if question.kind == "choice":
            form.locator(f"label[for] input[value='{question.options[0].code}']").check()
        elif question.kind == "index":
            form.locator("input[name=nilai]").fill("3,75")
            form.locator("input[name=sumber]").fill("Survei mandiri Januari–Juni 2026, 212 responden")
        else:
            for item in question.inputs:
                count = "0" if item.code == question.after else "3"
                form.locator(f"input[name='isian-{item.code}']").fill(count)
        form.locator("textarea[name=catatan]").fill(f"{note} {question.code}")
        form.locator("textarea[name=catatan]").blur()
    for question in questions:
        expect(page.locator(f"#s-{slug(question.code)}")).to_have_text(SAVED)
    if evidence is not None:
        first = questions[0].code
        proof = page.locator(f"#e-{slug(first)}")
        proof.get_by_text("Tambah bukti").click()
        proof.locator("input[type=file][multiple]").set_input_files(evidence)
        proof.get_by_role("button", name="Tambahkan sebagai bukti").click()
        # the unit has this very file since its pencanangan: it is offered, not stored again
        proof.get_by_role("button", name="Pakai dokumen itu").click()
        expect(proof.locator(".zi-evidence li")).to_have_count(1)


def answers(a: Assessment, kind: str) -> dict[str, Given]:
    return {x.code: given(x) for x in Answer.objects.filter(sheet__assessment=a, sheet__kind=kind)}


@pytest.mark.slow
def test_a_year_from_registration_to_the_verdict(pages, live_world, tmp_path):
    world = live_world
    scan = tmp_path / "pindai.pdf"
    scan.write_bytes(PDF)
    areas = [*world.instrument.areas, HASIL]
    admin, head, petugas = pages("admin"), pages("pimpinan_unit"), pages("petugas")

    # registered by the admin
    admin.goto("/kelola/KAB-X/periode/2026/unit/")
    admin.get_by_label(re.compile("Puskesmas Melati")).check()
    admin.get_by_role("button", name="Daftarkan").click()
    expect(admin.get_by_role("link", name=re.compile("Puskesmas Melati"))).to_be_visible()
    a = Assessment.objects.get()
    unit = f"/penilaian/{a.pk}/"

    # pencanangan by the unit's head, the tim kerja by the petugas, pembangunan by the admin
    head.goto(f"{unit}pencanangan/")
    head.get_by_label("Tanggal pencanangan").fill("2026-01-12")
    head.get_by_label("Dicanangkan oleh").fill("dr. Rina Wulandari")
    head.get_by_label("Jabatan").fill("Kepala Puskesmas")
    head.get_by_label("Jumlah pegawai").fill("57")
    head.get_by_label(re.compile("Pegawai yang sudah menandatangani")).fill("42")
    head.get_by_label(re.compile("Pimpinan sudah menandatangani")).check()
    head.get_by_label(re.compile("Pindaian dokumen")).set_input_files(scan)
    head.get_by_role("button", name="Simpan data").click()
    confirm(head, "Catat pencanangan")
    expect(head.get_by_text("Catat pencanangan: berhasil.")).to_be_visible()
    Employee.objects.create(unit=a.unit, name="dr. Rina Wulandari", post="Kepala Puskesmas")
    build_team(petugas, unit)
    admin.goto(f"{unit}pembangunan/")
    admin.get_by_label(re.compile("Rencana kerja")).set_input_files(scan)
    admin.get_by_role("button", name="Simpan data").click()
    confirm(admin, "Catat pembangunan")
    confirm(admin, "Buka penilaian mandiri")
    expect(admin.get_by_text("Buka penilaian mandiri: berhasil.")).to_be_visible()

    # all 113 questions by the petugas, with notes, evidence on every page; the score moves
    totals = []
    for area in areas:
        fill_area(petugas, world, f"{unit}area/", area, note="Bukti di", evidence=scan)
        petugas.reload()
        totals.append(Sheet.objects.get(assessment=a, kind="unit").total)
        shown = f"{totals[-1]:.2f}".replace(".", ",")
        expect(petugas.locator("#zi-minima .zi-score b").first).to_have_text(shown)
    assert totals == sorted(set(totals))
    unit_answers = answers(a, "unit")
    assert [c for c, q in world.instrument.questions.items() if not is_answered(q, unit_answers.get(c))] == []
    assert {g.note == "" for g in unit_answers.values()} == {False}
    assert EvidenceUse.objects.filter(assessment=a).count() == len(areas)

    # submitted by the head, frozen from then on
    head.goto(unit)
    confirm(head, "Ajukan ke TPI")
    expect(head.get_by_text("Ajukan ke TPI: berhasil.")).to_be_visible()
    petugas.goto(f"{unit}area/MP/")
    expect(petugas.locator("form.zi-answer")).to_have_count(0)

    # a member scores beside the unit's answers and declares the sheet done
    member = pages("anggota")
    for area in areas:
        fill_area(member, world, f"{unit}tpi/", area, note="Diperiksa", evidence=None)
    confirm(member, "Nyatakan selesai")
    expect(member.get_by_role("button", name="Nyatakan selesai")).to_have_count(0)

    # the lead takes over, weighs, recommends and signs; the pengendali countersigns, the lead finalises
    lead = pages("ketua")
    lead.goto(f"{unit}tpi/MP/")
    lead.get_by_role("button", name="Ambil alih 113 yang sepakat").click()
    expect(lead.get_by_role("button", name=re.compile("Ambil alih"))).to_have_count(0)
    assert answers(a, "tpi").keys() == unit_answers.keys()
    lead.goto(f"{unit}pertimbangan/")
    for code in world.policy.assessors.considerations:
        lead.locator(f"#x-{code}").fill("Sudah ditimbang berdasarkan bukti dan kunjungan lapangan.")
        lead.locator(f"#x-{code}").blur()
        expect(lead.locator(f"#k-{code}").get_by_text(SAVED)).to_be_visible()
    lead.get_by_label("Layak diusulkan sebagai WBK").check()
    expect(lead.locator("#rekomendasi").get_by_text(SAVED)).to_be_visible()
    lead.goto(f"{unit}finalisasi/")
    confirm(lead, "Tandatangani hasil")
    expect(lead.get_by_text("Menunggu tanda tangan: Pengendali teknis TPI").first).to_be_visible()
    control = pages("pengendali")
    control.goto(f"{unit}finalisasi/")
    confirm(control, "Setujui dan tandatangani")
    expect(control.get_by_text("Ketua kini dapat memfinalkannya.")).to_be_visible()
    lead.reload()
    confirm(lead, "Finalkan penilaian TPI")
    expect(lead.get_by_text("Selesai TPI").first).to_be_visible()
    assert Assessment.objects.get().state == State.SELESAI_TPI

    # the admin downloads KKE and LHE
    admin.goto(unit)
    admin.get_by_role("link", name="Ekspor KKE (xlsx)").click()
    with admin.expect_download() as kke:
        admin.get_by_role("link", name="Unduh KKE terisi").click()
    assert Path(kke.value.path()).read_bytes()[:4] == b"PK\x03\x04"
    admin.goto(f"{unit}dokumen/")
    admin.get_by_label(re.compile("Nomor")).fill("700/31/LHE/2026")
    admin.get_by_role("button", name="Terbitkan LHE").click()
    expect(admin.get_by_role("link", name=re.compile("Unduh")).first).to_be_visible(timeout=120_000)
    issued = IssuedDocument.objects.get(kind="lhe")
    fetched = admin.request.get(f"/dokumen/{issued.pk}/")
    assert (fetched.status, fetched.body()[:5]) == (200, b"%PDF-")
    public = pages("tanpa_peran")
    public.goto(f"/verifikasi/{issued.pk}/")
    expect(public.get_by_text("700/31/LHE/2026")).to_be_visible()

    # the proposal, approved by the head of the instansi
    record_conditions(world, a)
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
    announce(world.period, world.admin)
    admin.get_by_role("link", name="Periksa usulan").click()
    expect(admin.get_by_text("Tidak ada yang menghalangi")).to_be_visible()
    admin.get_by_role("link", name="Ke usulan").click()
    leader = pages("pimpinan_instansi")
    leader.goto(admin.url)
    leader.get_by_role("link", name="Periksa dan setujui").click()
    confirm(leader, "Setujui usulan")
    expect(leader.get_by_text("Usulan disetujui.")).to_be_visible()
    admin.reload()
    confirm(admin, "Catat pengiriman ke TPN")
    expect(admin.get_by_text("Usulan dikirim")).to_be_visible()

    # TPN's stages and verdict
    admin.goto(f"{unit}tpn/")
    confirm(admin, "Mulai penilaian TPN")
    expect(admin.get_by_text("Mulai penilaian TPN: berhasil.")).to_be_visible()
    admin.goto(f"{unit}tpn/")
    today = timezone.localdate().isoformat()
    for stage in world.policy.stages_before_decision:
        admin.get_by_role("link", name=f"Catat hasil {stage.name}").click()
        admin.locator("[name=result][value=lanjut]").check()
        admin.get_by_label("Tanggal surat TPN").fill(today)
        admin.get_by_role("button", name=f"Simpan hasil {stage.name}").click()
        expect(admin.get_by_text(f"Hasil {stage.name} disimpan.")).to_be_visible()
        admin.goto(f"{unit}tpn/")
    admin.get_by_role("link", name="Catat penetapan").click()
    admin.locator("[name=verdict][value=WBK]").check()
    admin.get_by_label("Nomor keputusan atau surat").fill("1720/2026")
    admin.get_by_label("Tanggal keputusan atau surat").fill(today)
    confirm(admin, "Catat penetapan")
    expect(admin.get_by_text("Penetapan dicatat.")).to_be_visible()
    assert Assessment.objects.get().state == State.WBK
