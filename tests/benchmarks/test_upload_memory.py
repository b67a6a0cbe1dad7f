"""A large upload through a real gunicorn: the process that takes it may weigh 100 MB more than idle, not 300.

Run by `./dev bench`.
"""

import os
import re
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse

from documents.models import Revision
from tests.documents import bucket, files

MIB = 1024 * 1024
SIZE = 300 * MIB
MOST = 100 * MIB
ROOT = Path(__file__).parents[2]
TOKEN = "t" * 32


def database() -> str:
    """The address of the test database, for another process."""
    there = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{there['NAME']}"
    user, word, host, port = (
        quote(str(there[name]), safe="") for name in ("USER", "PASSWORD", "HOST", "PORT")
    )
    return f"postgres://{user}:{word}@{host}{port and f':{port}'}/{there['NAME']}"


def environment(folder: Path, bucket_options: dict | None) -> dict[str, str]:
    env = {
        "DEBUG": "1",
        "SECRET_KEY": settings.SECRET_KEY,
        "DATABASE_URL": database(),
        "DATA_DIR": str(folder / "data"),
        "EVIDENCE_MAX_BYTES": str(SIZE + MIB),
        "ALLOWED_HOSTS": "127.0.0.1",
        "TMPDIR": str(folder),
    }
    if bucket_options:
        env |= {
            "EVIDENCE_S3_BUCKET": bucket_options["bucket_name"],
            "EVIDENCE_S3_ENDPOINT": bucket_options["endpoint_url"],
            "EVIDENCE_S3_REGION": "us-east-1",
            "EVIDENCE_S3_ACCESS_KEY": "test",
            "EVIDENCE_S3_SECRET_KEY": "test",
            "EVIDENCE_S3_PATH_STYLE": "1",
        }
    inherited = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    return inherited | env


class Server:
    """gunicorn with one worker, and what that worker weighs."""

    def __init__(self, env: dict[str, str], log: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        command = ["-m", "gunicorn", "zi_portal.wsgi", "--bind", f"127.0.0.1:{self.port}", "--workers", "1"]
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, *command], cwd=ROOT, env=env, stdout=out, stderr=subprocess.STDOUT
            )
        self.log = log

    def connect(self) -> HTTPConnection:
        """To the server, once it is there."""
        deadline = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=2).close()
                return HTTPConnection("127.0.0.1", self.port, timeout=300)
            except OSError:
                assert self.process.poll() is None, self.log.read_text()
                assert time.monotonic() < deadline
                time.sleep(0.2)

    def memory(self, field: str) -> int:
        """VmRSS (now) or VmHWM (the most since `reset`) of the worker, in bytes."""
        (worker,) = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        status = Path(f"/proc/{worker}/status").read_text()
        return int(re.search(rf"{field}:\s+(\d+) kB", status)[1]) * 1024  # type: ignore[index]

    def stop(self) -> None:
        """End it and wait."""
        self.process.terminate()
        self.process.wait(30)


def send(server: Server, url: str, cookie: str, size: int) -> int:
    """Post a PDF of `size` bytes as evidence, a MiB at a time; returns the status."""
    head = (
        b'--b\r\nContent-Disposition: form-data; name="kind"\r\n\r\nsk\r\n'
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="besar.pdf"\r\n\r\n' + files.PDF
    )
    tail = b"\n%%EOF\n\r\n--b--\r\n"
    http = server.connect()
    http.putrequest("POST", url)
    for name, value in {
        "Content-Type": "multipart/form-data; boundary=b",
        "Content-Length": str(len(head) + size + len(tail)),
        "Cookie": cookie,
        "X-CSRFToken": TOKEN,
        "Origin": f"http://127.0.0.1:{server.port}",
    }.items():
        http.putheader(name, value)
    http.endheaders(head)
    for _ in range(size // MIB):
        http.send(b"x" * MIB)
    http.send(tail)
    status = http.getresponse().status
    http.close()
    return status


def fetch(server: Server, url: str, cookie: str) -> int:
    """Download and count."""
    http = server.connect()
    http.request("GET", url, headers={"Cookie": cookie})
    answer, size = http.getresponse(), 0
    while part := answer.read(MIB):
        size += len(part)
    http.close()
    return size


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("where", ["folder", "bucket"])
def test_a_large_upload_and_its_download(world, tmp_path, where, measured):
    a = world.assessment()
    cookie = f"sessionid={world.client('petugas').cookies['sessionid'].value}; csrftoken={TOKEN}"
    url = reverse("assessments:evidence_add", args=[a.pk, "A.I.1.i.a"])
    if where == "bucket":
        with bucket.server() as endpoint:
            most = measure(tmp_path, bucket.options(endpoint), url, cookie)
    else:
        most = measure(tmp_path, None, url, cookie)
    measured(f"memory of a 300 MiB upload and download ({where})", most // MIB, most=MOST // MIB, unit="MiB")


def measure(folder: Path, bucket_options: dict | None, url: str, cookie: str) -> int:
    """Upload, download; by how many bytes the process was heavier than idle."""
    server = Server(environment(folder, bucket_options), folder / "gunicorn.log")
    try:
        assert fetch(server, url, cookie) > 1000  # the form: templates and database are loaded
        idle = server.memory("VmRSS")
        status = send(server, url, cookie, SIZE)
        assert status == 302, (status, server.log.read_text()[-3000:])
        up = server.memory("VmHWM") - idle
        revision = Revision.objects.select_related("blob").get()
        assert revision.blob.size > SIZE
        use = revision.uses.get()
        size = fetch(server, reverse("assessments:evidence_file", args=[use.pk]), cookie)
        assert size == revision.blob.size
        down = server.memory("VmHWM") - idle
        assert list((folder / "data").rglob("*.part")) == []
        return max(up, down)
    finally:
        server.stop()
