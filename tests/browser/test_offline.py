"""A network that goes away: what was typed stays in the browser, is sent again, and overwrites nobody."""

import re

import pytest
from playwright.sync_api import Page, expect

from assessments.engine.answers import Given
from assessments.models import Answer, Assessment
from assessments.services.answers import Change, save_answers
from tests.people import World, build_world

CODE, SLUG = "A.I.1.i.b", "A-I-1-i-b"
DRAFTS = "() => Object.keys(localStorage).filter(key => key.startsWith('zi-draft:')).length"


@pytest.fixture
def live_world(live_server, transactional_db) -> World:
    """The world, visible to the live server."""
    return build_world()


@pytest.fixture
def a(live_world) -> Assessment:
    """The unit is answering."""
    return live_world.assessment()


@pytest.fixture
def page(person, a) -> Page:
    """The petugas before the questions; leaving with unsaved texts is confirmed."""
    page = person("petugas")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(address(a))
    return page


def address(a: Assessment) -> str:
    return f"/penilaian/{a.pk}/area/MP/"


def note(page: Page):
    return page.locator(f"#c-{SLUG}")


def badge(page: Page):
    return expect(page.locator(f"#s-{SLUG}"))


def saved(page: Page) -> None:
    badge(page).to_have_text(re.compile(r"^\s*tersimpan"))


def cut(page: Page) -> None:
    """From now on no save gets through, though pages do."""
    page.route("**/jawab/**", lambda route: route.abort())


def typed_while_cut(page: Page, text: str) -> None:
    cut(page)
    note(page).fill(text)
    expect(page.locator("#zi-unsent")).to_contain_text("jaringan terputus")


def stored() -> list[tuple[str | None, str, int]]:
    return list(Answer.objects.filter(code=CODE).values_list("value", "note", "version"))


def test_answers_given_offline_are_told_kept_and_sent_when_the_network_is_back(page):
    page.context.set_offline(True)
    page.locator(f"#q-{SLUG} label", has_text="Prosedurnya jelas").click()
    note(page).fill("Ditulis di dalam lift")
    expect(page.locator("#zi-unsent")).to_have_text(
        "Belum tersimpan: jaringan terputus. Jawaban disimpan di peramban ini dan dikirim lagi otomatis."
    )
    badge(page).to_contain_text("Gagal tersimpan")
    assert (stored(), page.evaluate(DRAFTS)) == ([], 1)
    page.context.set_offline(False)
    saved(page)
    expect(page.locator("#zi-unsent")).to_have_text(
        "Tersambung kembali. Semua isian di halaman ini sudah terkirim."
    )
    assert (stored(), page.evaluate(DRAFTS)) == ([("A", "Ditulis di dalam lift", 1)], 0)


def test_what_was_unsaved_survives_a_reload_and_is_sent(page):
    typed_while_cut(page, "SK nomor 12")
    page.reload()
    expect(note(page)).to_have_value("SK nomor 12")
    badge(page).to_contain_text("Gagal tersimpan")
    page.unroute("**/jawab/**")
    page.locator(f"#s-{SLUG}").get_by_role("button", name="Coba lagi").click()
    saved(page)
    assert ([one[1] for one in stored()], page.evaluate(DRAFTS)) == (["SK nomor 12"], 0)


def test_who_saved_meanwhile_is_not_overwritten(page, a, live_world):
    typed_while_cut(page, "Catatan saya")
    theirs = Change(CODE, Given("B", note="Catatan pimpinan"), seen=0)
    save_answers(a.pk, kind="unit", changes=[theirs], actor=live_world.pimpinan_unit)
    page.unroute("**/jawab/**")
    page.reload()
    box = page.locator(f"#q-{SLUG} .zi-conflict")
    expect(box).to_contain_text("Catatan pimpinan")
    expect(note(page)).to_have_value("Catatan saya")
    assert stored() == [("B", "Catatan pimpinan", 1)]
    box.get_by_role("button", name="Pakai jawaban ini").click()
    expect(note(page)).to_have_value("Catatan pimpinan")
    assert (stored(), page.evaluate(DRAFTS)) == ([("B", "Catatan pimpinan", 1)], 0)


def test_a_refusal_is_told_and_left_but_a_portal_in_trouble_is_asked_again(page):
    notice = expect(page.locator("#zi-unsent"))
    again = page.locator(f"#s-{SLUG}").get_by_role("button", name="Coba lagi")
    status, asked = 403, []

    def answer(route):
        asked.append(status)
        route.fulfill(status=status, body="<!doctype html><h1>Galat</h1>")

    page.route("**/jawab/**", answer)
    note(page).fill("Ditulis saat portal terganggu")
    badge(page).to_contain_text("tidak lagi dapat mengubah")
    page.wait_for_timeout(3500)
    assert asked == [403]
    status = 500
    again.click()
    badge(page).to_contain_text("portal sedang terganggu")
    notice.to_have_text(
        "Belum tersimpan: portal sedang terganggu. Jawaban disimpan di peramban ini dan dikirim lagi otomatis."
    )
    status = 429  # by itself
    badge(page).to_contain_text("terlalu banyak permintaan", timeout=10_000)
    notice.to_contain_text("terlalu banyak permintaan")
    status = 403
    again.click()
    badge(page).to_contain_text("tidak lagi dapat mengubah")
    notice.to_be_empty()
    page.unroute("**/jawab/**")
    again.click()
    saved(page)
    assert stored() == [(None, "Ditulis saat portal terganggu", 1)]


