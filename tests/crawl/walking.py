"""A reader who opens every link and sends every form of the pages that open up, and tells what should not be.

Pages of one kind (route, names of the query) are opened a few times for each reader, forms of one kind are abused
once; whatever a form does is taken back at once.
"""

import re
import subprocess
import zipfile
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve

from audit.models import Entry
from tests.assessments.leaks import decode
from tests.crawl.reading import Form, Reading, as_rendered
from tests.crawl.strangers import NAME
from tests.permissions.doors import close_files
from tests.permissions.place import undone

PUBLIC = ("GET /publik/", "GET /s/", "GET /verifikasi/")  # may name units: also of surveys, of issued papers
SKIPPED = ("/static/", "/admin-sistem/", "/akun/logout/")
WORD = re.compile(
    r"[A-Za-z-]{1,30}"
)  # of an address: an area, a table; not the code of a question or an instansi
ENOUGH = 2_000_000  # a larger answer is not searched for foreign words
REQUIRED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HOSTILE = (
    "\x00",
    "",
    "💥\u202e<script>alert(1)</script>",
    '=HYPERLINK("http://x","y")',
    "' OR 1=1 --",
    "-1",
    "²",
    "٣",
    "1e999",
    "NaN",
    "9" * 400,
    "9223372036854775808",
    "2026-02-30",
    "../../etc/passwd",
    "a\r\nX-Evil: 1",
    "\ud7ff" + "x" * 20_000,
)


@dataclass
class Limits:
    """How far to go. `words`: pages that differ in a word (an area, a table) are of different kinds."""

    pages: int = 2  # of a kind, opened by each reader
    all_fields: int = 2  # hostile values in all fields at once
    one_field: int = 1  # hostile values in each field alone
    ids: int = 5
    files: int = 4
    words: bool = True
    each_reader: bool = True  # each sends every form as it is; else the first who meets it


@dataclass
class Shared:
    """What readers have in common: forms that were abused already, and what to watch."""

    limits: Limits
    abused: set[tuple] = field(default_factory=set)
    requests: int = 0


