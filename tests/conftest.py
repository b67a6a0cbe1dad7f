"""Fixtures and set-up for all tests."""

import io
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import caches
from django.db import connection
from pypdf import PdfReader

from tests.append_only import let_flush_work
from tests.stores import stored_in

pytest_plugins = ["tests.people"]

let_flush_work()

CI = bool(os.environ.get("CI"))


def chromium() -> str | None:
    """The browser that ./dev found, or the first on the PATH."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


def office() -> str | None:
    """LibreOffice's command."""
    return shutil.which("soffice") or shutil.which("libreoffice")


DATABASE = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With PURE=skip leave out what asks no database: in the suite's second run it is asked again, once is enough."""
    if os.environ.get("PURE") != "skip":
        return
    asking: dict[bool, list[pytest.Item]] = {True: [], False: []}
    for item in items:
        marked = item.get_closest_marker("django_db") is not None
        asking[marked or bool(DATABASE & set(getattr(item, "fixturenames", ())))].append(item)
    config.hook.pytest_deselected(items=asking[False])
    items[:] = asking[True]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what this machine cannot run; with CI set, a missing program is a failure."""
    programs = {"browser": ("Chromium", chromium), "libreoffice": ("LibreOffice", office)}
    for marker, (name, find) in programs.items():
        if item.get_closest_marker(marker) and not find():
            if CI:
                pytest.fail(f"{name} is missing, and in CI it must be there", pytrace=False)
            pytest.skip(f"{name} is missing")
    if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> Iterator[None]:
    """pytest-django's, and before the database goes: end what servers that tests killed left open in it."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(autouse=True)
def own_store(settings, tmp_path: Path) -> Path:
    """Give every test an empty evidence store; returns its folder."""
    for name, value in stored_in(tmp_path / "data").items():
        setattr(settings, name, value)
    return tmp_path / "data" / "evidence"


@pytest.fixture
def worker(settings) -> Iterator[None]:
    """Jobs wait in the database for a worker; the signal handlers of `db_worker` don't outlive the test."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


@pytest.fixture(autouse=True)
def no_mail_between_tests() -> Iterator[None]:
    """Let what a test left with the postman go out before the next one looks into its own box."""
    yield
    from units.mail import all_sent  # models, so not before Django is set up

    all_sent()


@pytest.fixture(autouse=True)
def no_throttling_between_tests() -> None:
    """Forget what earlier tests counted: throttling lives in the caches."""
    for cache in caches.all():
        cache.clear()


@pytest.fixture(autouse=True)
def same_number_for_every_request(monkeypatch) -> None:
    """Answers are compared whole, also pages of errors, which show the number; its own tests use the real one."""
    monkeypatch.setattr("zi_portal.request_log.token_hex", lambda size: "5a" * size)


@pytest.fixture(autouse=True)
def logged_in_as_by_password() -> Iterator[None]:
    """`force_login` leaves what a sign-in with a password leaves: that the person was proven just now."""
    from allauth.account.internal.flows.login import get_authentication_records, record_authentication
    from django.contrib.auth.signals import user_logged_in

    def record(sender, request, user, **kwargs) -> None:
        if not get_authentication_records(request, user):
            record_authentication(request, user, method="password")

    user_logged_in.connect(record)
    yield
    user_logged_in.disconnect(record)


@pytest.fixture
def text_of():
    """The text of a PDF, pages joined, runs of white space as one space."""

    def read(content: bytes) -> str:
        pages = PdfReader(io.BytesIO(content)).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())

    return read
