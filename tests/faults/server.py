"""A real server in a process of its own, with a database of its own, for tests of what happens to it."""

import http.client
import json
import os
import re
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode

import psycopg2
from django.db import connection

ROOT = Path(__file__).parents[2]
TOKEN = "k" * 32
PORTS = range(20_000, 32_000)  # none that the kernel gives to outgoing connections
_started: list[subprocess.Popen] = []


@contextmanager
def own_environment(folder: Path) -> Iterator[dict[str, str]]:
    """A development server's environment with an empty database of the kind that this run tests on."""
    with own_database(folder) as url, nothing_left():
        yield environment_of(url, folder)


@contextmanager
def nothing_left() -> Iterator[None]:
    """Servers and workers that are started inside and still run at the end are killed, however it ends."""
    try:
        yield
    finally:
        for process in _started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        _started.clear()


@contextmanager
def empty_database(folder: Path) -> Iterator[dict[str, str]]:
    """The same with nothing in the database, not even tables."""
    with own_database(folder, copied=False) as url:
        yield environment_of(url, folder)


def environment_of(url: str, folder: Path, **more: str) -> dict[str, str]:
    """The environment of a development server with this database and this folder for its data."""
    keep = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    return keep | {
        "DATABASE_URL": url,
        "DATA_DIR": str(folder / "data"),
        "DEBUG": "1",
        "SECRET_KEY": "only-for-this-test",
        "DJANGO_SETTINGS_MODULE": "zi_portal.settings",
        **more,
    }


@contextmanager
def own_database(folder: Path, *, copied: bool = True) -> Iterator[str]:
    """The URL of a database without rows: a file, or one on the PostgreSQL server of this run, dropped afterwards.

    A copy of this run's own where it may be copied, which has its tables already.
    """
    if connection.vendor != "postgresql":
        with closing(sqlite3.connect(folder / "server.sqlite3")) as copy:
            if copied:
                connection.ensure_connection()
                connection.connection.backup(copy)
        yield _url(folder / "server.sqlite3")
        return
    name, own = f"zi_{uuid.uuid4().hex}", connection.settings_dict["NAME"]
    connection.close()
    with _maintenance() as cursor:
        try:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE {own if copied else 'template1'}")
        except psycopg2.errors.ObjectInUse:  # by what an earlier test left behind
            cursor.execute(f"CREATE DATABASE {name}")
    try:
        yield _url(name)
    finally:
        with _maintenance() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def same_database() -> str:
    """The URL of this run's own database, for a process beside the test."""
    return _url(connection.settings_dict["NAME"])


def _url(name: str | Path) -> str:
    if connection.vendor != "postgresql":
        return f"sqlite:///{name}"
    return os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"


@contextmanager
def _maintenance() -> Iterator:
    """A cursor in the server's own database, outside of any transaction."""
    settings = connection.settings_dict
    where = {
        "host": settings["HOST"],
        "port": settings["PORT"],
        "user": settings["USER"],
        "password": settings["PASSWORD"],
    }
    with closing(psycopg2.connect(dbname="postgres", **{k: v for k, v in where.items() if v})) as line:
        line.autocommit = True
        with line.cursor() as cursor:
            yield cursor


def run(environment: dict[str, str], script: Path, *args: str, data: object = None) -> dict:
    """What a script of this folder prints in its last line, as data; `data` goes to its standard input."""
    done = subprocess.run(
        [sys.executable, str(script), *args],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        input=json.dumps(data),
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def free_port() -> int:
    """A port on which nobody listens."""
    while True:
        port = secrets.choice(PORTS)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port


def start(environment: dict[str, str], port: int, *options: str) -> subprocess.Popen:
    """Start gunicorn with `options`, else two workers of four threads, and wait until it answers."""
    command = [sys.executable, "-m", "gunicorn", "zi_portal.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += [*(options or ("--workers", "2", "--threads", "4")), "--log-level", "error"]
    server = subprocess.Popen(command, env=environment, cwd=ROOT, start_new_session=True)
    _started.append(server)
    until = time.monotonic() + 120
    while server.poll() is None and time.monotonic() < until:
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as probe:
                probe.request("GET", "/sehat/", headers={"Host": "localhost"})
                if probe.getresponse().status == 200:
                    return server
        except (OSError, http.client.HTTPException):
            pass  # not yet
        time.sleep(0.1)
    server.kill()
    raise AssertionError("the server did not start")


def start_worker(environment: dict[str, str], *more: str) -> subprocess.Popen:
    """A worker in a process of its own."""
    command = [
        sys.executable,
        "manage.py",
        "db_worker",
        "--no-reload",
        "--no-startup-delay",
        "--interval",
        "0.1",
    ]
    _started.append(subprocess.Popen([*command, *more], env=environment, cwd=ROOT, start_new_session=True))
    return _started[-1]


class Browser:
    """Somebody who is logged in and sends forms as htmx does."""

    def __init__(self, port: int, session: str) -> None:
        self.port = port
        self.headers = {
            "Host": "localhost",
            "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Content-Type": "application/x-www-form-urlencoded",
            "HX-Request": "true",
        }

    def post(self, path: str, data: dict) -> tuple[int, str]:
        """Status and text of the answer. OSError or HTTPException when the server is gone."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as line:
            line.request("POST", path, urlencode(data), self.headers)
            response = line.getresponse()
            return response.status, response.read().decode()

    def upload(self, path: str, fields: dict[str, str], content: bytes) -> tuple[int, str]:
        """Send a form with a PDF in its field "file"."""
        head = "--b\r\nContent-Disposition: form-data; name="
        parts = [f'{head}"{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()]
        file = f'{head}"file"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n'.encode()
        body = b"".join([*parts, file, content, b"\r\n--b--\r\n"])
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as line:
            line.request(
                "POST", path, body, self.headers | {"Content-Type": "multipart/form-data; boundary=b"}
            )
            response = line.getresponse()
            return response.status, response.read().decode()

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as line:
            line.request("GET", path, headers=self.headers | {"HX-Request": ""})
            response = line.getresponse()
            return response.status, response.read().decode()


def version_in(html: str) -> int | None:
    """The version with which the form in an answer can be sent again; None where there is no form.

    After a conflict it is the one that the choice of the own text carries.
    """
    choice = re.search(r"pakai_saya:(\d+)", html)
    field = re.search(r'<input[^>]*name="version"[^>]*>', html)
    found = choice or (re.search(r'value="(\d+)"', field[0]) if field else None)
    return int(found[1]) if found else None
