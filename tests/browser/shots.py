"""Screenshots of every page that each role reaches in the demo, wide and narrow. Run with `./dev shots`.

Not a test: nothing is asserted, people look at var/shots/ROLE/PAGE-WIDTH.png. One picture per kind of page (URL
name) and role; pages are found by following links.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import Resolver404, resolve

from units.models import Membership, TeamMember

TARGET = settings.BASE_DIR / "var" / "shots"
WIDTHS = (1280, 390)
AT_MOST = 80  # pages opened per role
SKIPPED = {"account_logout"}


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


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_take_pictures(new_context, login, live_server):
    for command, folder in (("load_instrument", "instruments"), ("load_policy", "policies")):
        for file in sorted((settings.BASE_DIR / "assessments" / folder).glob("*.yaml")):
            call_command(command, str(file))
    call_command("seed_demo")
    shutil.rmtree(TARGET, ignore_errors=True)
    for role, username in one_person_per_role():
        walk(new_context, login, role, username, TARGET / role)


def walk(new_context, login, role: str, username: str | None, folder: Path) -> None:
    """Follow the links of one person breadth first and picture each kind of page once."""
    folder.mkdir(parents=True)
    wide, narrow = (new_context(width=width).new_page() for width in WIDTHS)
    for page in (wide, narrow):
        if username:
            login(page, username)
    queue, known, pictured = ["/"], {"/"}, set()
    while queue and len(known) < AT_MOST * 20 and len(pictured) < AT_MOST:
        path = queue.pop(0)
        name = page_name(path)
        if name is None or name in pictured:
            continue
        answer = wide.request.get(path, max_redirects=0)
        if answer.status not in {200, 302} or "attachment" in answer.headers.get("content-disposition", ""):
            continue
        pictured.add(name)
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        for page, width in zip((wide, narrow), WIDTHS, strict=True):
            page.goto(path, wait_until="networkidle")
            page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
        print(f"{role}: {name} {path}")
        for link in wide.eval_on_selector_all("a[href]", "links => links.map(link => link.href)"):
            parts = urlsplit(link)
            if parts.netloc == urlsplit(wide.url).netloc and parts.path not in known:
                known.add(parts.path)
                queue.append(parts.path)
