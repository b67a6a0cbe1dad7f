"""A load on a real server: gunicorn as in production, a worker for jobs, virtual people, and what came of it."""

import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.faults.server import ROOT, free_port, own_environment, run, start
from tests.load.people import Person, Sample

TOWN = Path(__file__).with_name("town.py")


@dataclass
class Load:
    """What a crowd met."""

    samples: list[Sample]
    seconds: float

    @property
    def faults(self) -> Counter:
        """What went wrong, by act; being refused as busy is no fault."""
        return Counter(f"{sample.act}: {sample.fault}" for sample in self.samples if sample.fault)

    @property
    def served(self) -> list[float]:
        """Seconds of the requests that were served, the quickest first."""
        return sorted(sample.seconds for sample in self.samples if sample.status not in (0, 503))

    @property
    def refused(self) -> int:
        """How often somebody was told that the portal is busy."""
        return sum(sample.status == 503 for sample in self.samples)

    def at(self, percent: int) -> float:
        """The percentile of the served requests, in seconds."""
        return percentile(self.served, percent)

    def ratios(self, parts: int) -> list[float]:
        """p99 in medians, of each part of the time."""
        begun = min(sample.at for sample in self.samples)
        pieces: list[list[Sample]] = [[] for _ in range(parts)]
        for sample in self.samples:
            pieces[min(parts - 1, int((sample.at - begun) / self.seconds * parts))].append(sample)
        loads = [Load(piece, self.seconds / parts) for piece in pieces]
        return [load.at(99) / load.at(50) for load in loads]

    def table(self) -> str:
        """One line an act, in ms."""
        lines = [f"{'':24}{'times':>6}{'busy':>6}{'p50':>7}{'p95':>7}{'p99':>7}{'max':>7}  ms"]
        for act in sorted({sample.act for sample in self.samples}):
            mine = [sample for sample in self.samples if sample.act == act]
            lines.append(row(act, mine))
        lines.append(row(f"all ({len(self.samples) / self.seconds:.1f} a second)", self.samples))
        return "\n".join(lines + [f"FAULT {fault}: {times}" for fault, times in self.faults.items()])


def percentile(ordered: list[float], percent: int) -> float:
    """The value below which `percent` of 100 lie."""
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] if ordered else 0.0


def row(name: str, samples: list[Sample]) -> str:
    """A line of the table."""
    served = sorted(sample.seconds for sample in samples if sample.status not in (0, 503))
    busy = sum(sample.status == 503 for sample in samples)
    times = "".join(f"{percentile(served, p) * 1000:7.0f}" for p in (50, 95, 99, 100))
    return f"{name:24}{len(samples):6}{busy:6}{times}"


class Portal:
    """A running portal with its people, who remember what they know from one crowd to the next."""

    def __init__(self, environment: dict[str, str], port: int, made: dict) -> None:
        self.environment = environment
        self.people = [Person(f"http://127.0.0.1:{port}", made, spec) for spec in made["people"]]

    def crowd(
        self, count: int, seconds: float, think: Callable[[], float], busy: Callable[[float], float] = float
    ) -> Load:
        """Let the first so many people work for so long; what they met."""
        crowd, deadline = self.people[:count], time.monotonic() + seconds
        for one in crowd:
            one.think, one.busy, one.samples = think, busy, []
        threads = [
            threading.Thread(target=one.live, args=(lambda: time.monotonic() > deadline,), daemon=True)
            for one in crowd
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(seconds + 150)
        assert not any(thread.is_alive() for thread in threads), "somebody still waits"
        return Load([sample for one in crowd for sample in one.samples], seconds)

    def check(self) -> dict:
        """What was acknowledged so far, and what the database says of it."""
        told = {
            "saves": [save for one in self.people for save in one.told.saves],
            "files": [file for one in self.people for file in one.told.files],
            "jobs": {one.spec["who"]: one.told.jobs for one in self.people if one.told.jobs},
        }
        return told | run(self.environment, TOWN, "check", data=told)


def as_in_production(environment: dict[str, str], folder: Path) -> dict[str, str]:
    """The environment of a server behind nginx, with its static files gathered."""
    made = environment | {
        "DEBUG": "0",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "ALLOWED_HOSTS": "localhost",
        "SITE_URL": "https://localhost",
        "STATIC_ROOT": str(folder / "static"),
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": "9",
        "DEFAULT_FROM_EMAIL": "portal@example.go.id",
        "TRUSTED_PROXIES": "1",
        "SECOND_FACTOR": "0",  # sessions are made, not signed in to
        "LOG_LEVEL": "ERROR",
    }
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"]
    subprocess.run(command, cwd=ROOT, env=made, check=True)
    return made


@contextmanager
def portal(folder: Path, people: int, *, production: bool) -> Iterator[Portal]:
    """A portal on two workers as gunicorn.conf.py has them, and a worker for jobs, in a database of its own."""
    with own_environment(folder) as environment:
        environment |= {"TASKS_WORKER": "1"}
        if production:
            environment = as_in_production(environment, folder)
        made = run(environment, TOWN, "build", str(people))
        port = free_port()
        servers = [start(environment, port, "--workers", "2")]
        command = [sys.executable, "manage.py", "db_worker", "--no-reload"]
        with (folder / "worker.log").open("wb") as log:  # it says a line of each job
            worker = {"env": environment, "stdout": log, "stderr": log, "start_new_session": True}
            servers.append(subprocess.Popen(command, cwd=ROOT, **worker))
        try:
            yield Portal(environment, port, made)
        finally:
            for server in servers:
                os.killpg(server.pid, signal.SIGTERM)
            for server in servers:
                server.wait(60)
