"""The reading pane in a browser: axe finds nothing, no page scrolls sideways, the frame shows and runs nothing."""

import io
from functools import partial

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from assessments.models import State
from assessments.services import evidence
from documents.preview import counting, running
from documents.preview.running import Limits
from tests.assessments.tpi import MEMBER, submitted
from tests.documents import files, pages

CODE = "A.I.1.i.b"
FILES = {
    "laporan.pdf": pages.pdf(3),
    "foto.png": files.image("PNG"),
    "rekap.docx": pages.docx(),
    "nilai.xlsx": pages.xlsx(),
}


@pytest.fixture(autouse=True)
def slow_machine(monkeypatch) -> None:
    """A page may take its time here."""
    monkeypatch.setattr(running, "PATIENCE", 60)
    monkeypatch.setattr(running, "Limits", partial(Limits, clock=60))


@pytest.fixture
def uses(world) -> dict:
    """One piece of evidence of each kind, on an assessment that is with TPI."""
    counting.forget()
    a = submitted(world)
    world.assessment(State.PENILAIAN_MANDIRI)
    found = {
        name: evidence.add_file(
            a.pk,
            code=CODE,
            file=io.BytesIO(content),
            filename=name,
            kind="laporan",
            actor=world.petugas,
            where=evidence.Where(locator="hlm. 2"),
        )
        for name, content in FILES.items()
    }
    found["tautan"] = evidence.add_link(
        a.pk, code=CODE, url="https://contoh.go.id/a", title="Berita", kind="laporan", actor=world.petugas
    )
    document = found["rekap.docx"].revision.document
    document.confidentiality = "terbatas"
    document.save()
    world.assessment(State.PENILAIAN_TPI)
    world.fill(a, "worst", kind=MEMBER, owner=world.anggota)
    return found


def faults(page, axe: Axe) -> list[tuple]:
    """What axe finds on the page that is open, and whether it scrolls sideways; wide and narrow, light and dark."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.reload()
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 800})
            told = axe.run(page).response["violations"]
            found += [(scheme, width, one["id"], one["nodes"][0]["html"]) for one in told]
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append((scheme, width, "sideways"))
    return found


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("who", ["petugas", "anggota"])
def test_axe_finds_nothing(uses, page, login, who):
    axe = Axe()
    login(page, who)
    for name, use in uses.items():
        page.goto(reverse("assessments:pane", args=[use.pk]))
        assert faults(page, axe) == [], name


@pytest.mark.django_db(transaction=True)
def test_pages_are_turned_by_links_keys_and_number(uses, page, login):
    def shown(number: int) -> None:
        picture = page.frame_locator("iframe").get_by_role("img", name=f"Gambar halaman {number}.")
        picture.wait_for()
        assert picture.evaluate("one => one.naturalWidth") == 1000

    login(page, "anggota")
    page.goto(reverse("assessments:pane", args=[uses["laporan.pdf"].pk]) + "?dari=soal")
    shown(2)  # where the locator points
    page.get_by_role("link", name="Berikutnya", exact=True).click()
    shown(3)
    page.keyboard.press("ArrowLeft")
    shown(2)
    page.keyboard.press("ArrowLeft")
    shown(1)
    page.locator("#hal").fill("3")
    page.get_by_role("button", name="Buka").click()
    shown(3)
    page.get_by_role("link", name="Kembali ke soal").click()
    page.wait_for_url("**/tpi/soal/A.I.1.i.b/")


@pytest.mark.django_db(transaction=True)
def test_the_frame_shows_text_and_runs_nothing(uses, page, login):
    login(page, "petugas")
    page.goto(reverse("assessments:pane", args=[uses["rekap.docx"].pk]))
    text = page.frame_locator("iframe").get_by_text("<script>alert(1)</script>")
    text.wait_for()
    handle = page.frames[1]
    assert handle.evaluate("window.origin") == "null"
    assert (
        handle.evaluate("getComputedStyle(document.querySelector('article')).boxShadow") != "none"
    )  # our own style
    page.goto(reverse("assessments:pane", args=[uses["laporan.pdf"].pk]))
    details = page.frame_locator("iframe").get_by_text("Teks halaman ini")
    details.click()
    page.frame_locator("iframe").get_by_text("Halaman 2 dari laporan").wait_for()
