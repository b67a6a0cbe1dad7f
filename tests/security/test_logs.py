"""What the log says: ids on every line, an event for each thing that matters, and never a secret or a person's data."""

import io
import json
import logging
import re
import secrets
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

import pytest
from django.conf import settings as configured
from django.core.exceptions import SuspiciousFileOperation
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from assessments.models import Job
from assessments.services import jobs
from audit.security_log import EVENTS, FROM_AUDIT, LOGGER, note
from audit.tracing import trace, traced
from tests.assessments.doors import DOORS
from tests.factories.units import PASSWORD, make_user
from tests.security.test_second_factor import code_of, set_up
from units.models import Role, User
from units.services.accounts import CLOSE, keep_account
from units.services.invitations import invite
from units.services.memberships import grant
from units.services.teams import assign_units
from zi_portal import request_log
from zi_portal.log_lines import JsonLines, TextLines, told_exception
from zi_portal.settings import LOGGING

SECRET = "isi-" + "MARKED"  # never whole in a line of code, which a place in the code shows
HEX = re.compile(r"[0-9a-f]{16}")


@pytest.fixture(autouse=True)
def own_number_for_every_request(same_number_for_every_request, monkeypatch) -> None:
    monkeypatch.setattr(request_log, "token_hex", secrets.token_hex)


class Heard(io.StringIO):
    """What a collector would get."""

    def lines(self, logger: str = "") -> list[dict]:
        found = [json.loads(line) for line in self.getvalue().splitlines()]
        return [line for line in found if not logger or line["logger"] == logger]

    def events(self) -> list[tuple]:
        """(event, user or actor) of the security log."""
        return [(line["event"], line.get("user", line.get("actor"))) for line in self.lines(LOGGER)]


@pytest.fixture
def heard() -> Iterator[Heard]:
    stream = Heard()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    loggers = [logging.getLogger(), logging.getLogger("django")]
    queries = logging.getLogger("django.db.backends")
    levels = [logger.level for logger in (*loggers, queries)]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
    loggers[1].propagate, was = False, loggers[1].propagate
    queries.setLevel(logging.INFO)  # as in the portal's own settings
    yield stream
    loggers[1].propagate = was
    for logger, level in zip((*loggers, queries), levels, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)


@pytest.mark.django_db
def test_each_request_has_one_line_with_its_id(client, heard):
    user = make_user("siti")
    client.force_login(user)
    answer = client.get(reverse("units:profile"), {"kata": "kunci-MARKED"})
    client.get("/tidak-ada-MARKED/")
    line, missing = heard.lines("zi_portal.access")
    assert HEX.fullmatch(answer["X-Request-ID"])
    assert {name: line[name] for name in ("request", "method", "route", "status", "user", "message")} == {
        "request": answer["X-Request-ID"],
        "method": "GET",
        "route": "units:profile",
        "status": 200,
        "user": user.pk,
        "message": "request",
    }
    assert (missing["route"], missing["status"], "user" in missing) == ("-", 404, True)
    assert isinstance(line["ms"], int)
    assert "MARKED" not in heard.getvalue()
    always = {"at", "level", "logger", "message", "request"}
    assert set(line) == always | {"method", "route", "status", "ms", "user"}


@pytest.mark.parametrize(
    ("proxies", "given", "kept"),
    [
        (0, "a1b2c3d4e5f60718", False),
        (1, "a1b2c3d4e5f60718", True),
        (1, "9e107d9d-372b-4b6f-8a2e-0123456789ab", True),
        (1, "pendek", False),
        (1, "x" * 65, False),
        (1, "a1b2c3d4e5f60718\n2026 INFO palsu", False),
        (1, "a1b2c3d4e5f607<b>", False),
        (1, "", False),
    ],
)
def test_an_id_that_comes_with_the_request_counts_only_from_our_own_proxy(settings, proxies, given, kept):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", HTTP_X_REQUEST_ID=given)
    answer = request_log.request_log(lambda request: HttpResponse(trace()["request"]))(request)
    shown = answer["X-Request-ID"]
    assert (shown == given, answer.content.decode(), dict(trace())) == (kept, shown, {})
    assert kept or HEX.fullmatch(shown)


