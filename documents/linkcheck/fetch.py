"""One look at a web address, within limits: the name is resolved once, by us, and the connection goes to exactly the
address that was checked, so that a name that changes its mind (DNS rebinding) leads nowhere. So does every redirect.
"""

import errno
import http.client
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from documents.linkcheck.addresses import Resolve, public_addresses, system_resolve
from documents.linkcheck.errors import (
    BadCertificate,
    Forbidden,
    NoAnswer,
    OutOfBudget,
    OutOfTime,
    Unreachable,
)
from documents.linkcheck.transport import MAX_BYTES, Connection, Dial, system_dial

PORTS = {"http": 80, "https": 443}
MAX_REDIRECTS = 3
MAX_ADDRESSES = 3  # of one name that are tried
REDIRECTS = frozenset({301, 302, 303, 307, 308})
NO_WAY_OUT = frozenset({errno.ENETUNREACH, errno.ENETDOWN, errno.EACCES, errno.EPERM})
HEADERS = {
    "User-Agent": "PortalZI-PemeriksaTautan/1.0 (memeriksa apakah tautan bukti dapat dibuka)",
    "Accept": "text/html,*/*;q=0.5",
    "Accept-Encoding": "identity",
    "Connection": "close",
}


@dataclass(frozen=True, kw_only=True)
class Net:
    """The way out, and how long it may take: `connect` and `read` for one step, `total` for a link with redirects."""

    resolve: Resolve = system_resolve
    dial: Dial = system_dial
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    connect: float = 5
    read: float = 5
    total: float = 15


@dataclass
class Budget:
    """How many requests are left in this run: for each host, and in all. Redirects count at where they lead."""

    per_host: int = 20
    left: int = 500
    asked: Counter[str] = field(default_factory=Counter)

    def take(self, host: str) -> None:
        """Count one request; OutOfBudget when there is none left."""
        if self.left <= 0 or self.asked[host] >= self.per_host:
            raise OutOfBudget(host)
        self.left -= 1
        self.asked[host] += 1


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What the last address answered. `body` is its beginning, empty where it is packed; `to` where a redirect of it
    would lead and was not followed.
    """

    url: str
    status: int
    body: bytes = b""
    to: str = ""


def fetch(url: str, *, net: Net, budget: Budget, stop: Callable[[str], bool] = lambda url: False) -> Seen:
    """Look at `url`, following at most 3 redirects, never from https back to http, and none for which `stop` holds.

    Nothing is sent that tells of a person: no cookies, no referrer, no credentials. Raises LinkTrouble.
    """
    deadline = time.monotonic() + net.total
    for _ in range(MAX_REDIRECTS + 1):
        parts = _allowed(url)
        budget.take(str(parts.hostname))
        seen = _ask(url, parts, net, deadline)
        if not seen.to or stop(seen.to):
            return seen
        if parts.scheme == "https" and urlsplit(seen.to).scheme == "http":
            raise Forbidden("dialihkan dari alamat aman (https) ke alamat tidak aman")
        url = seen.to
    raise Forbidden(f"dialihkan lebih dari {MAX_REDIRECTS} kali")


def _allowed(url: str) -> SplitResult:
    """The parts of an address that may be asked; Forbidden otherwise."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise Forbidden("alamatnya tidak dapat dibaca") from error
    if parts.scheme not in PORTS or not host:
        raise Forbidden("alamatnya bukan http atau https")
    if "@" in parts.netloc:
        raise Forbidden("alamatnya memuat nama pengguna atau kata sandi")
    if port not in (None, *PORTS.values()):
        raise Forbidden(f"alamatnya memakai port {port}; hanya 80 dan 443 yang diperiksa")
    return parts


def _ask(url: str, parts: SplitResult, net: Net, deadline: float) -> Seen:
    host, port = str(parts.hostname), parts.port or PORTS[parts.scheme]
    with suppress(UnicodeError):  # what has no ASCII form is left to the resolver, which does not know it
        host = host.encode("idna").decode()
    addresses = public_addresses(host, port, resolve=net.resolve, seconds=min(net.connect, _left(deadline)))
    failure: Exception = Unreachable(host)
    for address in addresses[:MAX_ADDRESSES]:
        try:
            return _ask_at(address, url, parts, host, port, net, deadline)
        except Unreachable as error:
            failure = error
    raise failure


def _ask_at(
    address: str, url: str, parts: SplitResult, host: str, port: int, net: Net, deadline: float
) -> Seen:
    """Ask exactly this address. A watch ends the connection at the deadline, however slowly bytes drip in."""
    left = _left(deadline)
    connection = Connection(
        (address, port),
        host,
        dial=net.dial,
        context=net.context if parts.scheme == "https" else None,
        connect=min(net.connect, left),
        read=min(net.read, left),
    )
    watch = threading.Timer(left, connection.cut)
    watch.daemon = True
    watch.start()
    try:
        target = quote(parts.path or "/", safe=_SAFE) + (
            f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
        )
        connection.request("GET", target, headers=HEADERS)
        return _read(connection.getresponse(), url, deadline)
    except ssl.SSLCertVerificationError as error:
        raise BadCertificate(host) from error
    except (http.client.HTTPException, OSError, ValueError) as error:
        if isinstance(error, TimeoutError) or time.monotonic() >= deadline:
            raise OutOfTime(host) from error
        if not connection.dialled and isinstance(error, OSError) and error.errno in NO_WAY_OUT:
            raise NoAnswer(str(error)) from error
        raise Unreachable(f"{host}: {type(error).__name__}") from error
    finally:
        watch.cancel()
        connection.close()


_SAFE = "/?%:@!$&'()*+,;=~-._[]|"


def _read(response: http.client.HTTPResponse, url: str, deadline: float) -> Seen:
    """Where a redirect leads, or the beginning of the body."""
    with response:
        place = response.headers.get("Location", "").strip()
        if response.status in REDIRECTS and place:
            # headers are Latin-1 by the letter and UTF-8 by custom
            with suppress(UnicodeError):
                place = place.encode("latin-1").decode()
            return Seen(url=url, status=response.status, to=urljoin(url, place))
        body = b""
        if response.headers.get("Content-Encoding", "identity").lower() == "identity":
            try:
                body = response.read(MAX_BYTES)
            except http.client.IncompleteRead as cut_off:  # at our own limit, or theirs
                body = cut_off.partial
    if time.monotonic() >= deadline:
        raise OutOfTime(url)
    return Seen(url=url, status=response.status, body=body)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise OutOfTime("no time left")
    return left
