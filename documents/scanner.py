"""ClamAV over its socket (CLAMAV_SOCKET): is there a virus in what came? Protocol: clamd(8), command INSTREAM."""

import logging
import re
import socket
from contextlib import suppress
from typing import IO

from django.conf import settings

from documents.errors import StoreError, UploadRefused

logger = logging.getLogger(__name__)
CHUNK = 256 * 1024
SECONDS = 30  # for each step; a large file in a slow scanner
MAX_REPLY = 4096
_FOUND = re.compile(r"\Astream: (?P<signature>.{1,200}) FOUND\Z")


class Infected(UploadRefused):
    """A virus was found; nothing is kept. `signature` is the scanner's name for it."""

    def __init__(self, signature: str, *, sha256: str, size: int, filename: str) -> None:
        super().__init__(
            f"Berkas ini mengandung virus ({signature}), jadi tidak disimpan. Bersihkan komputer asalnya, lalu unggah "
            "berkas yang bersih."
        )
        self.signature, self.sha256, self.size, self.filename = signature, sha256, size, filename


class ScannerAway(StoreError):
    """The scanner gives no verdict: not running, out of time, or the file is larger than it takes."""


def virus_in(handle: IO[bytes]) -> str | None:
    """Return the name of the virus that the scanner finds in all of `handle`, None when it finds none, or none is
    configured. Without a verdict: ScannerAway, or None with a line in the log where CLAMAV_REQUIRED is off.
    """
    if not settings.CLAMAV_SOCKET:
        return None
    try:
        return verdict(handle)
    except (OSError, ScannerAway) as error:
        if settings.CLAMAV_REQUIRED:
            raise ScannerAway(str(error)) from error
        logger.warning("taken without a look for viruses: %s", error)
        return None


def verdict(handle: IO[bytes]) -> str | None:
    """What the scanner says of `handle`; raises OSError or ScannerAway when it says nothing."""
    return _verdict(_ask(settings.CLAMAV_SOCKET, handle))


def _ask(address: str, handle: IO[bytes]) -> str:
    handle.seek(0)
    with _connect(address) as sock:
        try:
            sock.sendall(b"zINSTREAM\0")
            while chunk := handle.read(CHUNK):
                sock.sendall(len(chunk).to_bytes(4, "big") + chunk)
            sock.sendall(bytes(4))
        except (BrokenPipeError, ConnectionResetError):
            with suppress(OSError):  # it hangs up on what is larger than it takes, and says so first
                return _reply(sock)
            raise
        return _reply(sock)


def _connect(address: str) -> socket.socket:
    """To "host:port", or a path; "tcp://" and "unix:" in front are taken too."""
    address = address.removeprefix("tcp://").removeprefix("unix:")
    if not address.startswith("/"):
        host, _, port = address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=SECONDS)
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        sock.settimeout(SECONDS)
        sock.connect(address)
    except OSError:
        sock.close()
        raise
    return sock


def _reply(sock: socket.socket) -> str:
    data = b""
    while not data.endswith(b"\0") and len(data) < MAX_REPLY and (part := sock.recv(MAX_REPLY)):
        data += part
    return data.rstrip(b"\0\n").decode("utf-8", "replace")


def _verdict(reply: str) -> str | None:
    if reply == "stream: OK":
        return None
    if found := _FOUND.match(reply):
        return found["signature"]
    raise ScannerAway(f"the scanner says {reply[:200]!r}")
