"""What people do on the pages, for tests of long stories: each act waits for the answer of the server."""

import re
from collections.abc import Callable
from datetime import date

from playwright.sync_api import Locator, Page, expect


def slug(code: str) -> str:
    return code.replace(".", "-")


def at(page: Page, code: str) -> Locator:
    """The question on a page."""
    return page.locator(f"#q-{slug(code)}")


def posted(page: Page, act: Callable[[], object]) -> None:
    """Act, and wait for the answer of the server."""
    with page.expect_response(lambda response: response.request.method == "POST") as told:
        act()
    assert told.value.ok or told.value.status == 302


def write(page: Page, field: Locator, text: str) -> None:
    """Write a text that saves itself on leaving the field."""
    field.fill(text)
    posted(page, field.blur)


def saved(page: Page, code: str) -> None:
    expect(page.locator(f"#s-{slug(code)}")).to_have_text(re.compile(r"^\s*tersimpan"))


def choose(page: Page, code: str, option: str, note: str = "") -> None:
    """Choose an option by its words, with a note."""
    posted(page, at(page, code).locator("label", has_text=option).click)
    if note:
        write(page, at(page, code).locator("textarea[name=catatan]"), note)
    saved(page, code)


def press(page: Page, name: str) -> None:
    """Press a button that asks first, and say yes."""
    page.get_by_role("button", name=name, exact=True).click()
    posted(page, page.locator("#zi-confirm [data-confirm-yes]").click)


def fits(page: Page) -> None:
    """Nothing reaches over the edge of a phone."""
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def done(page: Page, *, phone: bool = False) -> None:
    """A member declares the own sheet done; on a phone the steps are behind the bar below."""
    if phone:
        page.locator("#zi-minima-bar").click()
    press(page, "Nyatakan selesai")
    expect(page.locator("body")).to_contain_text("Lembar Anda sudah selesai")


def on_sheet(lead: Page, name: str, act: str, reason: str) -> None:
    """The lead acts on a member's sheet, with a reason."""
    box = lead.locator("section.zi-member", has_text=name).locator("details", has_text=act)
    box.locator("summary").click()
    box.get_by_label("Alasan").fill(reason)
    box.get_by_role("button", name=act).click()
    posted(lead, lead.locator("#zi-confirm [data-confirm-yes]").click)


def return_unit(lead: Page, unit: str, day: date) -> None:
    """The lead returns the unit with what is written."""
    lead.goto(f"{unit}perbaikan/")
    lead.get_by_label("Batas perbaikan").fill(f"{day:%Y-%m-%d}")
    press(lead, "Kembalikan ke unit")
    expect(lead.locator("#isi")).to_contain_text("dikembalikan untuk perbaikan")


def tpn_says(
    admin: Page, unit: str, stage: str, day: date, *, result: str = "Lanjut", note: str = ""
) -> None:
    """The admin records a stage from TPN's letter; it is the one that is awaited."""
    admin.goto(f"{unit}tpn/")
    admin.get_by_role("link", name=f"Catat hasil {stage}").click()
    admin.get_by_label(result, exact=True).check()
    admin.get_by_label("Tanggal surat TPN").fill(day.isoformat())
    admin.get_by_label("Nomor surat TPN").fill(f"B/{day.day}/PW.03/{day.year}")
    admin.get_by_label("Catatan TPN").fill(note)
    admin.get_by_role("button", name=f"Simpan hasil {stage}").click()
    expect(admin.get_by_text(f"Hasil {stage} disimpan.")).to_be_visible()


def determined(admin: Page, unit: str, verdict: str, number: str, day: date) -> None:
    """The admin records the decree, or the letter that says that the unit does not qualify."""
    admin.goto(f"{unit}tpn/")
    admin.get_by_role("link", name="Catat penetapan").click()
    admin.get_by_label(verdict, exact=True).check()
    admin.get_by_label("Nomor keputusan atau surat").fill(number)
    admin.get_by_label("Tanggal keputusan atau surat").fill(day.isoformat())
    press(admin, "Catat penetapan")
    expect(admin.get_by_text("Penetapan dicatat.")).to_be_visible()
