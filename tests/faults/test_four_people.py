"""Four people of a team at one unit for a minute, while the lead returns it and the unit answers: a real server.

The lead and three members save, contradict each other, propose, hand in and are reopened, all at once; some of it
from tabs that are behind. Afterwards every save that the server acknowledged is in the audit, every stored answer is
the last one written, totals are those of the answers, and the states are a walk through the table. In the middle of
it the server is killed with SIGKILL and started anew: what it had acknowledged is there all the same.
"""

import http.client
import os
import random
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from tests.faults.server import Browser, free_port, own_environment, run, start, version_in

TEAM = Path(__file__).with_name("team.py")
SECONDS = 60 if connection.vendor == "postgresql" else 20
CODES = ("A.I.1.i.a", "A.I.1.ii.a", "A.I.1.iv.a", "A.I.3.i.a", "A.I.1.i.b")
ASKED = CODES[:2]
VALUES = ("Ya", "Tidak")
LETTERS = ("A", "B", "C")
ROUNDS = 1  # more than this many, however slow the machine
LEAST = 5  # acknowledged saves of each kind of sheet, and conflicts
AT_MOST = 600  # seconds until there are so many
EXPECTED = {200, 204, 302, 403, 409, 422, 503}

pytestmark = [pytest.mark.slow]


@pytest.fixture
def environment(tmp_path: Path, transactional_db) -> Iterator[dict[str, str]]:
    """A development server's environment with a database of its own."""
    with own_environment(tmp_path) as made:
        yield made


class Person:
    """Somebody with one browser; remembers what the server acknowledged and every status it gave."""

    def __init__(self, port: int, made: dict, who: str, kind: str) -> None:
        self.browser = Browser(port, made["sessions"][who])
        self.pk, self.who, self.kind = made["pk"], who, kind
        self.versions: dict[str, int] = {}
        self.acknowledged: list[dict] = []
        self.statuses: Counter[tuple[str, int]] = Counter()
        self.dice = random.Random(who)
        self.said = self.rounds = 0
        self.down = threading.Event()  # the server is being killed

    def post(self, name: str, *args, **data) -> tuple[int, str]:
        """Send a form; anything that is neither done nor a refusal fails the test."""
        url = reverse(f"assessments:{name}", args=[self.pk, *args])
        try:
            status, html = self.browser.post(url, data)
        except (OSError, http.client.HTTPException):
            assert self.down.wait(1), (self.who, url)
            while self.down.is_set():
                time.sleep(0.1)
            return 0, ""  # nobody knows whether it was stored
        self.statuses[name, status] += 1
        assert status in EXPECTED, (self.who, url, status, html[:2000])
        return status, html

    def note(self) -> str:
        """Words that were never said before."""
        self.said += 1
        return f"{self.who} {self.said}"

    def save(self, code: str, name: str, kind: str, **data) -> None:
        """Save an answer, now and then from a tab that is one version behind; learn the version from the answer."""
        seen = self.versions.get(code, 0)
        if seen and self.dice.random() < 0.1:
            seen -= 1
        note = self.note()
        value = self.dice.choice(LETTERS if code.endswith("b") else VALUES)
        status, html = self.post(name, code, version=seen, nilai=value, catatan=note, **data)
        told = version_in(html)
        if told is not None:
            self.versions[code] = told
        if status == 200:
            assert told is not None, html[:500]
            self.acknowledged.append({"kind": kind, "code": code, "note": note})

    def write(self, name: str, code: str) -> int:
        """Write a text about a question that carries a version of its own; learn it from the answer."""
        seen = self.versions.get(f"{name} {code}", 0)
        status, html = self.post(name, code, teks=self.note(), version=seen)
        told = version_in(html)
        if told is not None:
            self.versions[f"{name} {code}"] = told
        return status


def member_at_work(person: Person) -> None:
    """One act of a member."""
    person.save(person.dice.choice(CODES), "tpi_save", "member", lembar="member", halaman="MP")
    if person.dice.random() < 0.2:
        person.post("tpi_done")
    if person.dice.random() < 0.2:
        person.post("round_proposal", person.dice.choice(ASKED), teks=person.note(), version=0)


