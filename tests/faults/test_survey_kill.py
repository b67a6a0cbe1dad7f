"""People answer a survey while workers are killed: what was acknowledged is there, and nothing is there twice."""

import http.client
import os
import signal
import subprocess
import threading
import time
import uuid
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.faults.server import free_port, own_environment, run, start

PREPARE = Path(__file__).with_name("prepare_survey.py")
PEOPLE, FORMS = 4, 10

pytestmark = [pytest.mark.slow]


def post(port: int, path: str, data: dict) -> int:
    """The status of an answer; OSError or HTTPException when the worker died."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as line:
        headers = {"Host": "localhost", "Content-Type": "application/x-www-form-urlencoded"}
        line.request("POST", path, urlencode(data), headers)
        return line.getresponse().status


def person(port: int, made: dict, codes: list[str], acknowledged: list[str]) -> None:
    """Answer with each code, and until it is acknowledged again with the same form; then once more by mistake."""
    for code in codes:
        form = {f"q_a{n}": 5 for n in range(1, 6)} | {"service": made["service"], "told": "tidak"}
        form |= {"form_id": str(uuid.uuid4()), "slip": code, "comment": code}
        form |= {"name": code, "phone": "0812 3456 7890"}
        said, until = 0, time.monotonic() + 60
        while said != 302 and time.monotonic() < until:
            try:
                said = post(port, f"/s/{made['code']}/", form)
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)
        assert said == 302
        acknowledged.append(code)
        try:
            post(port, f"/s/{made['code']}/", form)
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)


def test_every_acknowledged_answer_counts_once(tmp_path, transactional_db):
    with own_environment(tmp_path) as environment:
        made, port = run(environment, PREPARE, "build", str(PEOPLE * FORMS)), free_port()
        server, acknowledged = start(environment, port), []
        shares = [made["codes"][n::PEOPLE] for n in range(PEOPLE)]
        people = [threading.Thread(target=person, args=(port, made, share, acknowledged)) for share in shares]
        try:
            for one in people:
                one.start()
            for reached in (8, 20):
                while len(acknowledged) < reached and any(one.is_alive() for one in people):
                    time.sleep(0.01)
                workers = subprocess.run(
                    ["pgrep", "-P", str(server.pid)], capture_output=True, text=True, check=True
                )
                os.kill(int(workers.stdout.split()[0]), signal.SIGKILL)
            for one in people:
                one.join(120)
        finally:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
        left = run(environment, PREPARE, "read")
    assert sorted(acknowledged) == sorted(made["codes"])
    assert (left["comments"], left["used"]) == (sorted(made["codes"]), PEOPLE * FORMS)
    assert left["faults"] == []
    assert left["names"] == sorted(made["codes"])
