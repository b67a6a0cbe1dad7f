"""The contract of PortalRB's guide 1.0.0, point by point (the numbers are those of our list of conformance tests)."""

import json
import logging
import re

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from assessments.handover import contents
from assessments.handover.questions import questions_of
from assessments.loaded import instrument_of, policy_of
from assessments.models import Sheet
from tests.factories.assessments import fill_answers
from tests.handover.pulling import (
    BASE,
    NO_UNIT,
    UNAUTHORIZED,
    WBBM,
    WBK,
    PortalRB,
    answers_url,
    body_of,
    stands_again,
    token_for,
)

pytestmark = pytest.mark.django_db
KEYS = ["soal_id", "jawaban_unit", "jawaban_tpi", "catatan_unit", "bukti_dukung_unit", "catatan_tpi"]
FIRST = answers_url("PKM-01")
EVERY = [WBK, WBBM, FIRST]


@pytest.mark.parametrize("url", EVERY)
def test_1_without_a_token_it_is_401(year, url):
    response = Client().get(url)
    assert (response.status_code, body_of(response)) == (401, UNAUTHORIZED)
    assert response["WWW-Authenticate"] == 'Bearer realm="PortalRB"'


@pytest.mark.parametrize("url", EVERY)
def test_2_with_a_wrong_token_it_is_the_same_401(year, url):
    right, wrong, none = PortalRB(year.portal.token), PortalRB("x" * 43), Client().get(url)
    assert right.pull(url).status_code == 200
    response = wrong.pull(url)
    assert (response.status_code, response.content) == (401, none.content)
    assert response.headers == none.headers


def test_3_a_token_without_the_right_is_403(year):
    world = year.world
    cases = {
        ("may_wbk",): {WBK: 200, WBBM: 403, FIRST: 403},
        ("may_wbbm",): {WBK: 403, WBBM: 200, FIRST: 403},
        ("may_wbk", "may_answers"): {FIRST: 200, answers_url("DKC"): 403},
        ("may_wbbm", "may_answers"): {FIRST: 403, answers_url("DKC"): 200},
    }
    for number, (rights, wanted) in enumerate(cases.items()):
        _, text = token_for(world.instansi, world.admin, name=f"Token {number}", rights=rights)
        got = {url: PortalRB(text).pull(url).status_code for url in wanted}
        assert got == wanted, rights
    body = body_of(PortalRB(text).pull(FIRST))
    message = "Token ini tidak berhak atas data yang diminta."
    assert body == {"error": True, "code": "FORBIDDEN", "message": message}


def test_4_an_unknown_unit_is_404(year):
    response = year.portal.pull(answers_url("TIDAK-ADA"))
    assert (response.status_code, body_of(response)) == (404, NO_UNIT)


def test_5_the_lists_have_the_types_of_the_guide(year):
    assert body_of(year.portal.pull(WBK)) == {
        "tahun": 2026,
        "units": [{"id": "PKM-01", "nama": "Puskesmas Melati", "kategori": "WBK", "afirmasi": False}],
    }
    name = "Dinas Kependudukan dan Pencatatan Sipil"
    assert body_of(year.portal.pull(WBBM)) == {
        "tahun": 2026,
        "units": [{"id": "DKC", "nama": name, "kategori": "WBBM", "afirmasi": False}],
    }


def test_6_every_listed_id_answers(year):
    for listed in (WBK, WBBM):
        for unit in body_of(year.portal.pull(listed))["units"]:
            found = body_of(year.portal.pull(answers_url(unit["id"])))
            told = (found["unit_id"], found["nama_unit"], found["tahun"])
            assert told == (unit["id"], unit["nama"], 2026)


def test_7_the_numbers_are_those_of_the_master_list_each_once(year):
    answers = body_of(year.portal.pull(FIRST))["answers"]
    assert [answer["soal_id"] for answer in answers] == list(range(1, 128))
    assert {type(answer["soal_id"]) for answer in answers} == {int}


def test_8_answers_are_text_or_null(year):
    answers = body_of(year.portal.pull(FIRST))["answers"]
    assert {tuple(answer) for answer in answers} == {tuple(KEYS)}
    kinds = {(key, type(answer[key])) for answer in answers for key in KEYS[1:]}
    assert {kind for _, kind in kinds} <= {str, type(None)}
    values = {answer[side] for answer in answers for side in ("jawaban_unit", "jawaban_tpi")}
    assert {value for value in values if not re.fullmatch(r"[A-E]|Ya|Tidak|\d+|\d\.\d+", value)} == set()


def test_9_an_unanswered_question_is_there_with_null(year):
    sheet = Sheet.objects.get(assessment=year.first, kind=Sheet.Kind.UNIT)
    fill_answers(sheet, {"A.I.1.i.a": "Ya", "A.II.1.i.a": {"agen": 7}}, by=year.world.petugas)
    stands_again(year, year.first)
    answers = body_of(year.portal.pull(FIRST))["answers"]
    assert len(answers) == 127
    given = {a["soal_id"]: a["jawaban_unit"] for a in answers if a["jawaban_unit"] is not None}
    assert given == {1: "Ya", 88: "7"}
    assert all("jawaban_unit" in answer for answer in answers)


