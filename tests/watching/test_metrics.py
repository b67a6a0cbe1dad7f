"""`/metrik/`: numbers of all processes for whoever has the token, and nothing of a person."""

import fcntl
import io
import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.core.signals import got_request_exception
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from assessments.models import Job, Notice
from documents import services as documents
from tests.documents.files import PDF
from zi_portal.watching import metrics

TOKEN = "rahasia-yang-panjang-sekali-1234567890"
ROOT = Path(__file__).parents[2]
COUNTING = """
import django, sys
django.setup()
from zi_portal.watching import metrics
for _ in range(int(sys.argv[1])):
    metrics.requests.labels("penilaian/<int:pk>/", "GET", "2xx").inc()
    metrics.seconds.labels("penilaian/<int:pk>/").observe(0.2)
"""


@pytest.fixture
def token(settings) -> str:
    settings.METRICS_TOKEN, settings.METRICS_DIR = TOKEN, None
    return TOKEN


def shown(client: Client, token: str = TOKEN) -> dict[str, float]:
    answer = client.get("/metrik/", headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 200
    lines = [line for line in answer.content.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sent", ["", "Bearer", "Bearer salah", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer é"]
)
def test_without_the_token_there_is_no_page(client: Client, token, sent):
    assert client.get("/metrik/", headers={"authorization": sent}).status_code == 404


@pytest.mark.django_db
def test_without_the_setting_nobody_has_the_token(client: Client, settings):
    settings.METRICS_TOKEN = ""
    assert client.get("/metrik/", headers={"authorization": "Bearer "}).status_code == 404
    with pytest.raises(MiddlewareNotUsed):
        metrics.metrics(lambda request: HttpResponse())


@pytest.mark.django_db
def test_counts_of_what_is_and_what_waits(world, client: Client, token, django_assert_num_queries):
    place = {"actor": world.petugas, "role": "Petugas unit", "unit": world.unit, "kind": "sk"}
    documents.upload(file=io.BytesIO(PDF), filename="sk.pdf", **place)
    for status in ("queued", "queued", "done"):
        Job.objects.create(kind="recap", instansi=world.instansi, requested_by=world.admin, status=status)
    Notice.objects.create(user=world.petugas, kind="x", key="1", at=timezone.now(), mail=Notice.Mail.WAITING)
    world.client("petugas")
    with django_assert_num_queries(5):  # jobs, the oldest, mails, contents, sessions
        found = shown(client)
    assert found['zi_jobs{kind="recap",state="queued"}'] == 2
    assert found['zi_jobs{kind="recap",state="done"}'] == 1
    assert 0 <= found["zi_jobs_oldest_seconds"] < 60
    assert (found["zi_mails_waiting"], found["zi_store_files"], found["zi_store_bytes"]) == (1, 1, len(PDF))
    assert found["zi_sessions"] == 1
    text = "".join(found)
    for person in (world.petugas, world.admin):
        assert person.name not in text
        assert person.username not in text


def test_requests_are_counted_by_pattern_and_errors_of_the_database_too(token):
    counted = metrics.metrics(lambda request: HttpResponse(status=404))
    before = metrics.requests.labels("lain", "lain", "4xx")._value.get()
    counted(RequestFactory().generic("PROPFIND", "/penilaian/12/orang@contoh.go.id/"))
    assert metrics.requests.labels("lain", "lain", "4xx")._value.get() == before + 1
    errors = metrics.errors()._value.get()
    for error in (OperationalError("putus"), ValueError("lain")):
        try:
            raise error
        except (OperationalError, ValueError):
            got_request_exception.send(sender=None, request=None)
    got_request_exception.disconnect(dispatch_uid="zi_portal.metrics")
    assert metrics.errors()._value.get() == errors + 1


@pytest.mark.django_db
def test_what_all_processes_counted_is_added_up(client: Client, settings, tmp_path):
    settings.METRICS_TOKEN, settings.METRICS_DIR = TOKEN, tmp_path / "data" / "metrics"
    environment = {
        "DJANGO_SETTINGS_MODULE": "zi_portal.settings", "DEBUG": "1", "SECRET_KEY": "x", "METRICS_TOKEN": TOKEN,
        "DATA_DIR": str(tmp_path / "data"), "DATABASE_URL": "sqlite://:memory:", "PATH": "/usr/bin:/bin",
    }  # fmt: skip
    for times in ("0", "2", "3"):
        subprocess.run([sys.executable, "-c", COUNTING, times], env=environment, cwd=ROOT, check=True)
        written = list(settings.METRICS_DIR.glob("*.db"))
        assert bool(written) == (times != "0")  # a command that counts nothing leaves nothing
    found = shown(client)
    assert found['zi_requests_total{method="GET",route="penilaian/<int:pk>/",status="2xx"}'] == 5
    assert found['zi_request_seconds_count{route="penilaian/<int:pk>/"}'] == 5
    assert found['zi_request_seconds_bucket{le="0.1",route="penilaian/<int:pk>/"}'] == 0
    assert found['zi_request_seconds_bucket{le="0.25",route="penilaian/<int:pk>/"}'] == 5

    alive = settings.METRICS_DIR / f"counter_{os.getpid()}.db"
    shutil.copy(written[0].with_name(written[0].name.replace("histogram", "counter")), alive)
    found = shown(client)
    with (settings.METRICS_DIR / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_SH)  # somebody is adding up
        metrics.join_ended()
    assert set(settings.METRICS_DIR.glob("*.db")) == {*written, alive}
    metrics.join_ended()
    assert shown(client) == found
    left = {path.name for path in settings.METRICS_DIR.glob("*.db")}
    assert left == {"counter_ended.db", "histogram_ended.db", alive.name}


def test_a_start_of_gunicorn_begins_anew(tmp_path, monkeypatch):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    (tmp_path / "metrics").mkdir()
    for name in ("counter_1.db", "histogram_7.db", "lain.txt"):
        (tmp_path / "metrics" / name).write_bytes(b"")
    runpy.run_path(str(ROOT / "gunicorn.conf.py"))["on_starting"](None)
    assert [path.name for path in (tmp_path / "metrics").iterdir()] == ["lain.txt"]


def test_the_first_process_of_gunicorn_imports_no_counters():
    """Imported before the settings name their folder, they would count for one process alone in every other."""
    asked = "import runpy, sys; runpy.run_path('gunicorn.conf.py'); print('prometheus_client' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
