"""What scanners try: methods, hosts, addresses, headers. Faults tell nothing of the inside, the API answers JSON."""

import json

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.crawl.fuzzing import EXAMPLES
from tests.handover.pulling import WBBM, WBK, year  # noqa: F401
from zi_portal import urls

SCANNED = (
    "/.git/config",
    "/.env",
    "/static/",
    "/static/../zi_portal/settings.py",
    "/media/",
    "/wp-login.php",
    "/server-status",
    "/api/docs/",
    "/admin/",
    "/%00",
    "/static/css/%2e%2e/%2e%2e/manage.py",
)


@pytest.mark.django_db
@pytest.mark.parametrize("path", SCANNED)
def test_addresses_of_scanners_are_404(path):
    answer = Client().get(path)
    assert answer.status_code in {401, 404}, path
    assert b"SECRET_KEY" not in answer.content


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PROPFIND", "DEBUG"])
@pytest.mark.parametrize("path", ["/", "/akun/login/", "/sehat/", "/publik/", "/penilaian/1/"])
def test_trace_and_strange_methods_are_refused(world, method, path):
    for client in (Client(), world.client("petugas")):
        answer = client.generic(method, path, headers={"X-Secret": "JANGAN-DIGEMAKAN"})
        expected = {405} if path in {"/sehat/", "/publik/"} else {302, 403, 404, 405}
        assert answer.status_code in expected, (method, path)
        assert b"JANGAN-DIGEMAKAN" not in answer.content


@pytest.mark.django_db
@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "testserver:80:80", "", "a b", "[::"]
)
def test_another_host_is_refused_and_never_repeated(host, mailoutbox):
    answer = Client(headers={"Host": host}).post("/akun/password/reset/", {"email": "a@example.go.id"})
    assert (answer.status_code, mailoutbox) == (400, [])
    assert b"evil.example" not in answer.content


def _broken(request):
    raise RuntimeError("RAHASIA-7741 of the inside")


@pytest.mark.django_db
def test_a_fault_tells_nothing_of_the_inside(monkeypatch):
    client = Client(raise_request_exception=False)
    monkeypatch.setattr(urls.urlpatterns[0], "callback", _broken)
    answer = client.get("/sehat/")
    assert answer.status_code == 500
    assert b"Maaf, terjadi gangguan di portal" in answer.content
    assert [
        word for word in (b"RAHASIA-7741", b"RuntimeError", b"Traceback", b".py") if word in answer.content
    ] == []


TEXTS = st.text(
    st.characters(blacklist_characters="\r\n", max_codepoint=0xFFFF, blacklist_categories=("Cs",)),
    max_size=40,
)
HEADERS = st.dictionaries(
    st.sampled_from(
        ["Accept", "Accept-Encoding", "Range", "If-None-Match", "Origin", "X-Forwarded-Proto", "Content-Type"]
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=30) | st.just("x" * 20_000),
    max_size=3,
)
TOKENS = (
    st.none() | st.just("right") | st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=60)
)


@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    method=st.sampled_from(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "ZZZ"]),
    path=st.sampled_from([WBK, WBBM, "/api", "/api/"]) | st.builds("/api/{}".format, TEXTS),
    query=TEXTS,
    headers=HEADERS,
    token=TOKENS,
    body=st.binary(max_size=50),
)
def test_the_api_answers_json_whatever_comes(year, method, path, query, headers, token, body):  # noqa: F811
    if token is not None:
        told = f"Bearer {year.portal.token}" if token == "right" else token
        headers = {**headers, "Authorization": told}
    kind = headers.pop("Content-Type", "application/octet-stream")
    answer = Client(raise_request_exception=False).generic(
        method, path, body, content_type=kind, query_string=query, headers=headers
    )
    assert answer.status_code in {200, 400, 401, 403, 404, 405, 422, 429, 503}
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    if answer.content:
        json.loads(answer.content)
    assert not answer.cookies
