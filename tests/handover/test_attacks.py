"""Whoever has no valid token of the instansi gets nothing, learns nothing and leaves nothing."""

import json
import logging
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.handover import contents, gate
from assessments.handover.problems import Problem
from assessments.models import HandoverToken, State
from assessments.services.handover import revoke_token
from audit.models import Entry
from tests.handover.pulling import (
    BASE,
    FREE_OF_KKN,
    NO_UNIT,
    WBBM,
    WBK,
    PortalRB,
    answers_url,
    body_of,
    open_window,
    propose,
    record,
    released,
    token_for,
)

pytestmark = pytest.mark.django_db
FIRST = answers_url("PKM-01")


def pulls() -> int:
    """How many pulls the audit knows."""
    return Entry.objects.filter(action="handover.pull").count()


def unknown_bytes() -> bytes:
    """What an unknown token gets."""
    return PortalRB("x" * 43).pull(WBK).content


@pytest.mark.parametrize("name", ["token", "access_token", "api_key", "Authorization"])
def test_a_token_in_the_address_opens_nothing(year, name):
    url = f"{WBK}?{name}={year.portal.token}"
    assert (Client().get(url).status_code, Client().get(url).content) == (401, unknown_bytes())
    assert year.portal.pull(url).status_code == 422


def test_an_expired_token_is_an_unknown_one(year):
    HandoverToken.objects.filter(pk=year.token.pk).update(expires_at=timezone.now())
    response = year.portal.pull(WBK)
    assert (response.status_code, response.content) == (401, unknown_bytes())


def test_a_revoked_token_is_an_unknown_one(year):
    revoke_token(year.token, actor=year.world.admin)
    response = year.portal.pull(WBK)
    assert (response.status_code, response.content) == (401, unknown_bytes())


def test_whatever_is_wrong_with_a_token_costs_the_same(year):
    expired, revoked = (
        token_for(year.world.instansi, year.world.admin, name=name) for name in ("lama", "dicabut")
    )
    HandoverToken.objects.filter(pk=expired[0].pk).update(expires_at=timezone.now())
    revoke_token(revoked[0], actor=year.world.admin)
    headers = [
        "",
        "Bearer",
        f"Bearer {'x' * 43}",
        f"Bearer {expired[1]}",
        f"Bearer {revoked[1]}",
        "Basic eDp5",
    ]
    asked = []
    for header in headers:
        with CaptureQueriesContext(connection) as found:
            assert Client().get(WBK, headers={"Authorization": header}).status_code == 401
        asked.append([query["sql"].split("WHERE")[0] for query in found])
    assert [len(queries) for queries in asked] == [1] * len(headers)  # the token by its hash
    assert asked == [asked[0]] * len(headers)


def test_a_token_never_reads_another_instansi(year):
    world = year.world
    other = released(world, world.other_unit)  # it has the code PKM-01 as well
    propose(world.other_period, {other: "WBK"}, world.orang_asing)
    open_window(world.other_period, world.orang_asing)
    _, text = token_for(world.other_instansi, world.orang_asing)
    stranger = PortalRB(text)
    assert [unit["nama"] for unit in body_of(stranger.pull(WBK))["units"]] == ["Puskesmas Kenanga"]
    assert body_of(stranger.pull(FIRST))["nama_unit"] == "Puskesmas Kenanga"
    assert body_of(year.portal.pull(FIRST))["nama_unit"] == "Puskesmas Melati"
    theirs, nobodys = stranger.pull(answers_url("DKC")), stranger.pull(answers_url("TIDAK-ADA"))
    assert (theirs.status_code, theirs.content) == (404, nobodys.content)
    assert body_of(stranger.pull(WBBM)) == {"tahun": 2026, "units": []}


