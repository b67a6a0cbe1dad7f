"""The check-list of evidence in a browser: what hangs on htmx, focus and forms without it."""

import pytest
from playwright.sync_api import Page, expect

from assessments.models import EvidenceLine
from tests.people import World, build_world

SLUG = "A-I-1-i-b"  # Prosedur seleksi anggota tim, Berita acara pemilihan anggota


@pytest.fixture
def live_world(live_server, transactional_db) -> World:
    """The world, visible to the live server."""
    return build_world()


def test_lines_are_ticked_added_and_put_aside_where_they_stand(page: Page, live_world, login):
    a = live_world.assessment()
    login(page, "petugas")
    page.goto(f"/penilaian/{a.pk}/area/MP/")
    listed = page.locator(f"#b-{SLUG}")
    tick = listed.get_by_role("button", name="Prosedur seleksi anggota tim")
    tick.click()
    expect(tick).to_have_attribute("aria-pressed", "true")
    expect(tick).to_be_focused()
    expect(listed.locator("summary")).to_have_text("Bukti lazim: 1 dari 2")
    listed.get_by_role("link", name="Atur butir Berita acara").click()
    listed.get_by_label("Tidak berlaku di unit ini, karena…").fill("Tim ditunjuk langsung")
    listed.get_by_role("button", name="Tandai tidak berlaku").click()
    expect(listed).to_contain_text("tidak berlaku: Tim ditunjuk langsung")
    expect(listed.locator("summary")).to_have_text(
        "Bukti lazim: 1 dari 1"
    )  # still open, though nothing is missing
    listed.get_by_role("link", name="Tambah butir sendiri").click()
    listed.get_by_label("Bukti apa yang perlu disiapkan?").fill("Daftar hadir")
    page.keyboard.press("Enter")
    expect(listed.locator("summary")).to_have_text("Bukti lazim: 1 dari 2")
    listed.get_by_role("link", name="Atur butir Daftar hadir").click()
    listed.get_by_role("button", name="Hapus butir").click()
    page.get_by_role("dialog").get_by_role("button", name="Hapus butir").click()
    expect(listed.get_by_text("Daftar hadir")).to_have_count(0)
    assert list(EvidenceLine.objects.values_list("state", flat=True)) == ["ada", "tidak"]


def test_without_javascript_every_step_is_a_page_away(new_context, live_world, login):
    a = live_world.assessment()
    page = new_context(java_script_enabled=False).new_page()
    login(page, "petugas")
    page.goto(f"/penilaian/{a.pk}/area/MP/")
    listed = page.locator(f"#b-{SLUG}")
    listed.get_by_role("button", name="Prosedur seleksi anggota tim").click()
    page.wait_for_url(f"**/area/MP/#q-{SLUG}")
    expect(listed.locator("summary")).to_have_text("Bukti lazim: 1 dari 2")
    listed.get_by_role("link", name="Tambah butir sendiri").click()
    page.get_by_label("Bukti apa yang perlu disiapkan?").fill("Daftar hadir")
    page.get_by_role("button", name="Tambahkan butir").click()
    page.wait_for_url(f"**/area/MP/#q-{SLUG}")
    expect(listed.locator("summary")).to_have_text("Bukti lazim: 1 dari 3")