@dataclass
class Walk:
    """One reader's way. `foreign` are words of others, `chains` the audit chains that nothing may be written to, `ids`
    ids of others' objects that are put into fields.
    """

    client: Client
    who: str
    shared: Shared
    foreign: tuple[str, ...] = ()
    chains: tuple[str, ...] = ()
    ids: tuple[int, ...] = ()
    faults: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    opened: dict[str, int] = field(default_factory=dict)
    _kinds: Counter = field(default_factory=Counter)
    _files: set[str] = field(default_factory=set)

    def all(self) -> list[str]:
        """Walk until nothing is left; the faults."""
        queue = deque([("/", "")])
        while queue:
            url, source = queue.popleft()
            if url in self.seen or url.startswith(SKIPPED):
                continue
            self.seen.add(url)
            kind = self._kind(url)
            if kind is None or self._kinds[kind] >= self.shared.limits.pages:
                continue
            self._kinds[kind] += 1
            queue.extend((link, url) for link in self._open(url, source))
        return self.faults

    def _kind(self, url: str) -> tuple | None:
        found = kind_of(url)
        return found if self.shared.limits.words or found is None else (found[0], *found[2:])

    def _open(self, url: str, source: str) -> list[str]:
        response = self.get(url)
        self.opened[url] = response.status_code
        if source and response.status_code >= 400:
            self.fault(f"dead end {response.status_code}", f"{url} from {source}")
        if response.status_code in {301, 302}:
            return [local(url, response["Location"])]
        if response.status_code != 200 or not is_html(response):
            return []
        page = Reading(response.content.decode())
        self._look(url, page)
        for form in page.forms:
            self._try(url, form)
        self._twist(url)
        return [found for link in page.links if (found := local(url, link))]

    def get(self, url: str, note: str = "") -> HttpResponse:
        """Fetch an address and judge the answer."""
        self.shared.requests += 1
        response = self.client.get(url)
        self._judge(f"GET {url}{note}", response)
        return response

    def fault(self, what: str, where: str) -> None:
        """Note a fault, shortly."""
        self.faults.append(f"{self.who}: {what}: {where[:300]}")

    def _judge(self, where: str, response: HttpResponse) -> None:
        if response.status_code >= 500:
            self.fault(str(response.status_code), where)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        close_files(response)
        missing = [
            name
            for name, value in REQUIRED.items()
            if response.get(name) not in {value, "no-referrer", "strict-origin"}
        ]
        policy = response.get("Content-Security-Policy", "")
        # what people uploaded has no scripts and no origin; its styles may be its own
        unsafe = "unsafe" in policy and not (policy.startswith("sandbox; ") and "unsafe-eval" not in policy)
        if missing or unsafe or "default-src" not in policy:
            self.fault(f"headers {missing} {policy[:40]}", where)
        if any(name.startswith("Access-Control-") for name in response.headers):
            self.fault("another origin may read it", where)
        private = self.who != "anonim" and not where.startswith("GET /publik/")
        if private and not {"private", "no-store"} & {
            *re.split(r"[,\s]+", response.get("Cache-Control", ""))
        }:
            self.fault("cache", where)
        if self.foreign and len(content) < ENOUGH:
            public = where.startswith(PUBLIC)
            text = "\n".join(f"{name}: {value}" for name, value in response.items()) + readable(content)
            self._strangers(text, where, public)

    def _strangers(self, text: str, where: str, public: bool) -> None:
        for word in self.foreign:
            if word in text and not (public and word == NAME):
                at = text.index(word)
                self.fault("foreign", f"{where}: {text[max(0, at - 60) : at + 20]!r}")

    def _look(self, url: str, page: Reading) -> None:
        if page.inline:
            self.fault("inline", f"{url}: {page.inline[:3]}")
        for anchor in page.anchors:
            if anchor not in {"#", *(f"#{one}" for one in page.ids)}:
                self.fault("dead anchor", f"{anchor} in {url}")
        for link in page.links:
            if link.startswith("/static/") and link not in self._files:
                self._files.add(link)
                if finders.find(urlsplit(link).path.removeprefix("/static/")) is None:
                    self.fault("dead file", f"{link} in {url}")

    # --- forms -----------------------------------------------------------------------------------------------

    def _try(self, url: str, form: Form) -> None:
        action = local(url, form.action or url)
        if not action or action.startswith(SKIPPED) or form.method == "dialog":
            return
        kind = (self._kind(action), form.method, form.names, form.button)
        if self._kinds[kind] >= self.shared.limits.pages:
            return
        self._kinds[kind] += 1
        if kind in self.shared.abused and not self.shared.limits.each_reader:
            return
        where = f"{form.method.upper()} {action} from {url}"
        status = self._send(form, action, as_rendered(form), where)
        if status in {403, 404, 405}:
            self.fault(f"dead form {status}", where)
        if kind not in self.shared.abused:
            self.shared.abused.add(kind)
            for number, (what, data) in enumerate(
                abuses(form, self.shared.limits, self.ids, len(self.shared.abused))
            ):
                self._send(form, action, data, f"{where} with {what[:60]!r} ({number})")

    def _send(self, form: Form, action: str, data: dict, where: str) -> int:
        """Send a form; what it does is taken back."""
        self.shared.requests += 1
        if form.method == "get":
            return self.get(
                f"{urlsplit(action).path}?{urlencode(data, doseq=True)}"[:8000], " (form)"
            ).status_code
        cookies = self.client.cookies.copy()
        with undone():
            before = self._written()
            response = getattr(self.client, form.method)(action, data)
            self._judge(where, response)
            if self._written() != before:
                self.fault("wrote to others", where)
            target = local(action, response.get("Location", "")) if response.status_code == 302 else ""
            if target and not target.startswith(SKIPPED):
                self.get(target, f" after {where}")
        self.client.cookies = cookies
        cache.clear()
        return response.status_code

    def _written(self) -> int:
        return Entry.objects.filter(chain__in=self.chains).count() if self.chains else 0

    def _twist(self, url: str) -> None:
        """Ask the page with other values in its query."""
        path, query = urlsplit(url).path, parse_qsl(urlsplit(url).query)
        for number, (name, _) in enumerate(query):
            kind = ("query", self._kind(path), name)
            if kind in self.shared.abused:
                continue
            self.shared.abused.add(kind)
            for value in turned(len(self.shared.abused))[: self.shared.limits.all_fields]:
                changed = [*query[:number], (name, value), *query[number + 1 :]]
                self.get(f"{path}?{urlencode(changed)}"[:8000], " (twisted)")


