"""Beyond capacity: a page, a notice, JSON; who looks after the portal gets through; nothing half-done."""

import json
import re
import threading
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from django.conf import settings as used
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import include, path, reverse

from assessments.models import Answer
from documents.errors import Unavailable

TOLD = re.compile(r"Portal sedang sibuk\. Belum ada yang berubah; coba lagi dalam (\d+) detik\.")


UNSURE = re.compile(r"Portal sedang sibuk\. Mungkin belum tersimpan; coba lagi dalam (\d+) detik\.")


def away(request):
    """As when the database does not answer."""
    raise OperationalError("canceling statement due to statement timeout")


def no_store(request):
    """As when the bucket is out of reach."""
    raise Unavailable("bucket") from OSError("network")


def broken(request):
    """A fault of ours."""
    raise ValueError


urlpatterns = [
    path("lewat/", lambda request: HttpResponse("lewat")),
    path("jauh/", away),
    path("rusak/", broken),
    path("gudang/", no_store),
    path("", include("zi_portal.urls")),
]
handler500 = "zi_portal.busy.failed"


@pytest.fixture
def full(settings) -> Client:
    """A browser before a process that has no slot left."""
    settings.BUSY_SLOTS = settings.BUSY_PLACES = 0
    return Client()


def waits(response) -> bool:
    """Whether an answer says when to come again, and is not kept on the way."""
    return (
        response.status_code == 503
        and 5 <= int(response["Retry-After"]) <= 15
        and (response["Cache-Control"] == "no-store")
    )


@pytest.mark.django_db
def test_a_page_asks_nothing_of_the_database_and_has_its_headers(full, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = full.get("/")
    assert waits(page)
    assert "default-src 'self'" in page["Content-Security-Policy"]
    html = page.content.decode()
    assert "<h1>Portal sedang sibuk</h1>" in html
    assert f"Tunggu {page['Retry-After']} detik, lalu muat ulang halaman ini.</p>" in html


def test_a_form_hears_how_to_send_it_again(full):
    page = full.post("/akun/login/", {"login": "petugas", "password": "sesuatu"})
    assert waits(page)
    html = page.content.decode()
    assert "Kiriman Anda belum diterima." in html
    assert "isian Anda masih ada di sana" in html
    assert "sesuatu" not in html


def test_htmx_and_scripts_get_one_sentence(full):
    part = full.post("/penilaian/1/jawab/X/", {"nilai": "Ya"}, headers={"HX-Request": "true"})
    assert waits(part)
    assert TOLD.fullmatch(part.content.decode())[1] == part["Retry-After"]
    told = full.post("/penilaian/1/dokumen/", {}, headers={"Accept": "application/json"})
    assert waits(told)
    assert TOLD.fullmatch(told.json()["message"])


def test_the_api_says_it_in_its_own_form(full):
    told = full.get("/api/portalrb/unit-wbk", secure=True)
    assert waits(told)
    message = "Portal sedang sibuk. Ulangi sebentar lagi."
    assert json.loads(told.content) == {"error": True, "code": "SERVICE_BUSY", "message": message}


@pytest.mark.django_db
def test_health_always_gets_through(full):
    assert full.get("/sehat/").status_code == 200
    assert waits(full.get("/sehat/x"))


def test_files_are_served_before_the_gate_and_the_api_after_it():
    names = [name.rpartition(".")[2] for name in used.MIDDLEWARE]
    assert names.index("WhiteNoiseMiddleware") < names.index("busy") < names.index("machines")


@override_settings(ROOT_URLCONF=__name__, BUSY_SLOTS=1, BUSY_PLACES=0, BUSY_PATIENCE=0)
def test_a_slot_is_given_back_also_after_a_fault():
    browser = Client(raise_request_exception=False)
    statuses = [
        browser.post(url).status_code for url in ("/lewat/", "/rusak/", "/lewat/", "/jauh/", "/lewat/")
    ]
    assert statuses == [200, 500, 200, 503, 200]


@override_settings(ROOT_URLCONF=__name__)
def test_a_database_that_does_not_answer_is_told_as_busy():
    browser = Client(raise_request_exception=False)
    page = browser.get("/jauh/")
    assert waits(page)
    assert "<h1>Portal sedang sibuk</h1>" in page.content.decode()
    part = browser.post("/jauh/", headers={"HX-Request": "true"})
    assert waits(part)
    assert UNSURE.fullmatch(part.content.decode())  # a commit may have gone through before the line broke
    assert "Kiriman Anda mungkin belum tersimpan." in browser.post("/jauh/").content.decode()
    assert browser.get("/rusak/").status_code == 500
    store = browser.get("/gudang/")
    assert (waits(store), "<h1>Portal sedang sibuk</h1>" in store.content.decode()) == (True, True)


@pytest.mark.django_db(transaction=True)
def test_a_save_that_waits_too_long_for_a_lock_changes_nothing_and_says_so(world):
    a = world.assessment()
    world.sheet(a)
    browser = world.client("petugas")
    browser.raise_request_exception = False
    held, enough = threading.Event(), threading.Event()

    def hold() -> None:
        lock = "BEGIN IMMEDIATE" if connection.vendor == "sqlite" else "BEGIN"
        try:
            with connection.cursor() as cursor:
                cursor.execute(lock)
                cursor.execute("UPDATE assessments_assessment SET state = state WHERE id = %s", [a.pk])
                held.set()
                enough.wait(60)
                cursor.execute("ROLLBACK")
        finally:
            connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(60)
    url, data = reverse("assessments:save_answer", args=[a.pk, "A.I.1.i.a"]), {"version": 0, "nilai": "Ya"}
    limit = "PRAGMA busy_timeout = 100" if connection.vendor == "sqlite" else "SET lock_timeout = '100ms'"
    try:
        with connection.cursor() as cursor:
            cursor.execute(limit)
        refused = browser.post(url, data, headers={"HX-Request": "true"})
    finally:
        enough.set()
        thread.join(60)
    assert waits(refused)
    assert UNSURE.fullmatch(refused.content.decode())
    assert not Answer.objects.exists()
    assert browser.post(url, data, headers={"HX-Request": "true"}).status_code == 200
    assert Answer.objects.get().version == 1


def test_gunicorn_has_a_thread_for_everybody_who_is_let_in_and_two_to_refuse_with():
    spec = spec_from_file_location("gunicorn_conf", Path(used.BASE_DIR) / "gunicorn.conf.py")
    config = module_from_spec(spec)
    spec.loader.exec_module(config)
    assert config.threads == used.BUSY_SLOTS + used.BUSY_PLACES + 2
    assert config.worker_class == "gthread"


def test_a_thousand_refusals_are_one_line_in_the_log(full, caplog):
    for _ in range(3):
        full.get("/")
    told = "more is asked for than this process can do: requests are refused (sedang sibuk)"
    assert [(line.name, line.getMessage()) for line in caplog.records] == [("zi_portal.busy", told)]
