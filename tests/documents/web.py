"""A small internet for tests: names that resolve as told, and real servers on this machine behind public addresses.

Only the system's two calls are replaced (resolving a name, connecting to a number); everything between is real.
"""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from documents.linkcheck.fetch import Net

PUBLIC = "93.184.216.34"


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.internet.requests.append((self.headers["Host"], self.path, dict(self.headers)))  # type: ignore[attr-defined]
        answer = self.server.internet.pages.get(f"{self.headers['Host']}{self.path}", (404, {}, b""))  # type: ignore[attr-defined]
        if callable(answer):
            answer(self)
            return
        status, headers, body = answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up are what is tested here."""


class Internet:
    """`names`: host → addresses, or a list of such answers, one for each time it is asked. `pages`: "host/path" →
    (status, headers, body) or a function that gets the handler.
    """

    def __init__(self) -> None:
        self.names: dict[str, list[str] | list[list[str]] | Exception] = {}
        self.pages: dict[str, tuple[int, dict[str, str], bytes] | Callable] = {}
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self.resolved: list[str] = []
        self.dialled: list[tuple[str, int]] = []
        self.ports: dict[tuple[str, int], int] = {}

    def resolve(self, host: str, port: int) -> list[str]:
        """Answer as told; a name that nobody knows does not exist."""
        self.resolved.append(host)
        answer = self.names.get(host)
        if isinstance(answer, Exception):
            raise answer
        if answer is None:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        if answer and isinstance(answer[0], list):
            return answer[min(self.resolved.count(host), len(answer)) - 1]  # type: ignore[return-value]
        return answer  # type: ignore[return-value]

    def dial(self, address: tuple[str, int], seconds: float) -> socket.socket:
        """Connect to the server behind the address; nobody else is there."""
        self.dialled.append(address)
        port = self.ports.get(address)
        if port is None:
            raise ConnectionRefusedError(111, "refused")
        return socket.create_connection(("127.0.0.1", port), timeout=seconds)

    def net(self, **limits: float) -> Net:
        """The way out into this internet."""
        return Net(resolve=self.resolve, dial=self.dial, **limits)

    def page(self, address: str, body: bytes = b"<p>isi</p>", status: int = 200, **headers: str) -> None:
        """A page of a host; the host resolves to PUBLIC unless it was given another address before."""
        self.names.setdefault(address.partition("/")[0], [PUBLIC])
        self.pages[address] = (status, headers, body)

    def redirect(self, address: str, to: str, status: int = 302) -> None:
        """A page that leads elsewhere."""
        self.page(address, b"", status, Location=to)


@contextmanager
def internet(tls: ssl.SSLContext | None = None) -> Iterator[Internet]:
    """Open the internet: port 80 of PUBLIC, and with `tls` its port 443 too."""
    made = Internet()
    servers = []
    for port, context in ((80, None), *([(443, tls)] if tls else [])):
        server = _Server(("127.0.0.1", 0), _Handler)
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        server.internet = made  # type: ignore[attr-defined]
        made.ports[PUBLIC, port] = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        servers.append((server, thread))
    try:
        yield made
    finally:
        for server, thread in servers:
            server.shutdown()
            server.server_close()
            thread.join(5)


def drip(handler: BaseHTTPRequestHandler) -> None:
    """Slow loris: a header every tenth of a second, for ever."""
    for n in range(600):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n" if n == 0 else b"X-%d: y\r\n" % n)
        handler.wfile.flush()
        time.sleep(0.1)


def endless(part: bytes, counted: list[int], *, head: bool = False) -> Callable:
    """A body (or one header) without end; `counted` gets how many bytes could be sent."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        start = (
            b"HTTP/1.1 200 OK\r\nX-Long: " if head else b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
        )
        handler.wfile.write(start)
        sent = 0
        try:
            while sent < 50_000_000:
                handler.wfile.write(part)
                sent += len(part)
        except OSError:
            pass
        counted.append(sent)

    return answer
