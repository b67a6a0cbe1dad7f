"""A workbook from the train: dropped, looked through, settled row by row, applied, taken back."""

import pytest
from playwright.sync_api import Page, expect

from assessments.kke.mapping import mapping_for
from assessments.models import Answer, Import
from tests.kke_files.jawaban import ANSWER, build_jawaban, cells_of, fill_column
from tests.people import World, build_world

A1, A2 = "A.I.1.i.a", "A.I.2.i.a"


@pytest.fixture
def live_world(live_server, transactional_db) -> World:
    """The world, visible to the live server."""
    return build_world()


def workbook(world: World) -> bytes:
    """Two answers that differ, one that is new to the portal, a signature row below."""
    mapping = mapping_for(world.instrument)

    def fill(ws):
        fill_column(ws, ANSWER, cells_of({A1: "Tidak", A2: "C", "A.I.1.i.b": "B"}), mapping.rows)
        ws.cell(ws.max_row + 1, 3).value = "Mengetahui, Kepala Puskesmas Melati"

    return build_jawaban(world.instrument, mapping, change=fill)


def values() -> dict[str, str]:
    return dict(Answer.objects.filter(sheet__kind="unit").values_list("code", "value"))


def walk(page: Page, world: World, *, scripted: bool) -> None:
    """Drop the workbook, keep one answer of the portal, take the other, apply, undo."""
    a = world.assessment()
    world.fill(a, {A1: "Ya", A2: "A"})
    page.goto(f"/penilaian/{a.pk}/")
    page.get_by_role("link", name="Impor KKE").click()
    xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.set_input_files(
        "input[type=file]", {"name": "lke.xlsx", "mimeType": xlsx, "buffer": workbook(world)}
    )
    page.get_by_role("button", name="Periksa berkas").click()
    expect(page.get_by_role("heading", name="Pratinjau impor")).to_be_visible()
    expect(page.locator("tr", has_text="Mengetahui, Kepala Puskesmas")).to_be_visible()
    assert values() == {A1: "Ya", A2: "A"}

    page.get_by_role("button", name="Terapkan ke portal").click()
    expect(page.get_by_role("alert")).to_contain_text("2 isian berkas berbeda dari yang ada di portal")
    page.locator("tr", has_text=A1).get_by_text("Tidak", exact=True).click()
    page.locator("tr", has_text=A2).get_by_text("A", exact=True).click()
    page.get_by_role("button", name="Terapkan ke portal").click()
    expect(page.get_by_text("sudah diterapkan")).to_be_visible()
    assert values() == {A1: "Tidak", A2: "A", "A.I.1.i.b": "B"}

    page.get_by_role("button", name="Urungkan impor ini").click()
    if scripted:
        page.locator("dialog[open]").get_by_role("button", name="Ya, urungkan").click()
    expect(page.get_by_text("diurungkan. Isian kembali")).to_be_visible()
    assert values() == {A1: "Ya", A2: "A", "A.I.1.i.b": None}
    assert Import.objects.get().status == Import.Status.UNDONE


def test_a_workbook_goes_in_and_out_again(live_world, person):
    walk(person("petugas"), live_world, scripted=True)


def test_it_works_on_a_phone_without_javascript(live_world, new_context, login):
    page = new_context(width=390, java_script_enabled=False).new_page()
    login(page, "petugas")
    walk(page, live_world, scripted=False)