@pytest.mark.parametrize(
    "unit_id",
    [
        "PKM-01' OR '1'='1",
        "PKM-01;DROP TABLE assessments_answer",
        "<img src=x onerror=alert(1)>",
        "pkm-01",
        "PKM-01 ",
        "%",
        "PKM_01",
        "PKM-01\x00",
        "ＰＫＭ-01",
        "9" * 5000,
    ],
)
def test_a_strange_id_is_an_unknown_unit(year, unit_id):
    response = year.portal.pull(answers_url(quote(unit_id, safe="")))
    assert (response.status_code, body_of(response)) == (404, NO_UNIT)


@pytest.mark.parametrize(
    "path",
    [
        f"{BASE}lke/jawaban-unit/../../pengusulan/unit-wbk",
        f"{BASE}lke/jawaban-unit/..%2F..%2F..%2Fkelola",
        f"{BASE}lke/jawaban-unit/%2e%2e/%2e%2e/etc/passwd",
        f"{BASE}%2e%2e/",
        f"{BASE}lke/jawaban-unit/",
        f"{BASE}/pengusulan/unit-wbk",
        f"{WBK}.json",
        f"{BASE.upper().replace('/API', '/api')}pengusulan/unit-wbk",
    ],
)
def test_another_path_leads_nowhere(year, path):
    response = year.portal.pull(path)
    assert (response.status_code, body_of(response)["code"]) == (404, "ENDPOINT_NOT_FOUND")
    assert Client().get(path).status_code == 401


def test_parameters_are_refused_or_ignored(year, settings):
    whole = year.portal.pull(WBK)
    queries = ("page=99999999999999999999", "limit=0", "tahun=2025", "q=' OR 1=1--", "x", "%00")
    for query in queries:
        response = year.portal.pull(f"{WBK}?{query}")
        assert (response.status_code, body_of(response)["code"]) == (422, "INVALID_REQUEST"), query
    settings.PORTALRB_REFUSE_PARAMETERS = False
    assert {year.portal.pull(f"{WBK}?{query}").content for query in queries} == {whole.content}


@pytest.mark.parametrize("method", ["head", "options", "post", "put", "patch", "delete", "trace"])
def test_every_other_method_is_405_with_a_token_and_401_without(year, method):
    header = {"Authorization": f"Bearer {year.portal.token}"}
    for url in (WBK, WBBM, FIRST):
        response = getattr(year.portal, method)(url, headers=header)
        assert (response.status_code, response["Allow"]) == (405, "GET")
        assert (response.content == b"") == (method == "head")
        assert getattr(Client(enforce_csrf_checks=True), method)(url).status_code == 401


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("Bearer {}", 200),
        ("bearer {}", 200),
        ("BEARER   {}", 200),
        ("Bearer\t{}", 401),
        ("Bearer \t{}", 401),
        ("Bearer {},Bearer {}", 401),  # how a server joins two headers
        ("Bearer {}, Basic eDp5", 401),
        ("Bearer {} x", 401),
        ("Bearer: {}", 401),
        ("Bearer '{}'", 401),
        ("Bearer {}==", 401),
        ("Bearer {}\n", 401),
        ("Bearer {}\x00", 401),
        (" Bearer {}", 401),
        ("Token {}", 401),
        ("{}", 401),
        ("Bearer{}", 401),
        ("Bearer é{}", 401),
        ("Bearer {}" + "a" * 100_000, 401),
    ],
)
def test_only_a_well_formed_header_counts(year, header, status):
    value = header.replace("{}", year.portal.token)
    assert Client().get(WBK, HTTP_AUTHORIZATION=value).status_code == status


def test_a_login_means_nothing_here(year):
    client = year.world.client("admin")
    with CaptureQueriesContext(connection) as found:
        response = client.get(WBK)
    assert (response.status_code, len(found)) == (401, 1)  # the token; no session, no person
    assert body_of(response)["code"] == "UNAUTHORIZED"
    assert client.get("/").status_code == 200


