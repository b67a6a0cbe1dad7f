"""A server killed with SIGKILL while people save: every answer that it acknowledged is there afterwards."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pytest

ROOT = Path(__file__).parents[2]
PREPARE = Path(__file__).with_name("prepare.py")
TOKEN = "k" * 32
# Questions of one kind and their values in turn: each save changes the score too.
QUESTIONS = ("A.I.1.i.a", "A.I.1.ii.a", "A.I.1.iv.a", "A.I.3.i.a")

pytestmark = [pytest.mark.slow]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A development server's environment with a database file of its own."""
    keep = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    return keep | {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'kill.sqlite3'}",
        "DATA_DIR": str(tmp_path / "data"),
        "DEBUG": "1",
        "SECRET_KEY": "only-for-this-test",
        "DJANGO_SETTINGS_MODULE": "zi_portal.settings",
    }


def run(environment, *args: str) -> dict:
    done = subprocess.run(
        [sys.executable, str(PREPARE), *args],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(environment, port: int) -> subprocess.Popen:
    command = [sys.executable, "-m", "gunicorn", "zi_portal.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", "2", "--threads", "4", "--log-level", "error"]
    server = subprocess.Popen(command, env=environment, cwd=ROOT, start_new_session=True)
    for _ in range(300):
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as probe:
                probe.request("GET", "/sehat/", headers={"Host": "localhost"})
                if probe.getresponse().status == 200:
                    return server
        except OSError:
            time.sleep(0.1)
    server.kill()
    raise AssertionError("the server did not start")


def writer(port: int, made: dict, code: str, acknowledged: dict, stop: threading.Event) -> None:
    """Save the question again and again; remember the last note that the server said it stored."""
    version = 0
    while not stop.is_set():
        note = f"catatan ke-{version + 1} {'x' * 500}"
        data = {"version": version, "nilai": "Ya" if version % 2 else "Tidak", "catatan": note}
        headers = {
            "Host": "localhost",
            "Cookie": f"sessionid={made['session']}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Content-Type": "application/x-www-form-urlencoded",
            "HX-Request": "true",
        }
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
                connection.request("POST", f"/penilaian/{made['pk']}/jawab/{code}/", urlencode(data), headers)
                response = connection.getresponse()
                response.read()
        except (OSError, http.client.HTTPException):
            return
        assert response.status == 200, response.status
        version += 1
        acknowledged[code] = {"note": note, "version": version}


def test_no_acknowledged_answer_is_lost(environment):
    made = run(environment, "build")
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
    left = run(environment, "read", str(made["pk"]))

    assert len(acknowledged) == len(QUESTIONS)
    for code, answer in acknowledged.items():
        stored = left["answers"][code]
        # one more may have been stored whose acknowledgement never left
        assert stored["version"] - answer["version"] in (0, 1)
        if stored["version"] == answer["version"]:
            assert stored["note"] == answer["note"]
    assert (left["totals_equal"], left["answered_equal"], left["audit"]) == (True, True, [])
