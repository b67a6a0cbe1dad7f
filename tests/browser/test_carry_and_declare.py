"""Taking over in a browser, and axe over its pages and those of the pencanangan; nothing is wider than the screen."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from assessments.models import Declaration, Employee, State
from assessments.services.carry import carry_over
from tests.carry.years import CHOICE, COUNTS, last_year, unit_sheet
from tests.people import World, build_world

SLUG, COUNTED = CHOICE.replace(".", "-"), COUNTS.replace(".", "-")


@pytest.fixture
def live_world(live_server, transactional_db) -> World:
    """The world, visible to the live server."""
    return build_world()


@pytest.fixture
def carried(live_world):
    """(world, this year, the year before): a choice, another one and counts can be taken over."""
    a = live_world.assessment(State.PENILAIAN_MANDIRI)
    before = last_year(live_world, {CHOICE: "Ya", "A.I.1.ii.a": "Ya", COUNTS: {"agen": 4, "perubahan": 3}})
    return live_world, a, before


def faults(page: Page, axe: Axe) -> list[tuple]:
    """What axe finds on the page that is open, and whether it scrolls sideways."""
    found = [(one["id"], one["nodes"][0]["html"]) for one in axe.run(page).response["violations"]]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append(("scrolls sideways", page.url))
    return found


def test_a_year_is_taken_over_and_looked_at(person, carried):
    _, a, _ = carried
    page = person("petugas")
    page.goto(f"/penilaian/{a.pk}/ambil-alih/")
    page.get_by_role("button", name="Ambil alih dari 2025").click()
    page.get_by_role("dialog").get_by_role("button", name="Ambil alih").click()
    page.get_by_role("link", name="Periksa sekarang").click()
    banner = page.locator("#zi-carried")
    expect(banner).to_contain_text("3 jawaban di bagian ini")
    page.locator(f"#cr-{SLUG}").get_by_role("button", name="Masih sesuai").click()
    expect(banner).to_contain_text("2 jawaban di bagian ini")
    expect(page.locator(f"#cr-{SLUG}")).to_be_empty()
    page.locator("#q-A-I-1-ii-a").get_by_text("Belum ada rencana kerja").click()
    expect(banner).to_contain_text("1 jawaban di bagian ini")
    page.locator(f"#cr-{COUNTED}").get_by_role("button", name="Angka ini angka tahun ini").click()
    expect(banner).to_be_empty()
    assert unit_sheet(a).unconfirmed == []


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_on_the_pages_of_taking_over(person, carried, width):
    world, a, before = carried
    page, axe = person("admin", width), Axe()
    page.goto(f"/penilaian/{a.pk}/ambil-alih/")
    found = faults(page, axe)
    carry_over(a.pk, source_id=before.pk, actor=world.petugas)
    for address in (f"/penilaian/{a.pk}/ambil-alih/", "/instansi/KAB-X/2026/ambil-alih/"):
        page.goto(address)
        found += faults(page, axe)
    page = person("petugas", width)
    page.goto(f"/penilaian/{a.pk}/area/MP/?saring=periksa")
    assert found + faults(page, axe) == []


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_on_the_pages_of_the_pencanangan(person, live_world, width):
    world = live_world
    a = world.assessment(State.PEMBANGUNAN)
    told = {"declarer_name": "dr. Rina", "declarer_post": "Kepala", "staff_count": 9, "signed_count": 9}
    told |= {"instansi": world.instansi, "date": date(2026, 1, 15), "recorded_by": world.admin}
    a.declaration = Declaration.objects.create(unit=world.unit, publications=["https://contoh.go.id"], **told)
    a.save()
    shared = Declaration.objects.create(witnesses="Budi Santoso, S.H.", **told)
    signed = {"signed_on": date(2026, 1, 15), "occasion": "massal"}
    row = Employee.objects.create(unit=world.unit, name="Siti Aminah, S.Kep.", leads=True, **signed)
    Employee.objects.create(unit=world.unit, name="Budi")
    page, axe, found = person("admin", width), Axe(), []
    for address in (
        f"/penilaian/{a.pk}/pencanangan/",
        f"/penilaian/{a.pk}/pencanangan/menyusul/",
        "/instansi/KAB-X/2026/pencanangan/",
        f"/instansi/KAB-X/2026/pencanangan/{shared.pk}/menyusul/",
        f"/instansi/KAB-X/pegawai/{world.unit.pk}/",
        f"/instansi/KAB-X/pegawai/{world.unit.pk}/tambah/",
        f"/instansi/KAB-X/pegawai/{world.unit.pk}/tanda-tangan/?semua=1",
        f"/pegawai/{row.pk}/",
        f"/pegawai/{row.pk}/pakta/",
        f"/pegawai/{row.pk}/keluar/",
    ):
        page.goto(address)
        found += faults(page, axe)
    assert found == []
