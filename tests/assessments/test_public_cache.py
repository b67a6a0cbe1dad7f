"""Public pages for caches and cheap phones: no cookie, nothing of a visitor, a tag, and few bytes."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from assessments.models import State
from surveys.models import Campaign
from tests.factories.library import make_item, make_notice
from tests.factories.surveys import make_campaign
from tests.factories.units import make_unit

pytestmark = pytest.mark.django_db
HERE = "/publik/instansi/KAB-X/"
PAGES = [
    "/publik/",
    "/publik/ketentuan/",
    "/publik/instansi/",
    HERE,
    "/publik/pustaka/",
    "/publik/pengumuman/",
]
LIMIT = 100_000


@pytest.fixture
def full(world):
    """As much on each page as a page can hold."""
    for number in range(60):
        unit = make_unit(world.instansi, f"U-{number}", f"Unit {number} " + "x" * 180)
        world.assessment(State.PEMBANGUNAN, unit=unit)
        for kind in ("spak-1", "spkp-1"):
            said = {"title": f"{kind} " + "y" * 110, "published": True, "index": "3.5", "respondents": 64}
            make_campaign(unit, Campaign.State.CLOSED, kind, **said)
        make_item(world.instansi, by=world.admin, title=f"{number} " + "judul " * 30)
    for number in range(21):
        make_notice(world.instansi, by=world.admin, title=f"Kabar {number}", body="kata " * 780)
    return world


def test_everybody_gets_the_same_bytes_without_a_cookie(world):
    world.assessment(State.PEMBANGUNAN)
    make_item(world.instansi, by=world.admin, public=False, title="Internal")
    for url in (*PAGES, "/publik/instansi/TIDAK-ADA/", "/publik/pustaka/999/berkas/"):
        answers = [world.client(who).get(url) for who in (None, "admin", "admin_sistem")]
        assert len({answer.content for answer in answers}) == 1, url
        for answer in answers:
            told = (answer["Cache-Control"], answer.cookies.output(), answer.get("Vary", ""))
            assert told == ("public, max-age=300", "", "Accept-Encoding"), url


def test_a_visitor_stays_logged_in(world):
    client = world.client("petugas")
    client.get("/publik/")
    assert client.get("/pustaka/").status_code == 200


def test_what_is_not_under_the_prefix_keeps_its_cookies(world):
    assert "Cookie" in world.client("petugas").get("/pustaka/")["Vary"]
    assert world.client(None).get("/publik-lain/").status_code == 404


def test_an_unchanged_page_is_not_sent_again(world):
    world.assessment(State.PEMBANGUNAN)
    for url in PAGES:
        tag = world.client(None).get(url)["ETag"]
        again = world.client("admin").get(url, headers={"If-None-Match": tag})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag), url
    make_notice(None, by=world.admin_sistem)
    assert world.client(None).get("/publik/", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_is_written_here(world, method):
    assert getattr(world.client("admin"), method)("/publik/").status_code == 405


@pytest.mark.parametrize("url", PAGES)
def test_a_full_page_with_all_that_it_loads_is_at_most_100_kilobytes(full, url):
    page = full.client(None).get(url)
    assert page.status_code == 200
    loaded = len(page.content) + sum(size for _, size in assets(page.content.decode()))
    assert loaded <= LIMIT, f"{url}: {loaded} bytes"


def assets(text: str) -> list[tuple[str, int]]:
    """Name and bytes of everything that a page loads besides itself: styles, and the fonts and files that they name."""
    names = re.findall(r'<(?:link|script|img)[^>]*(?:href|src)="/static/([^"]+)"', text)
    found: dict[str, int] = {}
    while names:
        name = names.pop()
        path = Path(finders.find(name))
        if name in found:
            continue
        found[name] = path.stat().st_size
        if path.suffix == ".css":
            inside = re.findall(r'url\("?([^")]+)"?\)', path.read_text(encoding="utf-8"))
            root = Path(settings.BASE_DIR / "static").resolve()
            names += [str((path.parent / one).resolve().relative_to(root)) for one in inside]
    assert {Path(name).suffix for name in found} == {".css", ".svg", ".woff2"}
    return list(found.items())
