"""Every page of every role: axe finds nothing serious in both themes, and nothing scrolls sideways on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.visiting import GETS, new_pages, themed
from tests.weight import AT_MOST, weight

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PARTS = 4
AA = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "resultTypes": ["violations"],
    "preload": False,
}
CONTRAST = AA | {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
WIDTHS = (640, 360)  # 1280 px at 200% zoom, a small phone


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_of_every_role(town, desk_context, desk, part):
    page, axe, faults = desk_context(reduced_motion="reduce").new_page(), Axe(), []
    for shown in new_pages(town, GETS[part::PARTS]):
        page.goto(desk.put(shown))
        faults += [f"{shown}: {fault}" for fault in faults_of(page, axe)]
        if (bytes_ := weight(shown.html.encode())) > AT_MOST:
            faults.append(f"{shown}: {bytes_} bytes with all that it loads")
    assert faults == []


def faults_of(page: Page, axe: Axe) -> list[str]:
    """What is wrong with a page: in both themes, with everything open, and where it is wider than the screen."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    found = violations(page, axe, AA)
    themed(page, "dark")
    found += [f"dark: {fault}" for fault in violations(page, axe, CONTRAST)]
    # explanations of terms are put inside the window by a script when they are asked for
    page.evaluate("document.querySelectorAll('.zi-tip').forEach(one => one.remove())")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            found.append(f"{wide} px wide at {width} px")
    page.set_viewport_size({"width": 1280, "height": 900})
    themed(page, "light")
    return found


def violations(page: Page, axe: Axe, options: dict) -> list[str]:
    """What axe finds serious or critical: rule, element, and what mends it."""
    return [
        f"{one['id']}: {node['html'][:300]} ({node['failureSummary'][:300]})"
        for one in axe.run(page, options=options).response["violations"]
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]