@pytest.mark.django_db
def test_pages_of_errors_show_the_number(client, world, heard, monkeypatch):
    client.raise_request_exception = False
    client.force_login(world.petugas)
    found = {}
    for status, address in ((404, "/tidak-ada/"), (403, reverse("units:people", args=["KAB-X"]))):
        found[status] = client.get(address)

    def broken(*args, **kwargs):
        raise ValueError(SECRET)

    monkeypatch.setattr("units.views.profile.render", broken)
    found[500] = client.get(reverse("units:profile"))
    strict = Client(enforce_csrf_checks=True)
    found["csrf"] = strict.post(reverse("account_login"), {"login": "x", "password": "sandi-MARKED"})
    for status, page in found.items():
        number = f"Nomor kejadian: <code>{page['X-Request-ID']}</code>"
        expected = 403 if status == "csrf" else status
        assert (status, page.status_code, page.content.decode().count(number)) == (status, expected, 1)
    wrong = next(line for line in heard.lines("django.request") if line["level"] == "ERROR")
    assert (wrong["request"], wrong["message"]) == (
        found[500]["X-Request-ID"],
        "Internal Server Error: units:profile",
    )
    assert wrong["exception"].endswith("ValueError: (text not logged)")
    assert "in broken" in wrong["exception"]
    assert "MARKED" not in heard.getvalue()


def test_the_number_of_a_request_is_on_no_later_page():
    with traced(request="a" * 16):
        assert "a" * 16 in render_to_string("500.html")
    assert "Nomor kejadian" not in render_to_string("500.html")


@pytest.mark.django_db
def test_lines_of_a_job_carry_its_number(world, heard, monkeypatch):
    job = Job.objects.create(kind="tidak-ada", instansi=world.instansi, requested_by=world.admin)
    seen = {}
    monkeypatch.setattr(jobs, "_run", lambda job, hear: seen.update(trace()))
    jobs.run_job.func(job.pk)
    jobs.run_job.func(job.pk)  # no longer queued
    assert (seen, dict(trace())) == ({"job": job.pk}, {})
    with traced(job=job.pk):
        logging.getLogger("x").info("kerja")
    assert heard.lines("x")[0]["job"] == job.pk


def test_exceptions_tell_place_and_kind_and_never_their_text():
    try:
        try:
            raise IntegrityError(f"Key (email)=({SECRET}@contoh.go.id) already exists")
        except IntegrityError as error:
            raise RuntimeError(SECRET) from error
    except RuntimeError as error:
        told = told_exception(error)
    assert "MARKED" not in told
    assert re.findall(r"^(\S+): (.*)$", told, re.MULTILINE)[-1] == ("RuntimeError", "(text not logged)")
    assert told.index("IntegrityError") < told.index("which led to:") < told.index("RuntimeError:")
    with pytest.raises(AttributeError) as caught:
        _ = None.nama
    assert told_exception(caught.value).endswith("'NoneType' object has no attribute 'nama'")


def test_a_text_that_pretends_to_be_another_line_stays_in_its_own():
    record = logging.LogRecord("x", logging.INFO, "f", 1, "satu %s", ("dua\n2026-01-01 INFO palsu\r",), None)
    assert TextLines().format(record).count("\n") == 0
    assert json.loads(JsonLines().format(record))["message"] == "satu dua\n2026-01-01 INFO palsu\r"
    failed = logging.LogRecord("x", logging.INFO, "f", 1, "gagal: %s", (ValueError("isi-MARKED"),), None)
    assert json.loads(JsonLines().format(failed))["message"] == "gagal: ValueError"


