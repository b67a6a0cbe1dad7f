"""Many files in a browser: a bar each, refusals beside the file, the rest goes on; paste, duplicates, cancel, retry."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from assessments.models import EvidenceUse
from documents.models import Document
from tests.assessments.papers import put
from tests.people import World, build_world

SLUG = "A-I-1-i-b"
PASTE = """async ([selector, type]) => {
  const canvas = document.createElement("canvas");
  const picture = await new Promise((done) => canvas.toBlob(done, "image/png"));
  const data = new DataTransfer();
  if (type === "image") data.items.add(new File([picture], "image.png", { type: "image/png" }));
  else data.setData("text/plain", "teks biasa");
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.querySelector(selector).dispatchEvent(event);
}"""


@pytest.fixture
def live_world(live_server, transactional_db) -> World:
    """The world, visible to the live server."""
    return build_world()


def text(name: str, content: str) -> dict:
    return {"name": name, "mimeType": "text/plain", "buffer": content.encode()}


def line(page: Page, name: str):
    return page.locator(".zi-upload", has_text=name)


def test_many_files_on_the_shelf(page: Page, live_world, login):
    a = live_world.assessment()
    login(page, "petugas")
    page.goto(f"/penilaian/{a.pk}/dokumen-unit/")
    files = [text(f"{n}.txt", f"isi {n}") for n in range(3)]
    page.set_input_files("#u-file", [*files, text("kosong.txt", ""), text("salah.pdf", "bukan")])
    expect(line(page, "kosong.txt")).to_contain_text("Berkas ini kosong (0 byte).")
    page.evaluate(PASTE, ["#u-file", "text"])  # is no file: nothing comes of it
    page.evaluate(PASTE, ["#u-file", "image"])
    expect(page.locator(".zi-upload")).to_have_count(6)
    page.click("text=Simpan di dokumen unit")
    expect(page.locator(".zi-upload.is-stored")).to_have_count(4)
    expect(line(page, "salah.pdf")).to_contain_text("Berkas ini bukan PDF, meskipun namanya .pdf.")
    expect(page.locator("#zi-papers tbody tr")).to_have_count(4)
    pasted = Document.objects.get(kind="tangkapan_layar")
    assert re.fullmatch(r"Tangkapan layar \d{4}-\d\d-\d\d \d\d\.\d\d", pasted.title)
    # the same content again: offered, and kept only when asked
    page.set_input_files("#u-file", [text("salinan.txt", "isi 1")])
    page.click("text=Simpan di dokumen unit")
    expect(line(page, "salinan.txt")).to_contain_text("Sudah ada: “1”, pakai itu?")
    line(page, "salinan.txt").get_by_role("button", name="Tetap unggah sebagai dokumen baru").click()
    expect(page.locator("#zi-papers tbody tr")).to_have_count(5)
    assert Document.objects.count() == 5


def test_at_a_question_a_lost_connection_is_tried_again_and_an_existing_one_used(
    page: Page, live_world, login
):
    a = live_world.assessment()
    login(page, "petugas")
    page.goto(f"/penilaian/{a.pk}/area/MP/")
    page.locator(f"#q-{SLUG} .zi-add").click()
    lost = []

    def once(route: Route) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(True)
            route.abort()

    page.route(
        "**/tambah/", lambda route: once(route) if route.request.method == "POST" else route.continue_()
    )
    page.set_input_files(f"#e-{SLUG}-file", [text("sk.txt", "isi sk")])
    page.click("text=Tambahkan sebagai bukti")
    expect(line(page, "sk.txt")).to_contain_text("Koneksi terputus.")
    line(page, "sk.txt").get_by_role("button", name="Coba lagi").click()
    expect(page.locator(f"#el-{SLUG} .zi-evidence li")).to_have_count(1)
    other = "A-I-1-i-a"
    page.locator(f"#q-{other} .zi-add").click()
    page.set_input_files(f"#e-{other}-file", [text("lain.txt", "isi sk"), text("dua.txt", "isi dua")])
    page.locator(f"#e-{other} .zi-upload", has_text="dua.txt").get_by_role("button", name="Buang").click()
    page.locator(f"#e-{other}").get_by_text("Tambahkan sebagai bukti").click()
    page.locator(f"#e-{other}").get_by_role("button", name="Pakai dokumen itu").click()
    expect(page.locator(f"#el-{other} .zi-evidence li")).to_have_count(1)
    assert Document.objects.count() == 1
    assert sorted(EvidenceUse.objects.values_list("code", flat=True)) == ["A.I.1.i.a", "A.I.1.i.b"]


def test_title_link_and_files_are_never_mixed_up_silently(page: Page, live_world, login):
    a = live_world.assessment()
    login(page, "petugas")
    page.goto(f"/penilaian/{a.pk}/dokumen-unit/")
    problem = page.locator("[data-uploads-problem]")
    page.set_input_files("#u-file", [text("a.txt", "isi a"), text("b.txt", "isi b")])
    page.fill("#u-title", "Satu judul")
    page.click("text=Simpan di dokumen unit")
    expect(problem).to_have_text(
        "Judul hanya untuk satu berkas. Kosongkan; tiap berkas memakai nama berkasnya."
    )
    page.fill("#u-title", "")
    page.fill("#u-url", "https://contoh.go.id/sk")
    page.click("text=Simpan di dokumen unit")
    expect(problem).to_have_text("Pilih berkas atau isikan tautan, salah satu saja.")
    assert Document.objects.count() == 0
    page.fill("#u-url", "")
    page.click("text=Simpan di dokumen unit")
    expect(page.locator(".zi-upload.is-stored")).to_have_count(2)
    expect(problem).to_be_hidden()
    # one more beside those that are stored keeps its title, and leaves none for the next
    page.fill("#u-title", "Notulen rapat")
    page.set_input_files("#u-file", [text("c.txt", "isi c")])
    page.click("text=Simpan di dokumen unit")
    expect(page.locator(".zi-upload.is-stored")).to_have_count(3)
    expect(page.locator("#u-title")).to_have_value("")
    assert sorted(Document.objects.values_list("title", flat=True)) == ["Notulen rapat", "a", "b"]


def test_who_logs_in_again_in_another_tab_tries_again_with_success(page: Page, live_world, login):
    a = live_world.assessment()
    login(page, "petugas")
    page.goto(f"/penilaian/{a.pk}/dokumen-unit/")
    page.set_input_files("#u-file", [text("a.txt", "isi a")])
    page.context.clear_cookies()
    page.click("text=Simpan di dokumen unit")
    again = line(page, "a.txt").get_by_role("button", name="Coba lagi")
    again.click()
    expect(line(page, "a.txt")).to_contain_text("Sesi Anda berakhir. Masuk lagi di tab lain, lalu coba lagi.")
    other = page.context.new_page()
    login(other, "petugas")
    other.goto(f"/penilaian/{a.pk}/dokumen-unit/")  # a new session, and with it a new token
    again.click()
    expect(page.locator(".zi-upload.is-stored")).to_have_count(1)
    assert Document.objects.get().title == "a"


def test_a_paste_opens_the_form_and_what_waits_is_not_lost_silently(page: Page, live_world, login):
    a = live_world.assessment()
    put(live_world, "isi", "SK lama")
    login(page, "petugas")
    page.goto(f"/penilaian/{a.pk}/dokumen-unit/")
    expect(page.locator("#u-file")).to_be_hidden()
    page.evaluate(PASTE, ["h1", "image"])
    expect(page.locator(".zi-upload")).to_have_count(1)
    expect(page.locator(".zi-upload")).to_be_visible()
    page.set_input_files("#u-file", [text("kosong.txt", "")])
    expect(line(page, "kosong.txt").locator("small")).to_have_text("0 B")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.click("h1")
    page.reload()
    assert asked == ["beforeunload"]
