"""A unit of a ministry in a browser: the level above assesses first, TPI reads it, and TPN comes to a determination."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from assessments.models import Assessment, IssuedDocument, Proposal, Sheet, State
from assessments.services.sheets import mark_done
from assessments.services.tpi import save_consideration, take_over_agreement
from assessments.services.workflow import move
from tests.assessments.ministry import FIRST, build_ministry
from tests.browser.acts import determined, press, tpn_says
from tests.factories.assessments import answers_for
from tests.handover.pulling import OF_INSTANSI, OF_UNIT, issue, record
from tests.people import World
from tests.propose.announcing import PDF, complete

LETTER = "A-I-1-i-b"
NOTE = "Notulen triwulan II belum ada."


@pytest.fixture
def live_world(live_server, transactional_db) -> World:
    """The world as a ministry, visible to the live server."""
    return build_ministry()


def confirm(page: Page) -> None:
    page.locator("#zi-confirm [data-confirm-yes]").click()


def finish_tpi(world: World, a: Assessment) -> None:
    """What other tests walk through: the team's work, LHE, and the conditions of a ministry and its unit."""
    for member in (world.anggota, world.anggota2):
        world.fill(a, "best", kind=Sheet.Kind.MEMBER, owner=member)
        mark_done(a.pk, actor=member)
    take_over_agreement(a.pk, actor=world.ketua)
    for code in world.policy.assessors.considerations:
        save_consideration(a.pk, code=code, text="Sudah ditimbang.", seen=0, actor=world.ketua)
    world.recommend(a)
    world.sign(a)
    move(a.pk, "finalkan", actor=world.ketua)
    for code, value in (OF_INSTANSI | {"indeks_rb": "BB"}).items():
        record(world.period, code, value, world.admin)
    for code, value in OF_UNIT.items():
        record(world.period, code, value, world.admin, a.unit)
    issue(a, world.ketua)


def test_from_the_unit_over_the_level_above_to_the_determination(new_context, live_world, login, tmp_path):
    a = live_world.assessment(State.PENILAIAN_MANDIRI)
    live_world.fill(a, "best")

    # the head of the unit submits to the level above
    head = new_context().new_page()
    login(head, "pimpinan_unit")
    head.goto(f"/penilaian/{a.pk}/")
    head.get_by_role("button", name="Ajukan ke penilai pendahuluan").click()
    confirm(head)
    expect(head.locator("body")).to_contain_text(
        "Unit di atasnya sedang melakukan penilaian pendahuluan"
    )  # its explanation follows

    # the level above answers the last question, concludes and passes the unit on
    given = answers_for(live_world.instrument, "best")
    live_world.fill(a, {code: one for code, one in given.items() if code != "A.I.1.i.b"}, kind=FIRST)
    page = new_context().new_page()
    login(page, "penilai")
    page.goto("/")
    expect(page.locator("body")).to_contain_text("Unit yang dinilai pendahuluan")
    page.get_by_role("link", name="Puskesmas Melati", exact=True).click()
    page.get_by_role("link", name="Nilai unit ini").click()
    expect(page.locator("#zi-own")).to_contain_text("Tampilkan 1 yang belum")
    page.locator("#zi-own").get_by_role("link", name="Tampilkan").click()
    question = page.locator(f"#q-{LETTER}")
    question.locator(".zi-choice").nth(1).click()
    question.get_by_label("Catatan penilai pendahuluan").fill(NOTE)
    expect(page.locator(f"#s-{LETTER}")).to_have_text(re.compile(r"^\s*tersimpan"))
    page.locator("#zi-own").get_by_role("link", name="Tulis kesimpulan").click()
    expect(page.locator(".zi-refusals li")).to_have_count(4)
    page.get_by_text("Layak: diteruskan ke TPI dengan surat").click()
    page.get_by_label("Uraian kesimpulan").fill("Pengungkit berjalan di keenam area.")
    page.get_by_label("Nomor surat ke TPI").fill("PW.01/17/2026")
    page.get_by_label("Tanggal surat").fill("2026-01-20")
    page.get_by_role("button", name="Simpan kesimpulan").click()
    expect(page.locator("body")).to_contain_text("Kesimpulan tersimpan.")
    page.get_by_role("button", name="Teruskan ke TPI").click()
    confirm(page)
    expect(page.locator("body")).to_contain_text("Teruskan ke TPI: berhasil.")
    assert live_world.assessment(State.PENILAIAN_TPI).changes.last().name == "teruskan_ke_tpi"

    # TPI reads the voice of the level above and has its letter, on a phone too
    member = new_context(width=390).new_page()
    login(member, "anggota")
    member.goto(f"/penilaian/{a.pk}/tpi/MP/#q-{LETTER}")
    expect(member.locator(f"#q-{LETTER}")).to_contain_text(NOTE)
    member.goto(f"/penilaian/{a.pk}/pendahuluan/")
    assert member.evaluate("document.documentElement.scrollWidth") == 390
    member.get_by_role("button", name="Surat hasil penilaian pendahuluan (PDF)").click()
    expect(member.get_by_role("link", name=re.compile("Unduh"))).to_be_visible()
    assert IssuedDocument.objects.get().number == "PW.01/17/2026"

    # the unit reads nothing of it yet
    head.goto(f"/penilaian/{a.pk}/")
    expect(head.locator("body")).not_to_contain_text("Hasil penilaian pendahuluan")

    # TPI finishes; the inspectorate general proposes, the head of the ministry approves
    finish_tpi(live_world, a)
    unit, scan = f"/penilaian/{a.pk}/", tmp_path / "surat.pdf"
    scan.write_bytes(PDF)
    admin = new_context().new_page()
    login(admin, "admin")
    admin.goto("/instansi/KAB-X/2026/usulan/")
    admin.get_by_label("Nomor surat").fill("PW.03/40/2026")
    admin.get_by_label("Tanggal surat").fill("2026-05-20")
    admin.get_by_label("Pindaian surat").set_input_files(scan)
    admin.get_by_label("Predikat Puskesmas Melati").select_option("WBK")
    admin.get_by_role("button", name="Buat usulan").click()
    expect(admin.get_by_role("heading", name="Usulan PW.03/40/2026")).to_be_visible()
    complete(Proposal.objects.get(), live_world.admin)
    leader = new_context().new_page()
    login(leader, "pimpinan_instansi")
    leader.goto(admin.url)
    leader.get_by_role("link", name="Periksa dan setujui").click()
    press(leader, "Setujui usulan")
    expect(leader.get_by_text("Usulan disetujui.")).to_be_visible()
    admin.reload()
    press(admin, "Catat pengiriman ke TPN")
    expect(admin.get_by_text("Usulan dikirim")).to_be_visible()

    # TPN's stages in their order and its decree; the unit's head reads all of it
    admin.goto(f"{unit}tpn/")
    press(admin, "Mulai penilaian TPN")
    expect(admin.get_by_text("Mulai penilaian TPN: berhasil.")).to_be_visible()
    today = timezone.localdate()
    for stage in live_world.policy.stages_before_decision:
        tpn_says(admin, unit, stage.name, today)
    determined(admin, unit, "WBK", f"1720/{today.year}", today)
    head.goto(unit)
    expect(head.locator("#isi").get_by_text("Ditetapkan WBK").locator("visible=true").first).to_be_visible()
    head.goto(f"{unit}tpn/")
    expect(head.locator("#isi")).to_contain_text(f"1720/{today.year}")
    assert Assessment.objects.get().state == State.WBK
