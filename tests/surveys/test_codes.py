"""Slips with single-use codes: each gives one answer, and nothing kept says which."""

import re
import uuid

import pytest

from audit.models import Entry
from surveys import throttling
from surveys.models import Answer, Campaign, CodeBatch
from surveys.services.answering import Given, send_answer
from surveys.services.codes import print_codes
from tests.factories.surveys import codes_of, form_of, make_campaign
from units.services.errors import NotAllowed, Refused

State = Campaign.State


@pytest.fixture
def campaign(world):
    return make_campaign(world.unit, with_codes=True)


@pytest.fixture
def printed(world, campaign):
    return codes_of(campaign, 12, actor=world.petugas)


def send(client, campaign, slip, **data):
    return client.post(f"/s/{campaign.code}/", form_of(campaign, slip=slip, **data))


def test_codes_are_printed_once_and_kept_as_hashes(world, campaign, printed):
    batch = CodeBatch.objects.get()
    assert (len(set(printed)), len(batch.unused), batch.used, batch.unused) == (
        12,
        12,
        [],
        sorted(batch.unused),
    )
    assert not {code for code in printed if code in str(batch.unused)}
    with pytest.raises(Refused):
        codes_of(campaign, 12, actor=world.petugas)
    assert Entry.objects.get(action="survey.codes").after == {"batch": 1, "codes": 12}


def test_each_code_gives_one_answer(client, campaign, printed):
    assert send(client, campaign, printed[0]).status_code == 302
    again = send(client, campaign, printed[0])
    assert (again.status_code, "Kode ini sudah dipakai." in again.content.decode()) == (422, True)
    assert send(client, campaign, f" {printed[1][:4].lower()}-{printed[1][4:]} ").status_code == 302
    assert list(Answer.objects.values_list("channel", flat=True)) == ["kode", "kode"]


@pytest.mark.parametrize("slip", ["", "ZZZZZZZZ", "' OR 1=1"])
def test_without_a_code_nobody_answers(client, campaign, printed, slip):
    assert send(client, campaign, slip).status_code == 422
    assert (Answer.objects.count(), CodeBatch.objects.get().used) == (0, [])


def test_who_guesses_codes_waits_and_nobody_else(client, campaign, printed, monkeypatch):
    monkeypatch.setitem(throttling.LIMITS, throttling.SLIPS, 2)
    good = form_of(campaign, slip=printed[0])
    assert client.post(f"/s/{campaign.code}/", good).status_code == 302
    assert [send(client, campaign, slip).status_code for slip in ("ZZZZZZZZ", printed[0])] == [422, 422]
    page = send(client, campaign, printed[1])
    said = "Terlalu banyak kode yang ditolak dari jaringan ini dalam satu jam."
    assert (page.status_code, said in page.content.decode()) == (429, True)
    assert client.post(f"/s/{campaign.code}/", good).status_code == 302  # what is kept is acknowledged
    elsewhere = form_of(campaign, slip=printed[1])
    assert client.post(f"/s/{campaign.code}/", elsewhere, REMOTE_ADDR="10.9.9.9").status_code == 302
    assert Answer.objects.count() == 2


def test_a_code_of_another_survey_is_unknown(world, client, campaign, printed):
    other = make_campaign(world.unit, with_codes=True)
    assert send(client, other, printed[0]).status_code == 422


def test_the_same_form_with_its_code_is_acknowledged_again(campaign, printed):
    given = Given(uuid.uuid4(), campaign.services.first().pk, [5] * 5, told=False, slip=printed[0])
    assert [send_answer(campaign.pk, given, channel="tautan") for _ in "ab"] == [True, False]
    assert len(CodeBatch.objects.get().used) == 1


def test_an_answer_that_is_refused_uses_no_code(campaign, printed):
    bad = Given(uuid.uuid4(), 0, [5] * 5, told=False, slip=printed[0])
    with pytest.raises(Refused):
        send_answer(campaign.pk, bad, channel="tautan")
    assert CodeBatch.objects.get().used == []


def test_codes_printed_under_an_older_key_still_hold(client, settings, campaign, printed):
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "kunci-baru" * 6
    assert send(client, campaign, printed[0]).status_code == 302
    assert send(client, campaign, printed[0]).status_code == 422


def test_the_order_of_use_is_kept_nowhere(client, campaign, printed):
    """All codes used in a known order: the heap lies sorted by hash, in one row that every use rewrites."""
    for code in printed:
        assert send(client, campaign, code).status_code == 302
    batch = CodeBatch.objects.get()
    assert (batch.unused, len(batch.used), batch.used) == ([], 12, sorted(batch.used))
    assert {field.name for field in CodeBatch._meta.get_fields()} == {
        "id",
        "campaign",
        "number",
        "unused",
        "used",
    }
    assert not {code for code in printed if code in str(Answer.objects.values())}


@pytest.mark.parametrize("who", ["petugas_pokja", "admin", "ketua"])
def test_only_who_runs_the_survey_prints(world, campaign, who):
    with pytest.raises(NotAllowed):
        codes_of(campaign, 1, actor=world.people[who])


@pytest.mark.parametrize(
    ("extra", "number", "count"),
    [
        ({"with_codes": False}, 1, 1),
        ({"state": State.CLOSED}, 1, 1),
        ({"state": State.DRAFT}, 1, 1),
        ({}, 1, 0),
        ({}, 1, 201),
        ({}, 2, 1),
        ({}, 0, 1),
    ],
)
def test_what_is_not_printed(world, extra, number, count):
    campaign = make_campaign(world.unit, **{"with_codes": True, **extra})
    with pytest.raises(Refused):
        codes_of(campaign, count, actor=world.petugas, number=number)
    assert CodeBatch.objects.count() == 0


def test_slips_that_cannot_be_drawn_use_up_no_batch(world, campaign):
    def torn(campaign, codes):
        raise RuntimeError("no font")

    with pytest.raises(RuntimeError):
        print_codes(campaign.pk, number=1, count=3, draw=torn, actor=world.petugas)
    assert CodeBatch.objects.count() == 0
    assert len(codes_of(campaign, 3, actor=world.petugas)) == 3


def test_the_slips_are_given_once(world, client, campaign, text_of):
    browser = world.client("petugas")
    sheet = browser.post(f"/survei/{campaign.pk}/kode/", {"number": "1", "count": "3"})
    codes = re.findall(r" ([0-9A-Z]{4}) ([0-9A-Z]{4}) Berlaku sekali", text_of(sheet.content))
    assert (len(codes), sheet.headers["Content-Type"]) == (3, "application/pdf")
    assert "no-store" in sheet.headers["Cache-Control"]
    assert sheet.headers["Content-Disposition"] == f'attachment; filename="kode-survei-{campaign.code}-1.pdf"'
    assert send(client, campaign, "".join(codes[2])).status_code == 302
    for data in ({"number": "1", "count": "3"}, {"number": "x", "count": "99999999"}):
        assert browser.post(f"/survei/{campaign.pk}/kode/", data).status_code == 302
    page = browser.get(f"/survei/{campaign.pk}/").content.decode()
    assert ("Cetakan ke-1" in page, "1 dari 3" in page) == (True, True)
    assert "data-no-guard" not in page  # a second click would take the codes away, which are given once