def test_what_is_revoked_while_the_answer_is_made_is_not_given(year, monkeypatch):
    make = contents.list_body

    def revoked_meanwhile(token, predicate, now):
        revoke_token(token, actor=year.world.admin)
        return make(token, predicate, now)

    monkeypatch.setattr(contents, "list_body", revoked_meanwhile)
    response = year.portal.pull(WBK)
    assert (response.status_code, response.content) == (401, unknown_bytes())
    year.token.refresh_from_db()
    assert (pulls(), year.token.last_used_at) == (0, None)


def test_a_token_and_an_address_may_ask_so_often_a_minute(year, settings):
    settings.PORTALRB_RATE = 3
    other = PortalRB(token_for(year.world.instansi, year.world.admin, name="Kedua")[1])
    now = timezone.now().replace(second=10, microsecond=0)

    waits = set()

    def status(portal: PortalRB, at=now, address="10.0.0.1") -> int:
        try:
            gate.admit(f"Bearer {portal.token}", address=address, now=at)
        except Problem as problem:
            waits.add((problem.status, problem.headers.get("Retry-After")))
            return problem.status
        return 200

    assert [status(year.portal) for _ in range(5)] == [200, 200, 200, 503, 503]
    assert status(other) == 200
    assert status(year.portal, now + timedelta(minutes=1)) == 200
    wrong = PortalRB("x" * 43)
    assert [status(wrong) for _ in range(5)] == [401, 401, 401, 429, 429]
    assert (status(other), status(wrong, address="10.0.0.2")) == (200, 401)
    assert waits == {(401, None), (429, "50"), (503, "50")}
    settings.PORTALRB_RATE = 0
    assert [status(wrong) for _ in range(5)] == [401] * 5


def test_too_often_is_a_503_that_portalrb_tries_again_and_leaves_no_trace(year, settings):
    settings.PORTALRB_RATE = 1
    found = [year.portal.pull(WBK) for _ in range(3)]
    while found[-1].status_code == 200:  # a minute began meanwhile
        found.append(year.portal.pull(WBK))
    assert (found[-1].status_code, body_of(found[-1])["code"]) == (503, "SERVICE_BUSY")
    assert 1 <= int(found[-1]["Retry-After"]) <= 60
    assert pulls() == sum(one.status_code == 200 for one in found)


def test_who_has_no_token_leaves_no_trace_in_the_audit(year):
    before = Entry.objects.count()
    for url in (WBK, FIRST, f"{BASE}tidak-ada"):
        Client().get(url)
        PortalRB("x" * 43).pull(url)
    assert Entry.objects.count() == before


def test_the_token_stands_nowhere(year, caplog):
    with caplog.at_level(logging.DEBUG):
        year.portal.pull(WBK)
        year.portal.pull(f"{BASE}tidak-ada")
    kept = json.dumps(list(Entry.objects.values("before", "after", "reason", "role", "object_id")))
    row = HandoverToken.objects.filter(pk=year.token.pk).values().get()
    for text in (caplog.text, kept, str(row)):
        assert year.portal.token not in text


def test_what_is_withdrawn_void_or_opened_again_is_gone(year):
    world = year.world
    before = year.portal.pull(WBK)
    world.assessment(State.PENILAIAN_TPI)
    assert body_of(year.portal.pull(WBK)) == {"tahun": 2026, "units": []}
    assert body_of(year.portal.pull(FIRST)) == NO_UNIT
    world.assessment(State.DIUSULKAN)
    assert year.portal.pull(WBK).content == before.content
    record(world.period, FREE_OF_KKN, "tidak", world.admin)
    assert [year.portal.pull(url).status_code for url in (WBK, WBBM, FIRST)] == [404] * 3
    record(world.period, FREE_OF_KKN, "ya", world.admin)
    year.proposal.units.all().delete()
    year.proposal.documents.all().delete()
    year.proposal.delete()
    assert [year.portal.pull(url).status_code for url in (WBK, WBBM, FIRST)] == [404] * 3