def lead_at_work(person: Person) -> None:
    """One act of the lead."""
    person.save(person.dice.choice(CODES), "tpi_save", "tpi", lembar="tpi", halaman="MP")
    act = person.dice.random()
    if act < 0.15:
        person.post("tpi_agree", area="SEMUA")
    elif act < 0.4:
        written = {person.write("round_request", code) for code in ASKED}
        returned, _ = person.post("round_return", due=f"{timezone.localdate() + timedelta(days=2):%Y-%m-%d}")
        person.rounds += written == {200} and returned == 302


def petugas_at_work(person: Person) -> None:
    """One act of the unit: it mends what is asked, if anything is, and tries what is not."""
    for code in (*ASKED, *ASKED, person.dice.choice(CODES)):
        person.save(code, "save_answer", "draft")
    person.write("round_reply", person.dice.choice(ASKED))


def head_at_work(person: Person) -> None:
    """The head submits whenever it is possible."""
    person.post("move", "ajukan_perbaikan")
    time.sleep(1)


WORK: dict[str, tuple[str, Callable[[Person], None]]] = {
    "ketua": ("tpi", lead_at_work),
    "anggota": ("member", member_at_work),
    "anggota2": ("member", member_at_work),
    "anggota3": ("member", member_at_work),
    "petugas": ("draft", petugas_at_work),
    "pimpinan_unit": ("draft", head_at_work),
}


def acknowledged_of(people: dict[str, Person]) -> list[dict]:
    """Every save that the server said it stored."""
    return [ack for person in people.values() for ack in list(person.acknowledged)]


def conflicts_of(people: dict[str, Person]) -> int:
    """How often somebody was told that another was first."""
    return sum(n for p in people.values() for (_, status), n in list(p.statuses.items()) if status == 409)


def is_enough(people: dict[str, Person]) -> bool:
    """Whether everything that is to be looked at has happened often enough."""
    kinds = Counter(ack["kind"] for ack in acknowledged_of(people))
    return (
        people["ketua"].rounds > ROUNDS
        and all(person.statuses for person in people.values())
        and all(kinds[kind] >= LEAST for kind in ("member", "tpi", "draft"))
        and conflicts_of(people) >= LEAST
    )


def killed_and_started(server, environment: dict, port: int, people: dict[str, Person]) -> subprocess.Popen:
    """The server dies in the middle of whatever it does, and another one takes its place."""
    for person in people.values():
        person.down.set()
    os.killpg(server.pid, signal.SIGKILL)
    server.wait()
    server = start(environment, port)
    for person in people.values():
        person.down.clear()
    return server


def test_a_minute_of_six_people_loses_nothing(environment):
    made = run(environment, TEAM, "build")
    port = free_port()
    server = start(environment, port)
    people = {who: Person(port, made, who, kind) for who, (kind, _) in WORK.items()}
    stop, faults = threading.Event(), []

    def live(who: str) -> None:
        try:
            while not stop.is_set():
                WORK[who][1](people[who])
        except (AssertionError, OSError, http.client.HTTPException) as error:  # a thread cannot fail the test
            faults.append(f"{who}: {error!r}")
            stop.set()

    threads = [threading.Thread(target=live, args=(who,), daemon=True) for who in WORK]
    for thread in threads:
        thread.start()
    begun, killed = time.monotonic(), False
    while not stop.wait(0.2):
        over = time.monotonic() - begun
        if over > SECONDS / 2 and not killed:
            killed = True
            server = killed_and_started(server, environment, port, people)
        if over > AT_MOST or (killed and over > SECONDS and is_enough(people)):
            stop.set()
    for thread in threads:
        thread.join(60)
    os.killpg(server.pid, signal.SIGTERM)
    server.wait(30)
    acknowledged = acknowledged_of(people)
    left = run(environment, TEAM, "check", str(made["pk"]), data=acknowledged)

    assert faults == []
    assert killed
    assert left["wrong"] == []
    assert left["rounds"] > ROUNDS
    for who, person in people.items():
        assert person.statuses, who
    for kind in ("member", "tpi", "draft"):
        assert sum(ack["kind"] == kind for ack in acknowledged) >= LEAST, kind
    assert conflicts_of(people) >= LEAST
