"""A server killed with SIGKILL while people save: every answer that it acknowledged is there afterwards."""

import http.client
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.server import Browser, free_port, own_environment, run, start

PREPARE = Path(__file__).with_name("prepare.py")
# Questions of one kind and their values in turn: each save changes the score too.
QUESTIONS = ("A.I.1.i.a", "A.I.1.ii.a", "A.I.1.iv.a", "A.I.3.i.a")

pytestmark = [pytest.mark.slow]


@pytest.fixture
def environment(tmp_path: Path, transactional_db) -> Iterator[dict[str, str]]:
    """A development server's environment with a database of its own."""
    with own_environment(tmp_path) as made:
        yield made


def writer(port: int, made: dict, code: str, acknowledged: dict, stop: threading.Event) -> None:
    """Save the question again and again; remember the last note that the server said it stored."""
    browser, version = Browser(port, made["session"]), 0
    while not stop.is_set():
        note = f"catatan ke-{version + 1} {'x' * 500}"
        data = {"version": version, "nilai": "Ya" if version % 2 else "Tidak", "catatan": note}
        try:
            status, _ = browser.post(f"/penilaian/{made['pk']}/jawab/{code}/", data)
        except (OSError, http.client.HTTPException):
            return
        assert status == 200, status
        version += 1
        acknowledged[code] = {"note": note, "version": version}


def test_no_acknowledged_answer_is_lost(environment):
    made = run(environment, PREPARE, "build")
    port = free_port()
    server = start(environment, port)
    acknowledged: dict[str, dict] = {}
    stop = threading.Event()
    threads = [
        threading.Thread(target=writer, args=(port, made, code, acknowledged, stop), daemon=True)
        for code in QUESTIONS
    ]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not (
        len(acknowledged) == len(QUESTIONS) and all(a["version"] >= 3 for a in list(acknowledged.values()))
    ):
        time.sleep(0.05)
    os.killpg(server.pid, signal.SIGKILL)  # in the middle of whatever it does
    server.wait()
    stop.set()
    for thread in threads:
        thread.join(30)
    left = run(environment, PREPARE, "read", str(made["pk"]))

    assert len(acknowledged) == len(QUESTIONS)
    for code, answer in acknowledged.items():
        stored = left["answers"][code]
        # one more may have been stored whose acknowledgement never left
        assert stored["version"] - answer["version"] in (0, 1)
        if stored["version"] == answer["version"]:
            assert stored["note"] == answer["note"]
    assert (left["totals_equal"], left["answered_equal"], left["audit"]) == (True, True, [])
