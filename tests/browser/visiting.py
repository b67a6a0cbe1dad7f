"""Every page of the portal as every role meets it, without a list that rots: the rows of the matrix of permissions
(which must name every URL) are asked in-process, and what a browser should look at is served from memory.
"""

import mimetypes
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.urls import reverse
from playwright.sync_api import Page

from tests.assessments.leaks import LeanClient
from tests.permissions.asking import MATRIX, expected_of
from tests.permissions.doors import BACKEND, through_stack
from tests.permissions.matrix import Case, Row
from tests.permissions.place import undone
from tests.permissions.requests import ask_for
from tests.permissions.scene import Scene
from tests.permissions.town import Town

GETS = [case for case in MATRIX.cases() if case.method == "GET"]


@dataclass(frozen=True)
class Shown:
    """A page that somebody got: under which name, of which state of the unit, and its HTML."""

    case: Case
    who: str
    state: str
    path: str
    html: str
    headers: dict[str, str]

    def __str__(self) -> str:
        return " ".join(filter(None, [self.case.url, self.case.case, self.state, f"({self.who})"]))


class Shapes(HTMLParser):
    """The kinds of elements of a page: tag, classes, attributes, and what it stands in."""

    VOID = {
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    }

    def __init__(self) -> None:
        super().__init__()
        self.found: set[tuple] = set()
        self._within: list[str] = [""]

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note the element, and go into it."""
        told = dict(attributes)
        name = f"{tag}.{told.get('class') or ''}"
        self.found.add((self._within[-1], name, told.get("role"), told.get("type"), *sorted(told)))
        if tag not in self.VOID:
            self._within.append(name)

    def handle_endtag(self, tag: str) -> None:
        """Leave the element."""
        for at in range(len(self._within) - 1, 0, -1):
            if self._within[at].startswith(f"{tag}."):
                del self._within[at:]
                return


def shapes_of(html: str) -> set[tuple]:
    """The kinds of elements in a page."""
    parser = Shapes()
    parser.feed(html)
    return parser.found


def pages(town: Town, cases: list[Case]) -> Iterator[Shown]:
    """The pages behind these cases: in the first state of each row for each person who may see them, in every
    further state for one of them in turn.
    """
    clients: dict[str, LeanClient] = {}
    for case in cases:
        for row, state, who in _turns(case):
            found = _get(town, row, state, who, clients)
            if found is None:
                break  # a file, a fragment or a way to elsewhere: it is so for everybody
            yield found


def new_pages(town: Town, cases: list[Case]) -> Iterator[Shown]:
    """Of the pages behind these cases each once, and again for whom or when it has a kind of element that none had."""
    met: set[Case] = set()
    seen: set[tuple] = set()
    for shown in pages(town, cases):
        shapes = shapes_of(shown.html)
        if shown.case not in met or not shapes <= seen:
            met.add(shown.case)
            seen |= shapes
            yield shown


def _turns(case: Case) -> Iterator[tuple[Row, str, str]]:
    for row in MATRIX.rows_of(case):
        allowed = [who for who, cell in expected_of(row).items() if cell == "ok"]
        for number, state in enumerate((row.states or [""]) if allowed else []):
            for who in allowed if number == 0 else [allowed[number % len(allowed)]]:
                yield row, state, who


def _get(town: Town, row: Row, state: str, who: str, clients: dict[str, LeanClient]) -> Shown | None:
    person, place = town.people[who], town.own
    if who not in clients:
        clients[who] = LeanClient()
        if person is not None:
            clients[who].force_login(person, backend=BACKEND)
    with undone():
        if state in MATRIX.domains["unit"]:
            place.enter(state)
        scene = Scene(town, place, person, state, lambda case, ask: through_stack(clients[who], case, ask))
        ask = ask_for(row.case, scene)
        path = reverse(row.case.url, args=ask.args)
        answer = clients[who].get(path, ask.data or None)
        return _shown(row.case, who, state, path, answer)


def _shown(case: Case, who: str, state: str, path: str, answer: HttpResponse) -> Shown | None:
    """The page in an answer; None for a file, a fragment or a way to somewhere else."""
    if answer.streaming:
        b"".join(answer.streaming_content)
    if (
        answer.status_code != 200
        or not answer.headers["Content-Type"].startswith("text/html")
        or answer.streaming
    ):
        return None
    html = answer.content.decode()
    if "<!doctype html" not in html[:200].lower():
        return None
    headers = dict(answer.items())
    if "sandbox" in headers.get("Content-Security-Policy", ""):
        del headers["Content-Security-Policy"]  # a page without scripts, in which axe would wait for ever
    return Shown(case, who, state, path, html, headers)


class Desk(ThreadingHTTPServer):
    """A server of pages that were made before, and of the static files; it never asks the database."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.page: Shown | None = None
        self.address = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def put(self, page: Shown) -> str:
        """Lay a page out; its address."""
        self.page = page
        return f"{self.address}{page.path}"


class _Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Give the page or a static file."""
        page, path = self.server.page, self.path.split("?")[0]
        if path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/"))
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            self._send(
                200 if found else 404,
                {"Content-Type": kind, "Cache-Control": "max-age=3600"},
                Path(found).read_bytes() if found else b"",
            )
        elif page is not None and path == page.path:
            self._send(200, {**page.headers, "Cache-Control": "no-store"}, page.html.encode())
        else:
            self._send(404, {"Content-Type": "text/plain"}, b"")

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in (headers | {"Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments) -> None:
        """Stay silent."""


def themed(page: Page, theme: str) -> None:
    """Show a page light or dark, as the system of its reader would, and wait until it is so."""
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    if page.locator("html[data-bs-theme]").count():  # else the styles follow the system by themselves
        page.locator(f"html[data-bs-theme={theme}]").wait_for(state="attached")
