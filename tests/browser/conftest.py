"""A headless Chromium for the tests in this folder; each test gets pages of a fresh browser profile."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.browser.visiting import Desk
from tests.conftest import chromium
from tests.permissions.conftest import built, shared_store, town  # noqa: F401

expect.set_options(timeout=20_000)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# Told through the console, which this process hears.
TELL_REPORTS = """addEventListener("securitypolicyviolation", (report) =>
  console.error(`CSP report: ${report.effectiveDirective} ${report.blockedURI} ${report.sourceFile}`))"""


def is_fault(line: ConsoleMessage) -> bool:
    """Whether a line of the console tells of the content policy."""
    return "Content Security Policy" in line.text or line.text.startswith("CSP report")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here as browser test, and run it after the quick tests."""
    for item in items:
        if "/tests/browser/" in str(item.path):
            item.add_marker("browser")
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for the package. Playwright's loop runs in this thread, hence the permission for Django."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            running = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
            yield running
            running.close()
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def desk() -> Iterator[Desk]:
    """Where pages that were made before lie for the browser; no live server is needed."""
    with Desk() as found:
        yield found
        found.shutdown()


@contextmanager
def profiles(browser: Browser, address: str) -> Iterator[Callable[..., BrowserContext]]:
    """Make browser profiles, each a person at a machine of their own. Broken scripts and reports of the content policy
    fail the test.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def make(width: int = 1280, height: int = 900, **options) -> BrowserContext:
        size = {"width": width, "height": height}
        context = browser.new_context(base_url=address, viewport=size, locale="id-ID", **options)
        context.set_default_timeout(15_000)
        context.add_init_script(TELL_REPORTS)
        context.on("weberror", lambda event: faults.append(f"script error: {event.error}"))
        context.on("console", lambda line: is_fault(line) and faults.append(f"{line.page.url}: {line.text}"))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def new_context(browser: Browser, live_server) -> Iterator[Callable[..., BrowserContext]]:
    """Browser profiles before the live server."""
    with profiles(browser, live_server.url) as make:
        yield make


@pytest.fixture
def desk_context(browser: Browser, desk: Desk) -> Iterator[Callable[..., BrowserContext]]:
    """Browser profiles before the desk."""
    with profiles(browser, desk.address) as make:
        yield make


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    """A page of 1280 px in a fresh profile; its addresses start at the live server."""
    return new_context().new_page()


@pytest.fixture
def login(live_server) -> Callable[[Page, str], None]:
    """Give `login(page, username)`: that person's session, without the form (which has a test of its own)."""

    def log_in(page: Page, username: str) -> None:
        client = Client()
        user = get_user_model().objects.get(username=username)
        client.force_login(user, backend="units.backends.PortalBackend")
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        page.context.add_cookies([cookie])

    return log_in


@pytest.fixture
def person(new_context, login) -> Callable[..., Page]:
    """`person(username, width)`: the page of a person at a machine of their own, logged in."""

    def page_of(username: str, width: int = 1280) -> Page:
        page = new_context(width=width).new_page()
        login(page, username)
        return page

    return page_of
