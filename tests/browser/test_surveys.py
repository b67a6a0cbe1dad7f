"""Surveys in a browser: axe finds nothing; a cheap phone answers with and without JavaScript, and by keyboard."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from surveys.models import Answer, Campaign
from tests.factories.surveys import make_campaign

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def campaign(world):
    """A survey that takes answers."""
    return make_campaign(world.unit, questionnaire="spak-1")


def nothing_found(page) -> None:
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert page.locator("html").bounding_box()["width"] <= page.viewport_size["width"]


@pytest.mark.parametrize(
    ("width", "scheme", "script"), [(360, "dark", False), (360, "light", True), (640, "light", True)]
)
def test_answering(campaign, new_context, live_server, width, scheme, script):
    """At 640 pixels, a window of 1280 at 200 %."""
    context = new_context(width=width, color_scheme=scheme, java_script_enabled=script)
    page, weight = context.new_page(), []
    page.on("response", lambda answer: weight.append(int(answer.headers.get("content-length", 0))))
    page.goto(f"/s/{campaign.code}/")
    page.wait_for_load_state("networkidle")
    assert sum(weight) < 50_000
    if script:
        nothing_found(page)
    page.get_by_role("button", name="Kirim jawaban").click()
    assert "Belum terkirim" in page.locator("main").inner_text()
    if script:
        nothing_found(page)
    page.get_by_label("Poli").check()
    for item in campaign.questionnaire.items:
        page.get_by_role("group", name=item.text).get_by_label("Setuju", exact=False).last.check()
    page.get_by_label("Tidak", exact=True).check()
    page.get_by_role("button", name="Kirim jawaban").click()
    assert page.locator("h1").inner_text() == "Terima kasih, jawaban Anda sudah masuk"
    if script:
        nothing_found(page)
    assert [one.items for one in Answer.objects.all()] == [[6] * 5]
    assert context.cookies() == []


def test_the_keyboard_is_enough(campaign, new_context):
    page = new_context(width=360).new_page()
    page.goto(f"/s/{campaign.code}/")
    page.get_by_label("Poli").focus()
    page.keyboard.press("Space")
    for _ in campaign.questionnaire.items:
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/terima-kasih/")
    assert [one.items for one in Answer.objects.all()] == [[2] * 5]


def test_a_reload_after_a_lost_connection_counts_once(campaign, new_context):
    page = new_context(width=360).new_page()
    page.goto(f"/s/{campaign.code}/")
    first = page.locator("[name=form_id]").input_value()
    page.reload()
    assert page.locator("[name=form_id]").input_value() == first
    page.goto(f"/s/{campaign.code}/terima-kasih/")
    page.goto(f"/s/{campaign.code}/")
    assert page.locator("[name=form_id]").input_value() != first


def test_a_kiosk_shows_nobody_what_the_last_visitor_said(campaign, new_context):
    page = new_context(width=640).new_page()
    page.goto(f"/s/{campaign.code}/?kios=1")
    first = page.locator("[name=form_id]").input_value()
    page.locator("textarea").fill("Rahasia saya.")
    page.get_by_role("button", name="Kirim jawaban").click()  # refused: the answers are missing
    page.locator("#masalah").wait_for()
    page.get_by_label("Poli").check()
    for radio in page.locator("input[type=radio][value='5'], input[value=tidak]").all():
        radio.check()
    page.get_by_role("button", name="Kirim jawaban").click()
    page.wait_for_url("**/terima-kasih/**")
    page.go_back()
    page.wait_for_url("**/?kios=1")
    assert page.locator("[name=form_id]").input_value() != first
    assert (page.locator(":checked").count(), page.locator("textarea").input_value()) == (0, "")
    assert Answer.objects.count() == 1
    page.clock.install()
    page.reload()
    page.get_by_label("Poli").check()
    page.clock.run_for(121_000)
    page.wait_for_function("document.querySelectorAll(':checked').length === 0")


def test_closed_and_unknown(campaign, new_context):
    Campaign.objects.update(state=Campaign.State.CLOSED)
    page = new_context(width=360).new_page()
    for code, heading in ((campaign.code, "sudah selesai"), ("ZZZZZZ", "tidak ditemukan")):
        page.goto(f"/s/{code}/")
        assert heading in page.locator("h1").inner_text()
        nothing_found(page)
