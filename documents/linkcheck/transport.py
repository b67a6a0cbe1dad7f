"""HTTP to one numeric address that was checked before, with a limit of bytes and a cord to cut it."""

import http.client
import io
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress

MAX_BYTES = 64 * 1024  # head and body together

Dial = Callable[[tuple[str, int], float], socket.socket]


def system_dial(address: tuple[str, int], seconds: float) -> socket.socket:
    """Connect to a numeric address."""
    return socket.create_connection(address, timeout=seconds)


class _Counted(io.RawIOBase):
    """Reads on as far as MAX_BYTES, then acts as if the other side had ended."""

    def __init__(self, raw: io.RawIOBase) -> None:
        self._raw = raw
        self.left = MAX_BYTES

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: memoryview) -> int | None:  # type: ignore[override]
        """Fill what may still be read."""
        with memoryview(buffer) as view:
            count = self._raw.readinto(view[: self.left])
        self.left -= count or 0
        return count

    def close(self) -> None:
        """Close the connection's end too."""
        self._raw.close()
        super().close()


class _Bounded(http.client.HTTPResponse):
    """A response of which no more than MAX_BYTES is ever read, endless heads included."""

    def __init__(self, sock: socket.socket, *args: object, **kwargs: object) -> None:
        super().__init__(sock, *args, **kwargs)  # type: ignore[arg-type]
        self._counted = _Counted(self.fp.detach())
        self.fp = io.BufferedReader(self._counted, 8 * 1024)

    def begin(self) -> None:
        """Read the head; one that uses up the limit is none."""
        super().begin()
        if self._counted.left == 0:
            raise http.client.LineTooLong("head")


class Connection(http.client.HTTPConnection):
    """Talks to `address`, whatever `host` may resolve to by now; with `context`, in TLS that proves `host`."""

    response_class = _Bounded

    def __init__(
        self,
        address: tuple[str, int],
        host: str,
        *,
        dial: Dial,
        context: ssl.SSLContext | None,
        connect: float,
        read: float,
    ) -> None:
        self.default_port = http.client.HTTPS_PORT if context else http.client.HTTP_PORT
        super().__init__(host, address[1], timeout=read)
        self._address, self._dial, self._context, self._seconds = address, dial, context, connect
        self._cord: socket.socket | None = None
        self._cut = False

    @property
    def dialled(self) -> bool:
        """Whether anybody answered at the address."""
        return self._cord is not None

    def connect(self) -> None:
        """Dial the address itself; no name is looked up here."""
        sock = self._dial(self._address, self._seconds)
        self._cord = sock.dup()
        if self._cut:
            self.cut()
        sock.settimeout(self.timeout)
        self.sock = sock
        if self._context is not None:
            self.sock = self._context.wrap_socket(sock, server_hostname=self.host)

    def cut(self) -> None:
        """End the connection from another thread: whoever waits for it wakes up."""
        self._cut = True
        if self._cord is not None:
            with suppress(OSError):
                self._cord.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close everything, the cord too."""
        super().close()
        if self._cord is not None:
            self._cord.close()
