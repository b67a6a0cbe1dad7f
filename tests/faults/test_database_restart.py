"""PostgreSQL crashes and comes back while people save and a worker works: nothing acknowledged is lost.

Meanwhile the portal says in its own words what is the matter, and answers by itself once the database is there again.
"""

import os
import signal
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.faults.cluster import cluster
from tests.faults.server import Browser, environment_of, free_port, run, start, start_worker, version_in

PREPARE = Path(__file__).with_name("prepare.py")
QUESTIONS = ("A.I.1.i.a", "A.I.1.ii.a", "A.I.1.iv.a", "A.I.3.i.a")
ENOUGH = 40 if os.environ.get("FAULTS") == "all" else 3  # saves of each question before and after the crash
AWAY = "Basis data portal sedang tidak dapat dihubungi"

pytestmark = [pytest.mark.slow, pytest.mark.postgres]


class Writer(threading.Thread):
    """Saves one question again and again, and the same text once more where the portal said "not now"."""

    def __init__(self, port: int, made: dict, code: str) -> None:
        super().__init__(daemon=True)
        self.browser = Browser(port, made["session"])
        self.path = f"/penilaian/{made['pk']}/jawab/{code}/"
        self.acknowledged: list[tuple[int, str]] = []
        self.statuses: Counter[int] = Counter()
        self.stop, self.fault = threading.Event(), ""

    def run(self) -> None:
        version = said = 0
        while not self.stop.is_set():
            said += 1
            data = {"nilai": "Ya" if said % 2 else "Tidak", "catatan": f"catatan ke-{said}"}
            status, html = self.browser.post(self.path, {"version": version, **data})
            self.statuses[status] += 1
            if status == 200:
                version = version_in(html) or 0
                self.acknowledged.append((version, data["catatan"]))
            elif status == 409:  # stored in the very moment of the crash, its acknowledgement never left
                version = version_in(html) or 0
            elif status == 503 and html.startswith(AWAY):
                time.sleep(0.1)
            else:
                self.fault = f"{status}: {html[:500]}"
                return


def wait_for(writers: list[Writer], saves: int) -> None:
    """Until each has so many saves acknowledged."""
    deadline = time.monotonic() + 60
    while any(len(one.acknowledged) < saves and one.is_alive() for one in writers):
        assert time.monotonic() < deadline, [one.statuses for one in writers]
        time.sleep(0.05)


@pytest.fixture
def environment(tmp_path: Path, transactional_db):
    """Production's error pages, a worker's queue, and a database that may crash."""
    with cluster() as database:
        more = {"TASKS_WORKER": "1", "DJANGO_SETTINGS_MODULE": "tests.faults.plain_settings"}
        yield database, environment_of(database.url, tmp_path, **more)


def test_the_database_crashes_and_comes_back(environment):
    database, settings = environment
    made = run(settings, PREPARE, "build")
    port = free_port()
    server, worker = start(settings, port), start_worker(settings)
    writers = [Writer(port, made, code) for code in QUESTIONS]
    try:
        for writer in writers:
            writer.start()
        wait_for(writers, ENOUGH)
        database.crash()
        status, page = Browser(port, made["session"]).get(f"/penilaian/{made['pk']}/")
        assert (status, f"<h1>{AWAY}</h1>" in page, "<html" in page) == (503, True, True)
        database.start()
        wait_for(writers, max(len(one.acknowledged) for one in writers) + ENOUGH)
        assert Browser(port, made["session"]).get(f"/penilaian/{made['pk']}/")[0] == 200
        for writer in writers:
            writer.stop.set()
        for writer in writers:
            writer.join(30)
        assert [one.fault for one in writers] == [""] * len(writers)
        assert sum(one.statuses[503] for one in writers) > 0
        assert worker.poll() is None
        assert run(settings, PREPARE, "worked")["job"] == "done"
    finally:
        for process in (server, worker):
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)
    left = run(settings, PREPARE, "read", str(made["pk"]))
    for writer, code in zip(writers, QUESTIONS, strict=True):
        version, note = writer.acknowledged[-1]
        stored = left["answers"][code]
        assert stored["version"] - version in (0, 1)
        if stored["version"] == version:
            assert stored["note"] == note
    assert left["faults"] == []