def test_the_kept_text_is_the_newest_or_none_and_only_its_own_tab_takes_it_away(page, a):
    other = page.context.new_page()
    other.goto(address(a))
    held = []
    other.route("**/jawab/**", lambda route: held.append(route))
    with other.expect_request("**/jawab/**"):
        note(other).fill("Dari tab lain")
    typed_while_cut(page, "Dari tab ini")
    held[0].continue_()
    saved(other)
    kept = "() => JSON.stringify(Object.values(localStorage)).includes('Dari tab ini')"
    assert (stored(), page.evaluate(kept)) == ([(None, "Dari tab lain", 1)], True)
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('full') } }")
    note(page).fill("Lebih baru, tidak muat")
    expect(page.locator("#zi-unsent")).to_contain_text("Jangan tutup halaman ini")
    assert page.evaluate(DRAFTS) == 0


def test_an_ended_session_is_told_and_the_saving_goes_on_for_the_same_person_only(page, login):
    page.context.clear_cookies()
    note(page).fill("Ditulis lama sekali")
    badge(page).to_contain_text("sesi Anda berakhir")
    login(page, "pimpinan_unit")
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    badge(page).to_contain_text("dipakai akun lain")
    assert stored() == []
    login(page, "petugas")
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    saved(page)
    assert stored() == [(None, "Ditulis lama sekali", 1)]


def test_other_pages_tell_what_waits_and_logging_out_takes_it_away(page, login):
    typed_while_cut(page, "Catatan rahasia")
    page.goto("/profil/")
    waiting = page.locator("#zi-waiting")
    expect(waiting.get_by_role("link")).to_have_attribute("href", re.compile(rf"/area/MP/#f-{SLUG}$"))
    login(page, "pimpinan_unit")
    page.reload()
    expect(waiting).to_be_hidden()
    login(page, "petugas")
    page.reload()
    page.get_by_role("button", name="Menu akun").click()
    page.locator("#zi-menu").get_by_role("button", name="Keluar").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("1 isian Anda belum tersimpan")
    assert page.evaluate(DRAFTS) == 1
    dialog.get_by_role("button", name="Hapus dan keluar").click()
    page.wait_for_url("**/akun/login/**")
    assert page.evaluate(DRAFTS) == 0


def test_another_tab_keeps_nothing_after_logging_out_which_asks_only_while_something_waits(page):
    typed_while_cut(page, "Catatan rahasia")
    other = page.context.new_page()
    other.goto("/profil/")

    def log_out():
        other.get_by_role("button", name="Menu akun").click()
        other.locator("#zi-menu").get_by_role("button", name="Keluar").click()

    log_out()
    other.get_by_role("dialog").get_by_role("button", name="Batal").click()
    page.unroute("**/jawab/**")
    page.locator(f"#s-{SLUG}").get_by_role("button", name="Coba lagi").click()
    saved(page)
    log_out()
    other.wait_for_url("**/akun/login/**")
    expect(page.locator("#zi-unsent")).to_contain_text("Anda sudah keluar di tab lain.")
    note(page).fill("Ditulis sesudah keluar")
    badge(page).to_contain_text("sesi Anda berakhir")
    expect(page.locator("#zi-unsent")).to_contain_text("Isian di sini tidak lagi disimpan")
    assert page.evaluate("() => Object.keys(localStorage)") == []


def test_a_busy_portal_is_told_and_the_answer_sent_again_when_it_asks_for_it(page):
    busy = {"status": 503, "headers": {"Retry-After": "15"}, "content_type": "text/plain", "body": "Sibuk."}
    page.route("**/jawab/**", lambda route: route.fulfill(**busy), times=1)
    note(page).fill("Diketik saat ramai")
    expect(page.locator("#zi-unsent")).to_have_text(
        "Belum tersimpan: portal sedang sibuk. Jawaban disimpan di peramban ini dan dikirim lagi otomatis."
    )
    assert stored() == []
    badge(page).to_have_text(re.compile(r"^\s*tersimpan"), timeout=60_000)
    assert stored() == [(None, "Diketik saat ramai", 1)]


def test_a_part_of_the_page_that_a_busy_portal_did_not_send_is_told(page):
    told = "Portal sedang sibuk. Belum ada yang berubah; coba lagi dalam 7 detik."
    page.route(
        "**/bukti/**", lambda route: route.fulfill(status=503, content_type="text/plain", body=told), times=1
    )
    note(page).fill("Tetap di sini")
    saved(page)
    page.locator(f"#q-{SLUG} .zi-add").click()
    expect(page.locator("#zi-unsent")).to_have_text(told)
    expect(note(page)).to_have_value("Tetap di sini")
    page.locator(f"#q-{SLUG} .zi-add").click()
    expect(page.get_by_role("button", name="Tambahkan sebagai bukti")).to_be_visible()
