"""Server and worker killed with SIGKILL while people save, upload and ask for papers: what was acknowledged is there
afterwards, and what a worker was about is taken up by the next.
"""

import hashlib
import http.client
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.server import Browser, free_port, own_environment, run, start, start_worker

PREPARE = Path(__file__).with_name("prepare.py")
# Questions of one kind and their values in turn: each save changes the score too.
QUESTIONS = ("A.I.1.i.a", "A.I.1.ii.a", "A.I.1.iv.a", "A.I.3.i.a")

pytestmark = [pytest.mark.slow]


@pytest.fixture
def environment(tmp_path: Path, transactional_db) -> Iterator[dict[str, str]]:
    """A development server's environment with a database of its own, and a worker's queue."""
    with own_environment(tmp_path) as made:
        yield made | {"TASKS_WORKER": "1"}


def writer(port: int, made: dict, code: str, acknowledged: dict, stop: threading.Event, faults: list) -> None:
    """Save the question again and again, also when the server is busy; remember the last note that it has stored."""
    browser, version = Browser(port, made["session"]), 0
    while not stop.is_set():
        note = f"catatan ke-{version + 1} {'x' * 500}"
        data = {"version": version, "nilai": "Ya" if version % 2 else "Tidak", "catatan": note}
        try:
            status, _ = browser.post(f"/penilaian/{made['pk']}/jawab/{code}/", data)
        except (OSError, http.client.HTTPException):
            return
        if status == 503:
            continue
        if status != 200:
            return faults.append((code, status))
        version += 1
        acknowledged[code] = {"note": note, "version": version}


def uploader(port: int, made: dict, acknowledged: dict, stop: threading.Event, faults: list) -> None:
    """Upload one file after the other, and ask for a score sheet each time."""
    browser, number = Browser(port, made["session"]), 0
    while not stop.is_set():
        number += 1
        content = b"%PDF-1.4\n1 0 obj<<>>endobj\n%" + b"0" * 200_000 + b"%d\ntrailer<<>>\n%%%%EOF\n" % number
        fields = {"title": f"Dokumen {number}", "kind": "sk"}
        try:
            status, html = browser.upload(f"/penilaian/{made['pk']}/bukti/A.I.1.i.b/tambah/", fields, content)
            browser.post(f"/penilaian/{made['pk']}/dokumen/lembar-nilai/", {})
        except (OSError, http.client.HTTPException):
            return
        if status == 503:
            continue
        if status >= 400:
            return faults.append((status, html))
        acknowledged["uploads"] = [*acknowledged.get("uploads", []), hashlib.sha256(content).hexdigest()]


def test_no_acknowledged_answer_is_lost(environment):
    made = run(environment, PREPARE, "build")
    port = free_port()
    server, worker = start(environment, port), start_worker(environment)
    acknowledged: dict[str, Any] = {}
    stop, faults = threading.Event(), []
    threads = [
        threading.Thread(target=writer, args=(port, made, code, acknowledged, stop, faults), daemon=True)
        for code in QUESTIONS
    ]
    threads.append(
        threading.Thread(target=uploader, args=(port, made, acknowledged, stop, faults), daemon=True)
    )
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 300
    while (
        not faults
        and time.monotonic() < deadline
        and not (
            len(acknowledged) == len(QUESTIONS) + 1
            and all(acknowledged[code]["version"] >= 3 for code in QUESTIONS)
            and len(acknowledged["uploads"]) >= 3
        )
    ):
        time.sleep(0.05)
    for process in (server, worker):
        os.killpg(process.pid, signal.SIGKILL)  # in the middle of whatever it does
        process.wait()
    stop.set()
    for thread in threads:
        thread.join(30)
    run(environment, PREPARE, "take-up")
    again = start_worker(environment, "--batch")
    assert again.wait(300) == 0
    left = run(environment, PREPARE, "read", str(made["pk"]))

    assert faults == []
    uploads = acknowledged.pop("uploads")
    assert set(uploads) <= set(left["uploads"])
    assert set(left["jobs"]) == {"done"}
    assert len(acknowledged) == len(QUESTIONS)
    for code, answer in acknowledged.items():
        stored = left["answers"][code]
        # one more may have been stored whose acknowledgement never left
        assert stored["version"] - answer["version"] in (0, 1)
        if stored["version"] == answer["version"]:
            assert stored["note"] == answer["note"]
    assert left["faults"] == []
