"""A day of each role, from signing in to signing out: home says what is next, and following it leads to the end."""

import re

import pytest
from playwright.sync_api import Page, expect

from assessments.models import Answer, State
from assessments.services.sheets import mark_done
from tests.assessments.tpi import submitted
from tests.browser.acts import at, choose, done, posted, saved
from tests.factories import assessments as make
from tests.people import World, build_world

PASSWORD = "Bukit-Hijau-27"
CODE = "A.I.1.i.b"


@pytest.fixture
def live_world(live_server, transactional_db) -> World:
    """The world, visible to the live server; everybody knows the own password."""
    world = build_world()
    for person in world.people.values():
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])
    return world


@pytest.fixture
def morning(new_context):
    """`morning(username)` signs in through the form and stands on home."""

    def sign_in(username: str, width: int = 1280) -> Page:
        page = new_context(width=width).new_page()
        page.goto("/")
        page.get_by_label("Nama pengguna atau surel").fill(username)
        page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Masuk", exact=True).click()
        expect(page.get_by_role("heading", name="Beranda")).to_be_visible()
        return page

    return sign_in


def begin(page: Page) -> None:
    """Follow the one next step of home."""
    page.locator(".zi-home-next a.btn-primary").click()
    page.wait_for_load_state()


def evening(page: Page) -> None:
    """Sign out by the menu; the page behind it is gone."""
    page.get_by_role("button", name="Menu akun").click()
    page.get_by_role("button", name="Keluar").click()
    page.wait_for_url("**/akun/login/**")
    page.goto("/profil/")
    expect(page.get_by_role("heading", name="Masuk")).to_be_visible()


def test_the_days_of_a_unit(morning, live_world):
    a = live_world.assessment(State.PENILAIAN_MANDIRI)
    best = make.answers_for(live_world.instrument)
    live_world.fill(a, {code: given for code, given in best.items() if code != CODE})
    address = f"/penilaian/{a.pk}/"

    # the petugas answers what is missing, and sees what it does to the minima
    page = morning("petugas", 390)
    expect(page.locator(".zi-home")).to_contain_text("112 dari 113")
    begin(page)
    choose(page, CODE, "Sebagian memakai prosedur")
    page.goto("/")
    expect(page.locator(".zi-home")).to_contain_text("Semua pertanyaan di sini sudah terjawab.")
    evening(page)

    # the head sees what is still in the way, by person and area
    page = morning("pimpinan_unit")
    expect(page.locator(".zi-home")).to_contain_text("Siti Aminah")
    expect(page.locator(".zi-home")).to_contain_text("Nilai minimal menurut nilai unit")
    begin(page)
    expect(page).to_have_url(re.compile(re.escape(address)))
    page.goto(f"{address}gambar/")
    expect(page.locator("svg").first).to_be_visible()
    evening(page)


def test_the_days_of_a_team(morning, live_world):
    a = submitted(live_world)
    for member in (live_world.anggota, live_world.anggota2):
        live_world.fill(a, kind="member", owner=member)
    mark_done(a.pk, actor=live_world.anggota2)
    Answer.objects.filter(sheet__owner=live_world.anggota, code=CODE).delete()

    # a member does the last question and hands in the sheet
    page = morning("anggota", 390)
    begin(page)
    choose(page, CODE, "Anggota tidak diseleksi", "Berita acara pemilihan tidak ditunjukkan.")
    done(page, phone=True)
    evening(page)

    # the lead sees where the members disagree, and decides
    page = morning("ketua")
    expect(page.locator(".zi-home")).to_contain_text("1 pertanyaan")
    begin(page)
    page.goto(f"/penilaian/{a.pk}/tpi/MP/")
    page.get_by_role("button", name="Ambil alih 112 yang sepakat").click()
    expect(page.locator(".zi-question")).to_have_count(1)
    posted(page, at(page, CODE).locator("label", has_text="Sebagian memakai prosedur").click)
    at(page, CODE).get_by_label("Catatan untuk unit").fill("Prosedur ada, berita acara belum.")
    saved(page, CODE)
    evening(page)


def test_the_days_of_an_inspectorate(morning, live_world):
    for unit, state in ((live_world.unit, State.PENILAIAN_TPI), (live_world.unit2, State.PENCANANGAN)):
        live_world.assessment(state, unit)
    live_world.fill(live_world.assessment(State.PENILAIAN_TPI))

    # the admin looks for a unit by name and opens it
    page = morning("admin")
    expect(page.locator(".zi-home")).to_contain_text("Unit menurut tahap")
    page.wait_for_load_state()  # the script that listens is there
    page.keyboard.press("Control+k")
    expect(page.get_by_label("Kata yang dicari")).to_be_focused()
    page.keyboard.type("melati")
    page.keyboard.press("Enter")
    page.locator("main").get_by_role("link", name=re.compile("Puskesmas Melati")).first.click()
    expect(page.get_by_role("heading", name="Puskesmas Melati")).to_be_visible()
    evening(page)

    # the head of the instansi reads five figures and takes them along on one page
    page = morning("pimpinan_instansi", 390)
    expect(page.locator(".zi-figures li")).to_have_count(5)
    page.get_by_role("button", name="Buat ringkasan satu halaman (PDF)").click(timeout=120_000)
    with page.expect_download(timeout=120_000) as got:
        page.get_by_role("link", name="Unduh").first.click(timeout=120_000)
    assert got.value.path().read_bytes().startswith(b"%PDF-")
    evening(page)
