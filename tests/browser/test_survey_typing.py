"""Typing paper forms of a survey by keys alone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from surveys.models import Answer
from tests.factories.surveys import make_campaign

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", [1280, 390])
def test_digits_and_enter_type_one_form_after_another(world, person, width):
    campaign = make_campaign(world.unit)
    page = person(world.petugas.username, width=width)
    page.goto(f"/survei/{campaign.pk}/kertas/")
    first = page.locator("[name=q_a1]").first
    page.keyboard.type("2" + "54321" + "1")
    page.keyboard.type("Antrean panjang.")
    page.keyboard.press("Enter")
    page.get_by_text("1 formulir sudah diketik.").wait_for()
    expect(first).to_be_focused()
    page.keyboard.type("66666" + "2")
    page.keyboard.press("Enter")
    page.get_by_text("2 formulir sudah diketik.").wait_for()
    expect(first).to_be_focused()
    found = {
        (one.service.name, tuple(one.items), one.told, one.comment, one.channel)
        for one in Answer.objects.all()
    }
    assert found == {
        ("Gigi", (5, 4, 3, 2, 1), False, "Antrean panjang.", "kertas"),
        ("Gigi", (6, 6, 6, 6, 6), True, "", "kertas"),
    }
    page.keyboard.press("Enter")
    page.get_by_text("Pilih salah satu jawaban.").first.wait_for()
    expect(first).to_be_focused()
    page.keyboard.press("9")
    assert page.locator(":checked").count() == 1
    assert Axe().run(page).response["violations"] == []
