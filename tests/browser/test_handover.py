"""The hand-over in a browser: a token is made, copied, used and revoked; axe finds nothing, a phone gets all of it."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.acts import press
from tests.handover.pulling import WBK, open_window, propose, released, token_for

pytestmark = pytest.mark.django_db(transaction=True)
HERE = "/kelola/KAB-X/portalrb/"


@pytest.fixture
def proposed(world):
    """An approved proposal in its window."""
    propose(world.period, {released(world, world.unit): "WBK"}, world.admin)
    open_window(world.period, world.admin)
    return world


def test_a_token_from_the_form_to_its_end(proposed, person, live_server):
    page = person("admin")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)
    page.goto(HERE)
    page.get_by_role("link", name="Buat token").click()
    page.get_by_label("Nama token").fill("PortalRB 2026")
    page.get_by_role("button", name="Buat token").click()
    page.get_by_role("button", name="Salin token").click()
    expect(page.locator("#token-said")).to_have_text("Tersalin.")
    token = page.evaluate("navigator.clipboard.readText()")
    assert token == page.locator("#token").input_value()
    header = {"Authorization": f"Bearer {token}"}
    pulled = page.request.get(WBK, headers=header)
    assert (pulled.status, pulled.json()["units"][0]["id"]) == (200, "PKM-01")
    page.get_by_role("link", name="Sudah saya salin").click()
    expect(page.get_by_text("Diberikan")).to_have_count(1)
    assert token not in page.content()
    press(page, "Cabut")
    expect(page.get_by_text("Dicabut", exact=True)).to_be_visible()
    assert page.request.get(WBK, headers=header).status == 401


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(proposed, person, width):
    token_for(proposed.instansi, proposed.admin)
    page, axe = person("admin", width), Axe()
    for url in (HERE, f"{HERE}token/baru/", f"{HERE}2026/masa/"):
        page.goto(url)
        found = axe.run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], url
        assert page.evaluate("document.documentElement.scrollWidth") <= width, url


def test_without_javascript_the_token_can_be_copied_by_hand(proposed, new_context, login):
    page = new_context(width=390, java_script_enabled=False).new_page()
    login(page, "admin")
    page.goto(f"{HERE}token/baru/")
    page.get_by_label("Nama token").fill("PortalRB")
    page.get_by_role("button", name="Buat token").click()
    assert len(page.locator("#token").input_value()) == 43
    expect(page.locator("[data-copy]")).to_be_hidden()
