"""The main job (answer the last question, add a note, submit) by keyboard only, and with JavaScript switched off."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from assessments.models import Answer, Assessment, State
from tests.browser.acts import at, saved
from tests.factories.assessments import answers_for
from tests.people import World, build_world

CODE = "A.I.1.i.b"
NOTE = "Tim dibentuk dengan SK nomor 12."
FAR = 250  # keys until something counts as out of reach
RING = """element => {
  const style = getComputedStyle(element);
  return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
}"""


@pytest.fixture
def live_world(live_server, transactional_db) -> World:
    """The world, visible to the live server."""
    return build_world()


@pytest.fixture
def a(live_world) -> Assessment:
    """Everything is answered but one question."""
    found = live_world.assessment()
    answers = answers_for(live_world.instrument, "best")
    del answers[CODE]
    live_world.fill(found, answers)
    return found


def tab_to(page: Page, wanted: Locator) -> Locator:
    """Press Tab until it has the focus; its ring can then be seen, unless the ring is around what it stands in."""
    wanted.wait_for(state="attached")
    for _ in range(FAR):
        if wanted.evaluate("element => element === document.activeElement"):
            around = wanted.locator(
                "xpath=ancestor-or-self::*[self::label or self::a or self::button or self::textarea]"
            )
            assert any(one.evaluate(RING) for one in [wanted, *around.all()]), wanted
            return wanted
        page.keyboard.press("Tab")
    raise AssertionError(f"{FAR} times Tab do not reach {wanted}")


def submitted(page: Page, a: Assessment) -> None:
    expect(page.get_by_text("Ajukan ke TPI: berhasil.")).to_be_visible()
    answer = Answer.objects.get(sheet__assessment=a, sheet__kind="unit", code=CODE)
    assert (answer.value, answer.note) == ("A", NOTE)
    assert Assessment.objects.get(pk=a.pk).state == State.PENILAIAN_TPI


def test_by_keyboard_only(person, a):
    page = person("pimpinan_unit")
    page.goto(f"/penilaian/{a.pk}/area/MP/?saring=belum")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Langsung ke isi")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#isi")).to_be_focused()
    tab_to(page, at(page, CODE).get_by_role("radio").first)
    page.keyboard.press("a")
    saved(page, CODE)
    note = tab_to(page, at(page, CODE).get_by_label("Catatan", exact=True))
    page.keyboard.type(NOTE)
    page.keyboard.press("Tab")
    saved(page, CODE)
    expect(note).to_have_value(NOTE)
    page.goto(f"/penilaian/{a.pk}/")
    tab_to(page, page.get_by_role("button", name="Ajukan ke TPI", exact=True))
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    tab_to(page, page.get_by_role("button", name="Ajukan ke TPI", exact=True))
    page.keyboard.press("Enter")
    tab_to(page, dialog.locator("[data-confirm-yes]"))
    page.keyboard.press("Enter")
    submitted(page, a)


def test_with_javascript_off(new_context, login, a):
    page = new_context(java_script_enabled=False).new_page()
    login(page, "pimpinan_unit")
    page.goto(f"/penilaian/{a.pk}/area/MP/")
    question = at(page, CODE)
    question.get_by_role("radio").first.check()
    question.get_by_label("Catatan", exact=True).fill(NOTE)
    question.locator(".zi-question-foot").get_by_role("button", name="Simpan").click()
    page.wait_for_url(re.compile("#q-"))
    page.goto(f"/penilaian/{a.pk}/")
    page.get_by_role("button", name="Ajukan ke TPI", exact=True).click()
    submitted(page, a)
