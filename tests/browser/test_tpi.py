"""TPI in a browser: a member hands in a sheet, the lead decides and finalises, the unit reads."""

import re

import pytest
from playwright.sync_api import Page, expect

from assessments.models import Answer, Sheet, State
from assessments.services.sheets import mark_done
from assessments.services.tpi import save_consideration
from tests.assessments.tpi import FINAL, MEMBER, members_filled, submitted
from tests.people import World, build_world

YES, LETTER, INDEX = "A-I-1-i-a", "A-I-1-i-b", "B-I-a"
NOTE = "Bukti hanya SK; berita acara pemilihan tidak ditunjukkan."


@pytest.fixture
def live_world(live_server, transactional_db) -> World:
    """The world, visible to the live server."""
    return build_world()


def question(page: Page, slug: str):
    return page.locator(f"#q-{slug}")


def saved(page: Page, slug: str) -> None:
    """Wait until the badge says that everything is saved ("belum tersimpan" is something else)."""
    expect(page.locator(f"#s-{slug}")).to_have_text(re.compile(r"^\s*tersimpan"))


def confirm(page: Page) -> None:
    page.locator("#zi-confirm [data-confirm-yes]").click()


def test_from_the_members_sheet_to_the_final_answers(new_context, live_world, login):
    a = submitted(live_world)
    members_filled(live_world, a)
    mark_done(a.pk, actor=live_world.anggota2)
    Answer.objects.filter(sheet__owner=live_world.anggota, code__in=["A.I.1.i.a", "A.I.1.i.b"]).delete()

    # a member answers what is missing and hands in the sheet
    page = new_context().new_page()
    login(page, "anggota")
    page.goto(f"/penilaian/{a.pk}/tpi/MP/")
    expect(page.locator("#zi-own")).to_contain_text("Tampilkan 2 yang belum")
    expect(page.locator("body")).not_to_contain_text("Rudi Hartono")
    page.get_by_role("link", name="Tampilkan 2 yang belum").click()
    expect(page.locator(".zi-question")).to_have_count(2)
    question(page, YES).locator("label", has_text="Tim sudah dibentuk").click()
    saved(page, YES)
    question(page, LETTER).locator("label", has_text="Anggota tidak diseleksi").click()
    question(page, LETTER).get_by_label("Catatan Anda").fill(NOTE)
    saved(page, LETTER)
    expect(page.locator(f"#d-{LETTER}")).to_contain_text("Berbeda dari unit")
    page.get_by_role("button", name="Nyatakan selesai").click()
    confirm(page)
    expect(page.locator("#isi")).to_contain_text("Lembar Anda sudah selesai")
    expect(page.locator("#anggota")).to_contain_text("Rudi Hartono")
    expect(question(page, LETTER).locator("input[type=radio]")).to_have_count(0)

    # the lead takes over what is agreed, decides the rest, weighs, finalises
    lead = new_context().new_page()
    login(lead, "ketua")
    lead.goto(f"/penilaian/{a.pk}/tpi/MP/")
    expect(question(lead, LETTER)).to_contain_text(NOTE)
    lead.get_by_role("button", name="Ambil alih 112 yang sepakat").click()
    expect(lead.locator(".zi-question")).to_have_count(1)
    question(lead, LETTER).locator("label", has_text="Anggota tidak diseleksi").click()
    expect(lead.locator(f"#r-{LETTER}")).to_contain_text("Tuliskan alasannya di catatan")
    expect(lead.locator("#zi-next-step")).to_contain_text("Tulis 1 catatan")
    question(lead, LETTER).get_by_label("Catatan untuk unit").fill("Pemilihan anggota tidak terbukti.")
    expect(lead.locator("#zi-next-step")).to_contain_text("Periksa dan finalkan")
    lead.locator("#zi-next-step a").click()
    expect(lead.locator(".zi-refusals li")).to_have_count(2)
    lead.locator(".zi-refusals a").first.click()
    for text in lead.locator("textarea[name=teks]").all():
        text.fill("Sudah ditimbang bersama tim di tempat.")
    expect(lead.locator("#x-pembinaan")).to_be_hidden()
    lead.get_by_label("Belum layak, perlu pembinaan").check()
    expect(lead.locator("#p-rekomendasi")).to_contain_text("Tulis pembinaannya")
    lead.locator("#x-pembinaan").fill("Pendampingan tiap bulan oleh inspektorat.")
    for badge in lead.locator("[data-saved]").all():
        expect(badge).to_have_text(re.compile(r"^\s*tersimpan"))
    lead.get_by_role("link", name="Periksa dan finalkan").click()
    lead.get_by_role("button", name="Tandatangani hasil").click()
    confirm(lead)
    expect(lead.locator(".zi-turn")).to_contain_text(
        "Menunggu tanda tangan: Pengendali teknis TPI, Sri Wahyuni"
    )

    # the pengendali teknis sends it back once, then countersigns; the lead releases
    control = new_context(width=390).new_page()
    login(control, "pengendali")
    control.goto(f"/penilaian/{a.pk}/")
    control.get_by_role("link", name="Periksa dan tandatangani hasil").click()
    assert control.evaluate("document.documentElement.scrollWidth") == 390
    control.get_by_text("Kembalikan ke ketua").first.click()
    control.get_by_label("Alasan").fill("Jelaskan dulu nilai area SDM.")
    control.get_by_role("button", name="Kembalikan ke ketua").click()
    confirm(control)
    expect(control.locator("#isi")).to_contain_text("Hasil dikembalikan ke ketua.")
    lead.reload()
    expect(lead.locator("#tanda-tangan")).to_contain_text("Jelaskan dulu nilai area SDM.")
    lead.get_by_role("button", name="Tandatangani hasil").click()
    confirm(lead)
    expect(lead.locator(".zi-turn")).to_contain_text("Menunggu tanda tangan")
    control.reload()
    control.get_by_role("button", name="Setujui dan tandatangani").click()
    confirm(control)
    expect(control.locator(".zi-turn")).to_contain_text("Menunggu ketua memfinalkan")
    lead.reload()
    lead.get_by_role("button", name="Finalkan penilaian TPI").click()
    confirm(lead)
    expect(lead.locator("#isi")).to_contain_text("kini terlihat oleh unit")
    assert live_world.assessment(State.SELESAI_TPI).changes.get().name == "finalkan"

    # the unit reads the lead's note, never the member's
    unit = new_context(width=390).new_page()
    login(unit, "petugas")
    unit.goto(f"/penilaian/{a.pk}/tpi/SEMUA/?filter=beda")
    expect(unit.locator(".zi-question")).to_have_count(1)
    expect(question(unit, LETTER)).to_contain_text("Pemilihan anggota tidak terbukti.")
    expect(unit.locator("body")).not_to_contain_text(NOTE)
    assert unit.evaluate("document.documentElement.scrollWidth") == 390


