"""A daemon that speaks clamd's INSTREAM and knows one virus: EICAR's test file."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# in two parts, so that a scanner on the developer's machine leaves this file alone
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + rb"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        daemon: Daemon = self.server.daemon  # type: ignore[attr-defined]
        assert self.rfile.read(10) == b"zINSTREAM\0"
        data = b""
        while length := int.from_bytes(self.rfile.read(4), "big"):
            data += self.rfile.read(length)
            if daemon.limit and len(data) > daemon.limit:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        daemon.scanned.append(data)
        found = b"Eicar-Signature FOUND" if EICAR in data else b"OK"
        self.wfile.write(daemon.reply if daemon.reply is not None else b"stream: " + found + b"\0")


class _Tcp(socketserver.ThreadingTCPServer):
    daemon_threads = True


class _Unix(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


class Daemon:
    """`scanned`: what it looked at; `reply`: what it says instead of the truth; `limit`: the most that it takes."""

    def __init__(self) -> None:
        self.scanned: list[bytes] = []
        self.reply: bytes | None = None
        self.limit = 0
        self.address = ""


@contextmanager
def daemon(path: Path | None = None) -> Iterator[Daemon]:
    """Start it, on a port or at a path."""
    made = Daemon()
    server = _Unix(str(path), _Handler) if path else _Tcp(("127.0.0.1", 0), _Handler)
    server.daemon = made  # type: ignore[attr-defined]
    made.address = str(path) if path else f"127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def closed_port() -> str:
    """An address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"127.0.0.1:{server.getsockname()[1]}"