def readable(content: bytes) -> str:
    """The text in an answer; of files that nobody can open their bytes."""
    try:
        return decode(content)
    except (subprocess.CalledProcessError, zipfile.BadZipFile):
        return content.decode("latin-1")


def turned(by: int) -> tuple[str, ...]:
    """Hostile values: NUL, which PostgreSQL takes nowhere, then the others, beginning elsewhere each time."""
    first, *others = HOSTILE
    by %= len(others)
    return (first, *others[by:], *others[:by])


def abuses(form: Form, limits: Limits, ids: tuple[int, ...], turn: int) -> Iterator[tuple[str, dict]]:
    """(what it is, what to send): nothing; all fields hostile; one field hostile; others' ids; files that are none."""
    plain, names = as_rendered(form), form.names
    files = {one.name for one in form.fields if one.kind == "file"}
    if not names:
        return
    yield "nothing", {}
    for value in turned(turn)[: limits.all_fields]:
        yield value, dict.fromkeys(names, value)
    for number, name in enumerate(names):
        for value in turned(turn + number * 5)[1 : 1 + limits.one_field]:
            yield f"{name}={value}", {**plain, name: [value]}
    like_ids = {one.name for one in form.fields if is_id(one.value) or any(map(is_id, one.choices))}
    for foreign in ids[: limits.ids] if like_ids else ():
        yield f"id {foreign}", {**plain, **{name: [str(foreign)] for name in like_ids}}
    for name in files:
        for content in (b"", b"\x00" * 2000, b"PK\x03\x04" + b"x" * 500, b"a,b\n=1+1,\xff\xfe\n")[
            : limits.files
        ]:
            made = SimpleUploadedFile("../\u202e<b>x\r\n.xlsx", content)
            yield f"{name}: {content[:12]!r}", {**plain, name: made}


def is_id(value: str) -> bool:
    """Whether a value looks like the id of a row."""
    return bool(re.fullmatch(r"[1-9]\d{0,6}", value))


def is_html(response: HttpResponse) -> bool:
    """Whether an answer is a page or a part of one."""
    return not response.streaming and response.get("Content-Type", "").startswith("text/html")


def local(base: str, link: str) -> str:
    """A link as an address of ours without its anchor; empty for what leads elsewhere."""
    found = urlsplit(urljoin(f"http://testserver{base}", link.strip())) if link.strip() else urlsplit("")
    ours = {"testserver", urlsplit(settings.SITE_URL).netloc}
    if found.scheme not in {"http", "https"} or found.netloc not in ours:
        return ""
    return found.path + (f"?{found.query}" if found.query else "")


def kind_of(url: str) -> tuple | None:
    """The route of an address with its words (not its numbers) and the names of its query; None for no page of ours."""
    parts = urlsplit(url)
    try:
        match = resolve(parts.path)
    except Resolver404:
        return ("unknown", parts.path, ())
    if match.app_names[:1] == ["admin"]:
        return None
    words = tuple(word for word in map(str, match.kwargs.values()) if WORD.fullmatch(word))
    return (match.view_name, words, tuple(sorted({name for name, _ in parse_qsl(parts.query)})))
