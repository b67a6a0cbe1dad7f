"""A load on a real server: gunicorn as in production, a worker for jobs, virtual people, and what came of it."""

import os
import secrets
import signal
import statistics
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
    told: dict

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

    @property
    def ratio(self) -> float:
        """p99 in medians."""
        return self.at(99) / self.at(50)

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
    """A running portal with its people."""

    def __init__(self, environment: dict[str, str], port: int, made: dict) -> None:
        self.environment, self.made = environment, made
        self.base = f"http://127.0.0.1:{port}"

    def crowd(
        self, people: int, seconds: float, think: Callable[[], float], busy: Callable[[float], float]
    ) -> list[Person]:
        """Let the first so many people work for so long; returns them."""
        crowd = [Person(self.base, self.made, spec, think, busy) for spec in self.made["people"][:people]]
        deadline = time.monotonic() + seconds
        threads = [
            threading.Thread(target=one.live, args=(lambda: time.monotonic() > deadline,), daemon=True)
            for one in crowd
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(seconds + 150)
        assert not [thread for thread in threads if thread.is_alive()], "somebody still waits"
        return crowd

    def check(self, *crowds: list[Person]) -> dict:
        """What the database says of everything that was acknowledged."""
        people = [one for crowd in crowds for one in crowd]
        jobs: Counter[str] = Counter()
        for one in people:
            jobs[one.spec["who"]] += one.told.jobs
        told = {
            "saves": [save for one in people for save in one.told.saves],
            "files": [file for one in people for file in one.told.files],
            "jobs": {who: count for who, count in jobs.items() if count},
        }
        return told | run(self.environment, TOWN, "check", data=told)


def met(crowd: list[Person], seconds: float, told: dict) -> Load:
    """What a crowd met, all together."""
    return Load([sample for one in crowd for sample in one.samples], seconds, told)


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
        servers.append(subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True))
        try:
            yield Portal(environment, port, made)
        finally:
            for server in servers:
                os.killpg(server.pid, signal.SIGTERM)
            for server in servers:
                server.wait(60)


def spread(values: list[float]) -> tuple[float, float, float]:
    """Median, least and most."""
    return statistics.median(values), min(values), max(values)
