"""18: what PortalRB does when it runs out of patience (its guide, section 7): it gives up, comes back, asks the same
again. Against a real server: every answer is whole and the same, and the audit holds whole pulls alone.
"""

import hashlib
import http.client
import os
import signal
import socket
import struct
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.server import free_port, own_environment, run, start
from tests.handover.pulling import WBK, answers_url

SERVING = Path(__file__).with_name("serving.py")
ANSWERS = answers_url("PKM-01")
GONE = (OSError, http.client.HTTPException)

pytestmark = [pytest.mark.slow]


@pytest.fixture
def environment(tmp_path: Path, transactional_db) -> Iterator[dict[str, str]]:
    """A server's environment with a database of its own."""
    with own_environment(tmp_path) as made:
        yield made


class Puller:
    """PortalRB with its own time-outs: `pull` waits for the whole answer, `give_up` goes before it has it."""

    def __init__(self, port: int, token: str) -> None:
        self.port = port
        self.headers = {"Host": "localhost", "Authorization": f"Bearer {token}"}

    def pull(self, path: str) -> bytes:
        """The body of a whole answer."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as line:
            line.request("GET", path, headers=self.headers)
            response = line.getresponse()
            body = response.read()
            told = (response.status, response.headers["ETag"], response.headers["Content-Length"])
            assert told == (200, f'"{hashlib.sha256(body).hexdigest()}"', str(len(body)))
            return body

    def give_up(self, path: str, *, sent: float = 1.0, read: int = 0) -> bytes:
        """Send this share of a request, read so many bytes, then hang up at once (a reset, no polite end)."""
        lines = [
            f"GET {path} HTTP/1.1",
            *(f"{name}: {value}" for name, value in self.headers.items()),
            "",
            "",
        ]
        asked = "\r\n".join(lines).encode()
        with closing(socket.create_connection(("127.0.0.1", self.port), timeout=60)) as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            line.sendall(asked[: int(len(asked) * sent)])
            return line.recv(read, socket.MSG_WAITALL) if read else b""

    def hold(self) -> socket.socket:
        """A request that is never finished: the line stays open until the caller closes it."""
        line = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        line.sendall(f"GET {WBK} HTTP/1.1\r\nHost: localhost\r\n".encode())
        return line


def test_18_an_impatient_puller_gets_the_same_bytes_and_leaves_whole_entries(environment):
    made = run(environment, SERVING, "build")
    port = free_port()
    server = start(environment, port)
    puller = Puller(port, made["token"])
    try:
        first = {path: puller.pull(path) for path in (WBK, ANSWERS)}
        whole = len(first)
        held = [puller.hold() for _ in range(3)]  # of a worker's four threads one at least is free
        for path, body in first.items():
            puller.give_up(path, sent=0.6)
            puller.give_up(path)
            assert puller.give_up(path, read=12) == b"HTTP/1.1 200"
            assert puller.pull(path) == body  # its second attempt
        with ThreadPoolExecutor(6) as several:  # the first attempt still runs when the next ones come
            assert {*several.map(puller.pull, [ANSWERS] * 6)} == {first[ANSWERS]}
        whole += 2 + 6
        for line in held:
            line.close()
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
    for path in first:
        with pytest.raises(GONE):  # refused: a reason to come back
            puller.pull(path)
    server = start(environment, port)
    try:
        assert {path: puller.pull(path) for path in first} == first
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
    left = run(environment, SERVING, "read")
    told = {path: [path, 200, hashlib.sha256(body).hexdigest()] for path, body in first.items()}
    assert left["problems"] == []
    assert {tuple(entry) for entry in left["pulls"]} == {tuple(entry) for entry in told.values()}
    # those that hung up may have been answered into the void, two for each address, or not at all
    assert whole + 2 <= len(left["pulls"]) <= whole + 2 + 4