def errors(year, monkeypatch) -> dict[str, tuple]:
    """What → (status, answer) for every way to fail."""
    portal = year.portal
    found = {
        "no address": portal.pull(f"{BASE}tidak-ada"),
        "the prefix": portal.pull("/api/"),
        "the prefix without its end": portal.pull("/api"),
        "a line end in the address": portal.pull(f"{BASE}a%0Ab"),
        "a slash at the end": portal.pull(f"{WBK}/"),
        "a parameter": portal.pull(f"{WBK}?tahun=2026"),
        "POST": portal.post(WBK, headers={"Authorization": f"Bearer {portal.token}"}),
        "anonymous, no address": Client().get(f"{BASE}tidak-ada"),
        "another host": portal.get(WBK, headers={"Host": "lain.example.go.id"}),
    }

    def breaks(*args, **kwargs):
        raise ZeroDivisionError("rahasia 42")

    monkeypatch.setattr(contents, "proposed_in", breaks)
    found["a fault"] = portal.pull(WBK)
    return {what: (response.status_code, response) for what, response in found.items()}


@pytest.mark.parametrize("debug", [False, True])
def test_10_every_error_is_three_fields_of_json(year, monkeypatch, settings, debug):
    settings.DEBUG = debug
    settings.ALLOWED_HOSTS = ["testserver"]
    before = logging.root.manager.disable
    logging.disable(logging.ERROR)
    try:
        found = errors(year, monkeypatch)
    finally:
        logging.disable(before)
    bodies = {what: body_of(response) for what, (_, response) in found.items()}
    assert {(tuple(body), body["error"], type(body["message"])) for body in bodies.values()} == {
        (("error", "code", "message"), True, str)
    }
    assert {what: (status, bodies[what]["code"]) for what, (status, _) in found.items()} == {
        "no address": (404, "ENDPOINT_NOT_FOUND"),
        "the prefix": (404, "ENDPOINT_NOT_FOUND"),
        "the prefix without its end": (404, "ENDPOINT_NOT_FOUND"),
        "a line end in the address": (404, "ENDPOINT_NOT_FOUND"),
        "a slash at the end": (404, "ENDPOINT_NOT_FOUND"),
        "a parameter": (422, "INVALID_REQUEST"),
        "POST": (405, "METHOD_NOT_ALLOWED"),
        "anonymous, no address": (401, "UNAUTHORIZED"),
        "another host": (400, "BAD_REQUEST"),
        "a fault": (500, "SERVER_ERROR"),
    }
    assert "rahasia" not in json.dumps(bodies)


@pytest.mark.parametrize("url", EVERY)
def test_11_the_same_state_gives_the_same_bytes(year, url):
    once, again = year.portal.pull(url), year.portal.pull(url)
    assert (once.content, once.headers) == (again.content, again.headers)
    assert re.fullmatch(r'"[0-9a-f]{64}"', once["ETag"])
    # 304 would be an answer without JSON, which the guide does not know
    same = year.portal.pull(url, **{"If-None-Match": once["ETag"]})
    assert (same.status_code, same.content) == (200, once.content)


def test_12_plain_http_is_refused_before_the_token_is_looked_at(year, settings):
    settings.SECURE_SSL_REDIRECT = True
    refused = year.portal.pull(WBK)
    assert (refused.status_code, body_of(refused)["code"]) == (403, "HTTPS_REQUIRED")
    assert PortalRB("salah").pull(WBK).content == refused.content
    header = {"Authorization": f"Bearer {year.portal.token}"}
    assert Client().get(WBK, headers=header, secure=True).status_code == 200


def test_13_nothing_is_redirected(year, settings):
    settings.SECURE_SSL_REDIRECT = True
    for url in (WBK, f"{WBK}/", "/api", "/api/", f"{BASE}x", "//api/portalrb/x"[1:], FIRST, f"{FIRST}/"):
        for secure in (False, True):
            response = Client().get(url, secure=secure)
            assert (response.status_code, "Location" in response) in [(401, False), (403, False)], url


def test_14_wbbm_works_or_is_off(year, settings):
    assert year.portal.pull(WBBM).status_code == 200
    settings.PORTALRB_WBBM = False
    off = year.portal.pull(WBBM)
    assert (off.status_code, body_of(off)["code"]) == (404, "ENDPOINT_NOT_FOUND")
    assert body_of(year.portal.pull(answers_url("DKC"))) == NO_UNIT
    assert year.portal.pull(WBK).status_code == 200


def test_16_the_name_stays_the_same_until_the_unit_is_renamed(year):
    before = year.portal.pull(WBK)
    unit = year.world.unit
    unit.head_name, unit.core_service = "Orang lain", False
    unit.save()
    assert year.portal.pull(WBK).content == before.content
    unit.name = "Puskesmas Mawar"
    unit.save()
    assert body_of(year.portal.pull(WBK))["units"][0]["nama"] == "Puskesmas Mawar"


@pytest.mark.parametrize("policy", ["policy-2024"])
def test_the_numbers_that_ship_fit_the_instrument(world, policy):
    found = questions_of(policy_of(world.period).handover, instrument_of(world.period))
    counts = sum(bool(soal.count) for soal in found)
    assert (len(found), counts, found[0].code, found[87].count) == (127, 22, "A.I.1.i.a", "agen")


def test_the_addresses_are_those_of_the_guide():
    for path in (WBK, WBBM, FIRST):
        assert resolve(path).func.__module__ == "assessments.views.handover.api"
    with pytest.raises(Resolver404):
        resolve("/pengusulan/unit-wbk")
