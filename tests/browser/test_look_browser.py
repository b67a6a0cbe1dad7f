"""What the small scripts do, in a browser: asking first, letters, sheets, theme, saving with a broken network."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from playwright.sync_api import Page, expect

from zi_portal.gallery import gallery
from zi_portal.urls import urlpatterns as portal_urls

pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db(transaction=True)]

FORM = engines["django"].from_string(
    """<form class="zi-question" id="q-a" method="post" action="/simpan/" data-autosave
      hx-post="/simpan/" hx-trigger="change, submit, zi-save" hx-sync="this:queue last"
      hx-target="this" hx-swap="outerHTML"><input type="hidden" name="version" value="{{ version }}">
      <fieldset class="zi-choices" role="radiogroup"><legend>Jawaban</legend>
      {% for code in codes %}<label class="zi-choice">
        <input type="radio" name="answer" value="{{ code }}" id="c{{ code }}"
        {% if code == answer %}checked{% endif %}>{{ code }}</label>{% endfor %}</fieldset>
      <textarea name="note" id="note">{{ note }}</textarea>
      {% if version %}{% include "components/saved_badge.html" with state="tersimpan" at="14.03" only %}
      {% else %}{% include "components/saved_badge.html" with state="belum" only %}{% endif %}</form>"""
)
PAGE = engines["django"].from_string(
    """{% extends "base.html" %}{% block content %}{{ form|safe }}
    <form method="post" action="/tanya/" data-confirm="Ajukan sekarang?" data-confirm-label="Ajukan">
    <button name="go" value="1">Ajukan ke TPI</button></form>{% endblock %}"""
)


class Store:
    """What the server has got so far."""

    answers: list[dict[str, str]] = []
    asked: list[str] = []
    ended = False


def fragment() -> str:
    last = Store.answers[-1] if Store.answers else {"answer": "", "note": ""}
    codes = ("Ya", "Tidak")
    return FORM.render({"version": len(Store.answers), "codes": codes, **last})


def form_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE.render({"form": fragment()}, request))


def save(request: HttpRequest) -> HttpResponse:
    if Store.ended:
        return HttpResponse("<!doctype html><title>Masuk</title>")
    Store.answers.append({"answer": request.POST.get("answer", ""), "note": request.POST["note"]})
    return HttpResponse(fragment())


def asked(request: HttpRequest) -> HttpResponse:
    Store.asked.append(request.POST["go"])
    return HttpResponse("Terkirim")


def no_csrf(view):
    view.csrf_exempt = True
    return view


urlpatterns = [
    *portal_urls,
    path("galeri/<str:page>/", gallery),
    path("isian/", form_page),
    path("simpan/", no_csrf(save)),
    path("tanya/", no_csrf(asked)),
]


@pytest.fixture(autouse=True)
def empty_store() -> None:
    Store.answers, Store.asked, Store.ended = [], [], False


def saved(page: Page):
    return page.locator("[data-saved]")


def test_letter_chooses_only_within_the_choices_and_saves(page: Page):
    page.goto("/isian/")
    page.locator("body").press("y")
    page.locator("#note").press("t")
    expect(page.locator("input:checked")).to_have_count(0)
    page.locator("#cTidak").focus()
    page.keyboard.press("y")
    expect(page.locator("#cYa")).to_be_checked()
    expect(page.locator("[name=version]")).to_have_value("2")
    expect(saved(page)).to_have_text("tersimpan 14.03")
    assert Store.answers[-1] == {"answer": "Ya", "note": "t"}


def test_text_typed_while_the_network_is_down_is_kept_and_saved_later(page: Page):
    page.goto("/isian/")
    page.route("**/simpan/", lambda route: route.abort())
    page.locator("#note").fill("SK nomor 12")
    expect(saved(page)).to_contain_text("Gagal tersimpan")
    assert Store.answers == []
    expect(page.locator("#note")).to_have_value("SK nomor 12")
    page.unroute("**/simpan/")
    page.get_by_role("button", name="Coba lagi").click()
    expect(saved(page)).to_have_text("tersimpan 14.03")
    assert Store.answers[-1]["note"] == "SK nomor 12"


def test_failed_save_is_tried_again_by_itself(page: Page):
    page.goto("/isian/")
    page.route("**/simpan/", lambda route: route.abort(), times=1)
    page.locator("#cYa").check()
    expect(saved(page)).to_contain_text("Gagal tersimpan")
    expect(saved(page)).to_have_text("tersimpan 14.03")
    assert [answer["answer"] for answer in Store.answers] == ["Ya"]


def test_text_typed_during_a_save_survives_its_answer(page: Page):
    page.goto("/isian/")
    held = []
    page.route("**/simpan/", lambda route: held.append(route), times=1)
    page.locator("#cYa").check()
    expect(saved(page)).to_have_text("menyimpan…")
    page.locator("#note").fill("ditulis saat menyimpan")
    held[0].continue_()
    expect(page.locator("[name=version]")).not_to_have_value("0")
    expect(page.locator("#note")).to_have_value("ditulis saat menyimpan")
    expect(saved(page)).to_have_text("tersimpan 14.03")
    expect(page.locator("[name=version]")).to_have_value("2")
    assert Store.answers[-1] == {"answer": "Ya", "note": "ditulis saat menyimpan"}


def test_ended_session_keeps_the_text_and_says_so(page: Page):
    page.goto("/isian/")
    Store.ended = True
    page.locator("#note").fill("panjang sekali")
    expect(saved(page)).to_contain_text("sesi Anda berakhir")
    expect(page.locator("#note")).to_have_value("panjang sekali")


def test_leaving_with_unsaved_text_warns(page: Page):
    page.goto("/isian/")
    page.locator("#note").press("x")
    seen = []
    page.on("dialog", lambda dialog: (seen.append(dialog.type), dialog.accept()))
    page.goto("/sehat/")
    assert seen == ["beforeunload"]


def test_confirmation_asks_and_no_means_no(page: Page):
    page.goto("/isian/")
    page.get_by_role("button", name="Ajukan ke TPI").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Ajukan sekarang?")
    dialog.get_by_role("button", name="Batal").click()
    assert Store.asked == []
    page.get_by_role("button", name="Ajukan ke TPI").click()
    dialog.get_by_role("button", name="Ajukan", exact=True).click()
    expect(page.locator("body")).to_have_text("Terkirim")
    assert Store.asked == ["1"]


def test_theme_is_chosen_kept_and_follows_the_system_otherwise(new_context):
    page = new_context(color_scheme="dark").new_page()
    page.goto("/galeri/komponen/")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.get_by_role("button", name="Menu akun").click()
    page.get_by_role("button", name="Terang").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")


@pytest.mark.parametrize("name", ["komponen", "jawab", "ringkasan", "formulir", "gambar"])
def test_phone_has_no_sideways_scroll_and_room_for_thumbs(new_context, name: str):
    page = new_context(width=390, height=844, has_touch=True, is_mobile=True).new_page()
    page.goto(f"/galeri/{name}/")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    small = page.evaluate(
        """() => [...document.querySelectorAll("main button, .btn, header button, .zi-choice, .zi-filter, select")]
        .filter(e => e.checkVisibility() && !e.closest("[data-saved]"))
        .map(e => [e.className, e.getBoundingClientRect().height]).filter(([, height]) => height < 44)"""
    )
    assert small == []


def test_phone_opens_tree_and_minima_as_sheets(new_context):
    page = new_context(width=390, height=844, has_touch=True, is_mobile=True).new_page()
    page.goto("/galeri/jawab/")
    tree, minima = page.locator("#zi-tree"), page.locator("#zi-minima")
    expect(tree).to_be_hidden()
    page.get_by_role("button", name="Bagian").click()
    expect(tree).to_be_visible()
    page.keyboard.press("Escape")
    expect(tree).to_be_hidden()
    page.locator(".zi-minima-bar").click()
    expect(minima).to_be_visible()
    minima.get_by_role("button", name="Tutup").click()
    expect(minima).to_be_hidden()


def test_wide_screen_shows_all_three_columns(page: Page):
    page.goto("/galeri/jawab/")
    expect(page.locator("#zi-tree")).to_be_visible()
    expect(page.locator("#zi-minima")).to_be_visible()
    expect(page.locator(".zi-minima-bar")).to_be_hidden()