def test_the_lead_in_two_tabs_chooses_between_both_answers(new_context, live_world, login):
    a = submitted(live_world)
    context = new_context()
    first, second = context.new_page(), context.new_page()
    login(first, "ketua")
    for tab in (first, second):
        tab.goto(f"/penilaian/{a.pk}/tpi/MP/")
    question(first, LETTER).locator("label", has_text="Anggota tidak diseleksi").click()
    saved(first, LETTER)
    question(second, LETTER).get_by_label("Catatan untuk unit").fill("Dari tab lama")
    conflict = question(second, LETTER).locator(".zi-conflict")
    expect(conflict).to_contain_text("Anda di tab lain")
    expect(conflict).to_contain_text("Dari tab lama")
    question(second, LETTER).locator("label", has_text="Sebagian memakai prosedur").click()
    conflict.get_by_role("button", name="Pakai jawaban saya").click()
    saved(second, LETTER)
    expect(conflict).to_have_count(0)
    answer = Answer.objects.get(sheet__kind=FINAL)
    assert (answer.value, answer.note, answer.version) == ("B", "Dari tab lama", 2)


def test_a_tab_left_open_says_that_the_sheet_is_done(new_context, live_world, login):
    a = submitted(live_world)
    members_filled(live_world, a)
    page = new_context().new_page()
    login(page, "anggota")
    page.goto(f"/penilaian/{a.pk}/tpi/MP/")
    mark_done(a.pk, actor=live_world.anggota)
    question(page, LETTER).locator("label", has_text="Anggota tidak diseleksi").click()
    expect(page.locator(f"#s-{LETTER}")).to_contain_text("Belum tersimpan")
    assert Answer.objects.get(sheet__owner=live_world.anggota, code="A.I.1.i.b").value == "A"


def test_enter_in_an_index_saves_it_and_clears_nothing(page: Page, live_world, login):
    a = submitted(live_world)
    login(page, "anggota")
    page.goto(f"/penilaian/{a.pk}/tpi/HASIL/")
    field = question(page, INDEX).locator("input[name=nilai]")
    field.fill("3,2")
    field.press("Enter")
    saved(page, INDEX)
    field.fill("3,4")
    field.press("Enter")
    expect(page.locator(f"#v-{INDEX}")).to_have_value("2")
    expect(field).to_have_value("3,4")
    assert Answer.objects.get(sheet__kind=MEMBER).value == "3.4"


def test_two_considerations_saved_in_two_tabs(new_context, live_world, login):
    a = submitted(live_world)
    save_consideration(a.pk, code="inovasi", text="Satu.", seen=0, actor=live_world.ketua)
    context = new_context()
    first, second = context.new_page(), context.new_page()
    login(first, "ketua")
    for tab in (first, second):
        tab.goto(f"/penilaian/{a.pk}/pertimbangan/")
    first.locator("#x-inovasi").fill("Antrean daring sejak Maret.")
    expect(first.locator("#v-inovasi")).to_have_value("2")
    second.locator("#x-inovasi").fill("Dari tab lama.")
    conflict = second.locator("#k-inovasi .zi-conflict")
    expect(conflict).to_contain_text("Antrean daring sejak Maret.")
    conflict.get_by_role("button", name="Pakai tulisan ini").click()
    expect(second.locator("#x-inovasi")).to_have_value("Antrean daring sejak Maret.")
    expect(conflict).to_have_count(0)
    assert Sheet.objects.filter(kind=FINAL).count() == 0