def test_nobody_is_mailed_a_dump_of_a_request():
    assert [h["class"] for h in LOGGING["handlers"].values()] == ["logging.StreamHandler"]
    assert LOGGING["formatters"]["json"]["()"] == "zi_portal.log_lines.JsonLines"


@pytest.mark.django_db(transaction=True)
def test_signing_in_and_all_around_it_is_told_by_stable_names(heard, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "2/m/key"}
    siti = make_user("siti")
    client = Client()
    login = reverse("account_login")
    client.post(login, {"login": "siti", "password": "salah-MARKED"})
    client.post(login, {"login": "siapa-MARKED", "password": "salah"})
    client.post(login, {"login": "siti", "password": "salah"})
    client.post(login, {"login": "siti", "password": "salah"})
    assert heard.events() == [
        ("login.failed", siti.pk),
        ("login.failed", None),
        ("login.failed", siti.pk),
        ("login.locked", siti.pk),
    ]
    assert {line["address"] for line in heard.lines(LOGGER)} == {"127.0.0.1"}
    heard.truncate(heard.seek(0))
    settings.ACCOUNT_RATE_LIMITS = {}
    client.post(login, {"login": "siti", "password": PASSWORD})
    secret, codes = set_up(client)
    fields = {
        "oldpassword": PASSWORD,
        "password1": "jagung-manis-rebus-9",
        "password2": "jagung-manis-rebus-9",
    }
    client.post(reverse("account_change_password"), fields)
    client.post(reverse("account_logout"))
    client.post(login, {"login": "siti", "password": "jagung-manis-rebus-9"})
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret, 1)})
    client.post(reverse("mfa_deactivate_totp"))
    assert heard.events() == [
        ("login.ok", siti.pk),
        ("second_factor.set", siti.pk),
        ("recovery_codes.made", siti.pk),
        ("password.changed", siti.pk),
        ("logout", siti.pk),
        ("second_factor.failed", siti.pk),
        ("login.ok", siti.pk),
        ("second_factor.removed", siti.pk),
        ("second_factor.removed", siti.pk),
    ]
    assert [
        word for word in ["MARKED", PASSWORD, secret, *codes, "siti@", "jagung"] if word in heard.getvalue()
    ] == []


@pytest.mark.django_db(transaction=True)
def test_what_is_done_to_accounts_and_roles_is_told_when_it_is_kept(world, heard):
    email, name = "lina-MARKED@contoh.go.id", "Lina MARKED"
    _, token = invite(
        world.instansi, email=email, name=name, role=Role.PETUGAS, unit=world.unit, actor=world.admin
    )
    fields = {"username": "lina", "password": "jagung-manis-rebus-9", "again": "jagung-manis-rebus-9"}
    Client().get(reverse("units:accept", args=[token + "x"]))
    Client().post(reverse("units:accept", args=[token]), fields)
    lina = User.objects.get(username="lina")
    with transaction.atomic():
        grant(lina, role=Role.PIMPINAN_UNIT, instansi=world.instansi, unit=world.unit, actor=world.admin)
    keep_account(lina, CLOSE, instansi=world.instansi, actor=world.admin)
    assign_units(world.team, units=[world.unit, world.unit2], actor=world.admin)
    assert heard.events() == [
        ("invitation.sent", world.admin.pk),
        ("role.given", lina.pk),
        ("invitation.accepted", lina.pk),
        ("account.opened", lina.pk),
        ("login.ok", lina.pk),
        ("role.given", world.admin.pk),
        ("account.closed", world.admin.pk),
        ("team.changed", world.admin.pk),
    ]
    assert [word for word in ("MARKED", token, "jagung") if word in heard.getvalue()] == []


