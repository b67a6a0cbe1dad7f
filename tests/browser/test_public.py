"""Public pages in a browser: axe finds nothing, a cheap phone gets them whole, nobody else is asked for anything."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from assessments.models import State
from surveys.models import Campaign
from tests.factories.library import make_item, make_notice
from tests.factories.surveys import make_campaign

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = {
    "/publik/": "Kantor pelayanan yang bersih dan melayani",
    "/publik/ketentuan/": "Syarat dan nilai minimal",
    "/publik/instansi/": "Instansi yang unitnya ikut",
    "/publik/instansi/KAB-X/": "Pemerintah Kabupaten Sukamaju",
    "/publik/pustaka/": "Pustaka",
    "/publik/pengumuman/": "Pengumuman",
    "/publik/instansi/TIDAK-ADA/": "Halaman ini tidak ada",
}


@pytest.fixture
def filled(world):
    """Something on every page."""
    world.assessment(State.PEMBANGUNAN)
    said = {"title": "Survei " + "Kepuasan" * 14, "published": True, "index": "3.5", "respondents": 64}
    make_campaign(world.unit, Campaign.State.CLOSED, **said)
    make_item(world.instansi, by=world.admin, file=b"isi")
    make_item(None, by=world.admin_sistem, status="dicabut")
    make_notice(world.instansi, by=world.admin, body="Satu.\n\nDua.")
    return world


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_axe_finds_nothing(filled, new_context, width, scheme):
    page = new_context(width=width, color_scheme=scheme).new_page()
    axe = Axe()
    for url, heading in PAGES.items():
        page.goto(url)
        assert page.locator("h1").inner_text().startswith(heading), url
        found = axe.run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], url


def test_a_phone_without_javascript_gets_all_of_it(filled, new_context, live_server):
    context = new_context(width=360, java_script_enabled=False)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    for url, heading in PAGES.items():
        page.goto(url)
        assert page.locator("h1").inner_text().startswith(heading), url
        assert page.locator("html").bounding_box()["width"] <= 360, url
    page.goto("/publik/pustaka/")
    page.get_by_label("Nomor, judul").fill("tidak ada")
    page.get_by_role("button", name="Cari").click()
    assert "Tidak ada yang cocok" in page.locator("main").inner_text()
    assert [url for url in asked if not url.startswith(live_server.url)] == []
    assert context.cookies() == []
