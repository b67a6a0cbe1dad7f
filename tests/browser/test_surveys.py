"""Surveys in a browser: axe finds nothing; a cheap phone answers with and without JavaScript, and by keyboard."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from surveys.models import Answer, Campaign, ContactList
from surveys.services.campaigns import close_campaign
from tests.factories.surveys import make_answer, make_campaign

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def campaign(world):
    """A survey that takes answers."""
    return make_campaign(world.unit, questionnaire="spak-1")


def nothing_found(page) -> None:
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


LONG = "Penyelenggaraan pelayanan kesehatan ibu, anak, dan lanjut usia Kecamatan " + "Wanasari" * 5


@pytest.fixture
def long_names(world):
    """A unit and its surveys with the longest names: of every state one, and one that is published."""
    world.unit.name = f"UPTD {LONG}"
    world.unit.save()
    today, made = timezone.localdate(), {}
    asks = {"contacts_until": today + timedelta(days=97)}
    for name, state, extra in (
        ("draft", Campaign.State.DRAFT, asks),
        ("open", Campaign.State.OPEN, asks),
        ("codes", Campaign.State.OPEN, {"with_codes": True}),
        (
            "early",
            Campaign.State.OPEN,
            {"opens_on": today + timedelta(days=1), "closes_on": today + timedelta(days=2)},
        ),
        ("closed", Campaign.State.OPEN, asks),
        ("published", Campaign.State.OPEN, {"published": True}),
    ):
        one = made[name] = make_campaign(world.unit, state, "spkp-1", title=f"{name} {LONG}"[:120], **extra)
        for number in range(13):
            said = {"told": number == 1, "comment": "Antre " + "lama" * 30 if number == 2 else ""}
            make_answer(one, [6, 6, 6, 6, 6, 6, 6, 5 if number % 3 else 6], **said)
        for service in one.services.all():
            service.name = f"{service.name} {LONG}"[:120]
            service.save()
        if name in {"closed", "published"}:
            close_campaign(one.pk, actor=world.petugas)
    return made


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (640, "dark"), (360, "light")])
def test_every_public_page_with_long_names(long_names, new_context, width, scheme):
    """At 640 pixels, a window of 1280 at 200 %."""
    page = new_context(width=width, color_scheme=scheme).new_page()
    addresses = [f"/s/{one.code}/" for name, one in long_names.items() if name != "draft"]
    addresses += [f"/s/{long_names['open'].code}/{rest}" for rest in ("?kios=1", "terima-kasih/?lagi=1")]
    addresses += ["/s/ZZZZZZ/", f"/s/{long_names['open'].code}/terima-kasih/?kios=1"]
    headings = []
    for address in addresses:
        page.goto(address)
        headings.append(page.locator("h1").inner_text())
        nothing_found(page)
        if (send := page.get_by_role("button", name="Kirim jawaban")).count():
            send.click()
            page.locator("#masalah").wait_for()
            nothing_found(page)
    said = (
        "open",
        "codes",
        "Survei ini belum dimulai",
        "Survei ini sudah selesai",
        "Hasil published",
        "open",
    )
    said += ("Terima kasih", "Survei ini tidak ditemukan", "Terima kasih")
    assert [now.startswith(wanted) for now, wanted in zip(headings, said, strict=True)] == [True] * len(said)


@pytest.mark.parametrize(("who", "scheme"), [("petugas", "light"), ("admin", "dark")])
def test_every_page_of_staff_with_long_names(world, long_names, person, who, scheme):
    page = person(who)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    addresses = [f"/unit/{world.unit.pk}/survei/"]
    addresses += [f"/survei/{one.pk}/" for one in long_names.values()]
    if who == "admin":
        addresses.append(f"/survei/{long_names['closed'].pk}/jawaban/")
    else:
        addresses += [f"/unit/{world.unit.pk}/survei/baru/", f"/survei/{long_names['draft'].pk}/ubah/"]
        addresses.append(f"/survei/{long_names['open'].pk}/kertas/")
    for address in addresses:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(address)
        assert page.locator("h1").count() == 1, address
        for width in (1280, 640, 360):
            page.set_viewport_size({"width": width, "height": 900})
            nothing_found(page)


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
    Campaign.objects.update(contacts_until=timezone.localdate() + timedelta(days=97))
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
    page.keyboard.type("Antre lama.")
    page.keyboard.press("Tab")
    page.keyboard.type("Siti Aminah")
    page.keyboard.press("Tab")
    page.keyboard.type("0812 3456 7890")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/terima-kasih/")
    assert [(one.items, one.comment) for one in Answer.objects.all()] == [([2] * 5, "Antre lama.")]
    assert ContactList.objects.count() == 1


def test_a_reload_after_a_lost_connection_counts_once(campaign, new_context):
    page = new_context(width=360).new_page()
    page.goto(f"/s/{campaign.code}/")
    first = page.locator("[name=form_id]").input_value()
    page.reload()
    assert page.locator("[name=form_id]").input_value() == first
    page.goto(f"/s/{campaign.code}/terima-kasih/")
    page.goto(f"/s/{campaign.code}/")
    assert page.locator("[name=form_id]").input_value() != first


def test_what_is_being_sent_is_sent_again_only_after_a_while(campaign, new_context):
    page = new_context(width=360).new_page()
    page.clock.install()
    page.goto(f"/s/{campaign.code}/")
    submit = "document.querySelector('[data-survey]').dispatchEvent(new Event('submit', {cancelable: true}))"
    goes = [page.evaluate(submit), page.evaluate(submit)]
    page.clock.run_for(14_000)
    goes.append(page.evaluate(submit))
    page.clock.run_for(2_000)
    goes.append(page.evaluate(submit))
    assert goes == [True, False, False, True]


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


def test_a_kiosk_goes_back_to_the_start_when_nobody_reads_any_more(campaign, new_context):
    page = new_context(width=640).new_page()
    page.clock.install()
    page.goto(f"/s/{campaign.code}/terima-kasih/?kios=1")
    page.clock.run_for(9_000)
    page.keyboard.press("Shift")  # still reading
    page.clock.run_for(9_000)
    assert "/terima-kasih/" in page.url
    page.clock.run_for(1_500)
    page.wait_for_url(f"**/s/{campaign.code}/?kios=1")


def test_a_kiosk_without_javascript_goes_back_too(campaign, new_context):
    page = new_context(width=640, java_script_enabled=False).new_page()
    page.goto(f"/s/{campaign.code}/terima-kasih/?kios=1")
    page.wait_for_url(f"**/s/{campaign.code}/?kios=1", timeout=20_000)


def test_closed_and_unknown(campaign, new_context):
    Campaign.objects.update(state=Campaign.State.CLOSED)
    page = new_context(width=360).new_page()
    for code, heading in ((campaign.code, "sudah selesai"), ("ZZZZZZ", "tidak ditemukan")):
        page.goto(f"/s/{code}/")
        assert heading in page.locator("h1").inner_text()
        nothing_found(page)


def test_a_published_index_is_read_in_one_line(campaign, new_context):
    for _ in range(3):
        make_answer(campaign, [6, 5, 4, 3, 1])
    Campaign.objects.update(state=Campaign.State.CLOSED, published=True, respondents=3)
    page = new_context(width=360).new_page()
    page.goto(f"/s/{campaign.code}/")
    lines = "cells => cells.map(cell => { const all = document.createRange(); all.selectNodeContents(cell);"
    lines += " return new Set([...all.getClientRects()].map(line => line.top)).size; })"
    assert page.eval_on_selector_all("td", lines) == [1] * 5
