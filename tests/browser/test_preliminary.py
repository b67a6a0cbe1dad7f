"""A ministry in a browser: the unit submits, the level above assesses and concludes, TPI reads it."""

import re

import pytest
from playwright.sync_api import Page, expect

from assessments.models import IssuedDocument, State
from tests.assessments.ministry import FIRST, build_ministry
from tests.factories.assessments import answers_for
from tests.people import World

LETTER = "A-I-1-i-b"
NOTE = "Notulen triwulan II belum ada."


@pytest.fixture
def live_world(live_server, transactional_db) -> World:
    """The world as a ministry, visible to the live server."""
    return build_ministry()


def confirm(page: Page) -> None:
    page.locator("#zi-confirm [data-confirm-yes]").click()


def test_from_the_unit_over_the_level_above_to_tpi(new_context, live_world, login):
    a = live_world.assessment(State.PENILAIAN_MANDIRI)
    live_world.fill(a, "best")

    # the head of the unit submits to the level above
    head = new_context().new_page()
    login(head, "pimpinan_unit")
    head.goto(f"/penilaian/{a.pk}/")
    head.get_by_role("button", name="Ajukan ke penilai pendahuluan").click()
    confirm(head)
    expect(head.locator("body")).to_contain_text("Unit di atasnya sedang melakukan penilaian pendahuluan.")

    # the level above answers the last question, concludes and passes the unit on
    given = answers_for(live_world.instrument, "best")
    live_world.fill(a, {code: one for code, one in given.items() if code != "A.I.1.i.b"}, kind=FIRST)
    page = new_context().new_page()
    login(page, "penilai")
    page.goto("/")
    expect(page.locator("body")).to_contain_text("Unit yang dinilai pendahuluan")
    page.get_by_role("link", name="Puskesmas Melati").click()
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
