"""A PostgreSQL server of a test's own, which it may stop and start, with the tables of this run's database."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

from django.db import connection

from tests.faults.server import ROOT

# What the crash of a server (not of the machine) may not lose needs no fsync, but every commit written.
OPTIONS = ("fsync=off", "synchronous_commit=on", "listen_addresses=", "max_connections=40")


def binaries() -> Path:
    """The folder with initdb, as `./dev` finds it."""
    loader = SourceFileLoader("dev", str(ROOT / "dev"))
    spec = spec_from_loader("dev", loader)
    dev = module_from_spec(spec)
    loader.exec_module(dev)
    return dev.postgres_bin()


class Cluster:
    """A server under a folder of its own; `url` leads to a database in it."""

    def __init__(self, home: Path) -> None:
        self.home, self.bin, self.who = home, binaries(), {}
        self.url = f"postgres://zi@{str(home).replace('/', '%2F')}/postgres"
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            entry = pwd.getpwnam("postgres")
            self.who = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
            os.chown(home, entry.pw_uid, entry.pw_gid)

    def tool(self, name: str, *arguments: str) -> None:
        """Run a program of PostgreSQL on this cluster."""
        command = [self.bin / name, "-D", self.home / "data", *arguments]
        with (self.home / "log").open("ab") as log:
            pipes = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
            done = subprocess.run(command, cwd=self.home, check=False, **pipes, **self.who)
        assert done.returncode == 0, (self.home / "log").read_text()[-2000:]

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = (*OPTIONS, f"unix_socket_directories={self.home}")
        self.tool("pg_ctl", "-w", "-o", " ".join(f"-c {option}" for option in options), "start")

    def crash(self) -> None:
        """Stop it as a crash does: nobody is asked, nothing is finished."""
        self.tool("pg_ctl", "-w", "-m", "immediate", "stop")

    def copy_tables(self) -> None:
        """Bring what this run's database holds."""
        there = connection.settings_dict
        source = [self.bin / "pg_dump", "-h", there["HOST"], "-U", there["USER"], "-x", "-O", there["NAME"]]
        sink = [
            self.bin / "psql",
            "-q",
            "-h",
            str(self.home),
            "-U",
            "zi",
            "-v",
            "ON_ERROR_STOP=1",
            "postgres",
        ]
        dump = subprocess.run(source, check=True, capture_output=True)
        subprocess.run(sink, input=dump.stdout, check=True, capture_output=True)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A running server with the tables; gone at the end."""
    home = Path(tempfile.mkdtemp(prefix="zi-faults-"))
    made = Cluster(home)
    try:
        made.tool("initdb", "-U", "zi", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        made.start()
        made.copy_tables()
        yield made
    finally:
        if (home / "data" / "postmaster.pid").exists():
            made.crash()
        shutil.rmtree(home, ignore_errors=True)
