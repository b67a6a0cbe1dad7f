"""Screenshots of every page, wide and narrow, light and dark. Run with `./dev shots`; begin at var/shots/index.html.

Not a test: nothing is asserted, people look. First the demo as each role meets it, found by following links, one
picture per kind of page (URL name) and role; then every page there is, from the list that axe goes through too.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import Resolver404, resolve
from django.utils.html import format_html, format_html_join
from playwright.sync_api import Page

from tests.browser.visiting import GETS, new_pages, themed
from units.models import Membership, TeamMember

TARGET = settings.BASE_DIR / "var" / "shots"
WIDTHS = (1280, 390)
THEMES = ("light", "dark")
AT_MOST = 80  # pages opened per role
SKIPPED = {"account_logout"}
ALL = "semua-halaman"

pytestmark = pytest.mark.browser


def one_person_per_role() -> Iterator[tuple[str, str | None]]:
    """Pairs of role and username, nobody first."""
    yield "tamu", None
    seen = set()
    seats = TeamMember.objects.order_by("pk").values_list("seat", "user__username")
    roles = Membership.objects.order_by("pk").values_list("role", "user__username")
    for role, username in [*roles, *seats]:
        if role not in seen:
            seen.add(role)
            yield role, username


def page_name(path: str) -> str | None:
    """The URL name of a path of ours; None for what is no page of the portal."""
    try:
        match = resolve(path)
    except Resolver404:
        return None
    if match.app_names[:1] == ["admin"] or match.view_name in SKIPPED:
        return None
    return match.view_name.replace(":", "-") if match.view_name else None


@pytest.mark.django_db(transaction=True)
def test_take_pictures_of_the_demo(new_context, login):
    for command, folder in (("load_instrument", "instruments"), ("load_policy", "policies")):
        for file in sorted((settings.BASE_DIR / "assessments" / folder).glob("*.yaml")):
            call_command(command, str(file))
    call_command("seed_demo")
    for role, username in one_person_per_role():
        page = new_context().new_page()
        if username:
            login(page, username)
        walk(page, role, fresh(TARGET / role))
    write_index()


@pytest.mark.django_db
def test_take_pictures_of_every_page(town, desk_context, desk):
    page, folder = desk_context().new_page(), fresh(TARGET / ALL)
    for number, shown in enumerate(new_pages(town, GETS), 1):
        page.goto(desk.put(shown))
        words = [shown.case.url.replace(":", "-"), *shown.case.case.split(), shown.who, shown.state]
        picture(page, folder, f"{number:03}-{'-'.join(filter(None, words))}".replace("'", ""))
        print(f"{ALL}: {shown}")
    write_index()


def fresh(folder: Path) -> Path:
    """The folder, empty."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def picture(page: Page, folder: Path, name: str) -> None:
    """Four pictures of the page that is open."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for theme in THEMES:
            themed(page, theme)
            page.screenshot(path=folder / f"{name}-{width}-{theme}.png", full_page=True)


def walk(page: Page, role: str, folder: Path) -> None:
    """Follow the links of one person breadth first and picture each kind of page once."""
    queue, known, pictured = ["/"], {"/"}, set()
    while queue and len(known) < AT_MOST * 20 and len(pictured) < AT_MOST:
        path = queue.pop(0)
        name = page_name(path)
        if name is None or name in pictured:
            continue
        answer = page.request.get(path, max_redirects=0)
        if answer.status not in {200, 302} or "attachment" in answer.headers.get("content-disposition", ""):
            continue
        pictured.add(name)
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        page.goto(path, wait_until="networkidle")
        picture(page, folder, name)
        print(f"{role}: {name} {path}")
        for link in page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)"):
            parts = urlsplit(link)
            if parts.netloc == urlsplit(page.url).netloc and parts.path not in known:
                known.add(parts.path)
                queue.append(parts.path)


def write_index() -> None:
    """One page over all pictures that are there, by folder: a row a page, wide and narrow, light and dark."""
    parts = []
    for folder in sorted(path for path in TARGET.iterdir() if path.is_dir()):
        names = sorted({file.name.rsplit("-", 2)[0] for file in folder.glob("*.png")})
        rows = []
        for name in names:
            files = [f"{folder.name}/{name}-{width}-{theme}.png" for width in WIDTHS for theme in THEMES]
            shown = format_html_join(
                "\n", '<a href="{0}"><img src="{0}" alt="" loading="lazy"></a>', zip(files)
            )
            rows.append((name, shown))
        lines = format_html_join("\n", "<h3>{}</h3><p>{}</p>", rows)
        parts.append((folder.name, len(names), lines))
    body = format_html_join("\n", "<details><summary>{} ({})</summary>{}</details>", parts)
    style = (
        "body { font-family: sans-serif } img { height: 24rem; border: 1px solid #ccc; margin-right: .5rem }"
    )
    page = format_html(
        '<!doctype html><html lang="id"><meta charset="utf-8"><title>Halaman portal</title><style>{}</style>{}</html>',
        style,
        body,
    )
    (TARGET / "index.html").write_text(page, encoding="utf-8")