@pytest.mark.django_db
def test_what_is_refused_is_told(heard, settings, world):
    Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "x"})
    Client().get(reverse("assessments:api_wbk"), HTTP_AUTHORIZATION="Bearer kunci-MARKED", secure=True)
    Client().get(reverse("assessments:api_wbk"), secure=True)
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "0/m/ip"}
    Client().post(reverse("account_reset_password"), {"email": "x-MARKED@contoh.go.id"})
    assert heard.events() == [("csrf.refused", None), ("token.refused", None), ("limit.reached", None)]
    assert "MARKED" not in heard.getvalue()


@pytest.mark.django_db
def test_uploads_and_links_with_secrets_leave_nothing_behind(heard, world):
    client = world.client("petugas")
    door = replace(DOORS["evidence"], fields={"kind": "sk", "title": "Judul-MARKED"})
    refused = door.post(world, b"MZ isi-MARKED", "gaji-MARKED.exe")
    taken = door.post(world, door.good(world) + b"\n%isi-MARKED\n", "gaji-MARKED.pdf")
    assert (refused.status_code, taken.status_code, door.stored()) == (422, 302, (1, 1, 1, 1))
    client.post(reverse("units:profile"), {"name": "Nama-MARKED", "nip": "bukan-MARKED"})
    client.get("/kalender/kunci-MARKED.ics")
    client.get(reverse("account_reset_password_from_key", args=["1", "kunci-MARKED"]))
    client.get(reverse("assessments:search"), {"q": "cari-MARKED"})
    assert len(heard.lines("zi_portal.access")) == 6
    assert "MARKED" not in heard.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("end", ["", "\u201d", "\\", "\u00e9\n", ">", "%s", "'"])
@pytest.mark.parametrize(
    "before", ["/undangan/x-", "/akun/password/reset/key/1-", "/kalender/", "/tidak-ada/"]
)
def test_an_address_is_in_no_line_however_a_mail_program_broke_it(heard, before, end):
    Client().get(quote(f"{before}MARKED{end}/"))
    assert len(heard.lines("zi_portal.access")) == 1
    assert {line["message"].partition(":")[0] for line in heard.lines("django.request")} <= {
        "Not Found",
        "Gone",
    }
    assert "MARKED" not in heard.getvalue()


@pytest.mark.django_db
def test_neither_why_a_form_was_refused_nor_what_was_suspicious_is_told(heard, monkeypatch):
    origin = {"HTTP_ORIGIN": "https://asing-MARKED.example", "HTTP_REFERER": "https://asing-MARKED.example/"}
    Client(enforce_csrf_checks=True).post("/akun/login/?kata=MARKED", {"login": "x"}, secure=True, **origin)
    monkeypatch.setattr("units.views.accept.find_open", suspicious)
    Client().get("/undangan/x-MARKED/")
    told = {line["logger"]: line["message"] for line in heard.lines() if line["logger"].startswith("django.")}
    assert told == {
        "django.security.csrf": "Forbidden: account_login",
        "django.security.SuspiciousFileOperation": "Bad Request: units:accept",
    }
    assert "MARKED" not in heard.getvalue()


def suspicious(*args, **kwargs):
    raise SuspiciousFileOperation(f"{SECRET} is outside")


def test_every_event_is_described_and_every_described_one_exists():
    page = (configured.BASE_DIR / "docs" / "security.md").read_text()
    section = page.split("## Security log")[1].split("\n## ")[0]
    first = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    assert sorted(re.findall(r"`([a-z_.]+)`", " ".join(first))) == sorted(EVENTS)
    assert set(FROM_AUDIT.values()) <= set(EVENTS)


def test_whatever_the_audit_hands_on_is_told_to_it_somewhere():
    apps = ("assessments", "documents", "surveys", "units", "zi_portal")
    code = "".join(file.read_text() for app in apps for file in (configured.BASE_DIR / app).rglob("*.py"))
    assert [action for action in FROM_AUDIT if f'"{action}"' not in code] == []


def test_an_event_that_nobody_described_is_refused():
    with pytest.raises(KeyError):
        note("login.maybe")
