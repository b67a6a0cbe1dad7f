"""Answering without a name: counted once, kept as it was sent, and nothing kept that says who."""

import logging
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from audit.models import Entry
from surveys import throttling
from surveys.engine.questionnaire import Questionnaire
from surveys.models import Answer, Campaign
from surveys.services.answering import Given, NotRunning, send_answer
from tests.factories.surveys import form_of, make_answer, make_campaign
from units.services.errors import Refused

State = Campaign.State


@pytest.fixture
def campaign(world):
    return make_campaign(world.unit)


def send(client, campaign, data=None, **headers):
    return client.post(f"/s/{campaign.code}/", data or form_of(campaign), headers=headers)


def test_an_answer_is_kept_as_it_was_sent(client, campaign):
    said = " Ant\x01re\nlama "
    sent = send(client, campaign, form_of(campaign, degree=6, q_a2=1, told="ya", comment=said))
    assert (sent.status_code, sent.headers["Location"]) == (302, f"/s/{campaign.code}/terima-kasih/")
    one = Answer.objects.get()
    assert (one.items, one.told, one.comment, one.channel) == ([6, 1, 6, 6, 6], True, "Antre\nlama", "tautan")
    assert one.service.name == "Poli"
    assert {sent["Referrer-Policy"], client.get("/s/").get("Referrer-Policy")} == {"strict-origin"}
    assert (one.hour.minute, one.hour.second, one.hour.microsecond) == (0, 0, 0)
    assert "sudah masuk" in client.get(sent.headers["Location"]).content.decode()


def test_the_same_form_counts_once(client, campaign):
    data = form_of(campaign)
    for again in (False, True):
        page = client.post(f"/s/{campaign.code}/", data, follow=True)
        assert ("kiriman yang ini tidak dicatat" in page.content.decode()) is again
    send(client, campaign, data | {"form_id": str(uuid.uuid4())})
    assert Answer.objects.count() == 2


def test_a_repeat_is_acknowledged_after_the_end_too(campaign):
    given = Given(uuid.uuid4(), campaign.services.first().pk, [5] * 5, told=False)
    assert send_answer(campaign.pk, given, channel="tautan") is True
    Campaign.objects.update(state=State.CLOSED)
    assert send_answer(campaign.pk, given, channel="tautan") is False


def test_who_sends_again_after_the_end_reads_that_the_answer_is_kept(client, campaign):
    data = form_of(campaign)
    send(client, campaign, data)
    Campaign.objects.update(state=State.CLOSED)
    again = send(client, campaign, data)
    assert again.headers["Location"] == f"/s/{campaign.code}/terima-kasih/?lagi=1"
    for late in (form_of(campaign), {"service": "x"}):
        assert send(client, campaign, late).status_code == 410
    assert Answer.objects.count() == 1


def test_a_survey_ends_with_the_day_of_its_unit(world, campaign):
    world.instansi.time_zone = "Asia/Jayapura"
    world.instansi.save()
    last = campaign.closes_on
    midnight_there = datetime(last.year, last.month, last.day, 15, tzinfo=UTC)  # 22.00 in Jakarta
    given = Given(uuid.uuid4(), campaign.services.first().pk, [5] * 5, told=False)
    with pytest.raises(NotRunning):
        send_answer(campaign.pk, given, channel="tautan", now=midnight_there)
    assert send_answer(campaign.pk, given, channel="tautan", now=midnight_there - timedelta(seconds=1))


def test_every_page_brings_another_id(client, campaign):
    ids = {
        client.get(f"/s/{campaign.code}/").content.decode().split('name="form_id" value="')[1][:36]
        for _ in "ab"
    }
    assert len({uuid.UUID(one) for one in ids}) == 2


def test_what_is_missing_is_said_and_the_rest_stays(client, campaign):
    data = form_of(campaign, degree=4, comment="<script>alert(1)</script>=1+1")
    del data["q_a3"]
    page = send(client, campaign, data)
    text = page.content.decode()
    assert (page.status_code, Answer.objects.count()) == (422, 0)
    assert text.count("Pilih salah satu jawaban.") == 1
    assert text.count(" checked") == 6  # the service, four items, the control question
    assert "&lt;script&gt;alert(1)&lt;/script&gt;=1+1" in text
    assert data["form_id"] in text


@pytest.mark.parametrize(
    "changes",
    [
        {"q_a1": "7"},
        {"q_a1": "0"},
        {"q_a1": "x"},
        {"service": "999999"},
        {"told": "mungkin"},
        {"comment": "a\x00b"},
    ],
)
def test_what_nobody_asked_is_refused(client, campaign, changes):
    assert send(client, campaign, form_of(campaign) | changes).status_code == 422
    assert Answer.objects.count() == 0


def test_a_service_of_another_campaign_is_refused(world, client, campaign):
    other = make_campaign(world.other_unit).services.first()
    assert send(client, campaign, form_of(campaign) | {"service": other.pk}).status_code == 422
    with pytest.raises(Refused):
        send_answer(campaign.pk, Given(uuid.uuid4(), other.pk, [5] * 5, told=False), channel="tautan")
    with pytest.raises(Refused):
        send_answer(
            campaign.pk,
            Given(uuid.uuid4(), campaign.services.first().pk, [5] * 4, told=False),
            channel="tautan",
        )


def test_an_id_that_is_none_still_counts(client, campaign):
    for form_id in ("bukan-id", "\x00", ""):
        assert send(client, campaign, form_of(campaign, form_id=form_id)).status_code == 302
    assert Answer.objects.count() == 3


def test_a_kiosk_is_a_channel_of_its_own_and_goes_back_to_the_start(client, campaign):
    sent = client.post(f"/s/{campaign.code}/?kios=1", form_of(campaign))
    assert Answer.objects.get().channel == "kios"
    page = client.get(sent.headers["Location"]).content.decode()
    assert f'<noscript><meta http-equiv="refresh" content="10;url=/s/{campaign.code}/?kios=1">' in page
    start = client.get(f"/s/{campaign.code}/?kios=1")
    assert (start.headers["Cache-Control"], b' autocomplete="off"' in start.content) == ("no-store", True)
    refused = client.post(f"/s/{campaign.code}/?kios=1", form_of(campaign, told="")).content.decode()
    again = f'<noscript><meta http-equiv="refresh" content="120;url=/s/{campaign.code}/?kios=1">'
    assert (again in refused, again in start.content.decode()) == (True, False)


@pytest.mark.parametrize("code", ["ZZZZZZ", "é", "x" * 300, "A\x00B"])
def test_an_unknown_address_says_so(client, campaign, code):
    page = client.get(f"/s/{code}/")
    assert (page.status_code, "tidak ditemukan" in page.content.decode()) == (404, True)
    assert client.get(f"/s/{code}/terima-kasih/").status_code == 404


def test_the_address_is_read_however_it_is_typed(client, campaign):
    assert client.get(f"/s/{campaign.code.lower()}/").status_code == 200


def test_outside_its_time_a_survey_takes_nothing(world, client):
    today = timezone.localdate()
    day = timedelta(days=1)
    cases = [
        (make_campaign(world.unit, State.DRAFT), 404),
        (make_campaign(world.unit, State.CLOSED), 410),
        (make_campaign(world.unit, opens_on=today + day, closes_on=today + day), 200),
        (make_campaign(world.unit, closes_on=today - day), 410),
    ]
    for campaign, status in cases:
        for answer in (client.get(f"/s/{campaign.code}/"), send(client, campaign)):
            assert answer.status_code == status
            assert b"<form" not in answer.content
    assert Answer.objects.count() == 0


def test_the_last_day_ends_at_midnight_in_jakarta(campaign):
    given = Given(uuid.uuid4(), campaign.services.first().pk, [5] * 5, told=False)
    Campaign.objects.update(opens_on="2026-03-01", closes_on="2026-03-02")
    with pytest.raises(NotRunning):
        send_answer(campaign.pk, given, channel="tautan", now=datetime(2026, 3, 2, 17, 0, tzinfo=UTC))
    last = datetime(2026, 3, 2, 16, 59, 59, tzinfo=UTC)
    assert send_answer(campaign.pk, given, channel="tautan", now=last) is True


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 302),
        ({"Origin": "http://testserver"}, 302),
        ({"Sec-Fetch-Site": "same-origin"}, 302),
        ({"Origin": "https://jahat.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
    ],
)
def test_other_sites_cannot_make_their_visitors_vote(client, campaign, headers, status):
    assert send(client, campaign, **headers).status_code == status
    assert Answer.objects.count() == (status == 302)


def test_too_many_from_one_place_wait_and_lose_nothing(client, campaign, monkeypatch):
    monkeypatch.setitem(throttling.LIMITS, throttling.ANSWERS, 2)
    data = form_of(campaign, comment="Tetap ada.")
    repeated = form_of(campaign)
    sent = [
        {},
        repeated,
        repeated,
        {},
        form_of(campaign),
    ]  # what is refused, and what came before, counts not
    statuses = [client.post(f"/s/{campaign.code}/", one).status_code for one in sent]
    assert statuses == [422, 302, 302, 422, 302]
    page = send(client, campaign, data)
    assert (page.status_code, "Tetap ada." in page.content.decode()) == (429, True)
    assert "Terlalu banyak jawaban dari jaringan ini dalam satu jam." in page.content.decode()
    assert "paling lama satu jam kemudian" in page.content.decode()
    again = client.post(f"/s/{campaign.code}/", repeated)  # what is kept is acknowledged, however full it is
    assert (again.status_code, again.headers["Location"]) == (302, f"/s/{campaign.code}/terima-kasih/?lagi=1")
    elsewhere = client.post(f"/s/{campaign.code}/", data, REMOTE_ADDR="10.9.9.9")
    assert elsewhere.status_code == 302


def test_the_count_is_forgotten_with_the_day(monkeypatch):
    monkeypatch.setitem(throttling.LIMITS, throttling.ANSWERS, 1)
    throttling.count("X", "2001:db8:0:1::1")
    places = ("2001:db8:0:1::1", "2001:db8:0:1:9::", "2001:db8:0:2::1", "")
    assert [throttling.is_full("X", place) for place in places] == [True, True, False, False]
    day, key = throttling._key
    monkeypatch.setattr(throttling.timezone, "localdate", lambda: day + timedelta(days=1))
    assert throttling.is_full("X", places[0]) is False
    assert throttling._key[1] != key


def test_nobody_changes_or_removes_an_answer(campaign):
    one = make_answer(campaign, [5] * 5)
    for act in (
        lambda: Answer.objects.update(told=True),
        lambda: Answer.objects.all().delete(),
        lambda: one.delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert Answer.objects.get().told is False


def everything_stored() -> str:
    """Every value of every table as one text."""
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [f"{table}: {row}" for row in cursor.fetchall()]
    return "\n".join(found)


def test_nothing_stored_or_logged_says_who_or_when(client, campaign, caplog, monkeypatch):
    """Not the address, the browser, a cookie, the id of the form, or a time finer than the hour."""
    moment = timezone.now().replace(minute=37, second=41, microsecond=123456)
    monkeypatch.setattr("surveys.services.answering.timezone.now", lambda: moment)
    before, told = everything_stored(), Entry.objects.count()
    data = form_of(campaign)
    client.cookies["sessionid"] = "kue-orang-ini"
    with caplog.at_level(logging.DEBUG):
        sent = client.post(
            f"/s/{campaign.code}/",
            data,
            REMOTE_ADDR="203.0.113.77",
            headers={"User-Agent": "PonselIbu/7", "X-Forwarded-For": "198.51.100.9"},
        )
        assert client.post(f"/s/{campaign.code}/", {"form_id": data["form_id"]}).status_code == 422
        assert client.get("/s/TAKADA/").status_code == 404
    assert sent.status_code == 302
    told_by = {line.name for line in caplog.records if line.name.startswith(("zi_portal", "django.request"))}
    assert told_by == set()  # each line has a time
    assert (sent.cookies, Entry.objects.count()) == ({}, told)
    new = set(everything_stored().splitlines()) - set(before.splitlines())
    assert len(new) == 1  # the answer alone
    kept = "\n".join(new) + caplog.text
    for trace in (
        "203.0.113",
        "198.51.100",
        "PonselIbu",
        "kue-orang-ini",
        data["form_id"],
        data["form_id"].replace("-", ""),
        ":37:",
        "37, 41",
        "123456",
    ):
        assert trace not in kept


def test_rows_lie_in_no_order_of_coming(campaign):
    """Forty answers one after another: neither keys nor the order of an unsorted read tell the order."""
    made = [make_answer(campaign, [5] * 5).pk for _ in range(40)]
    assert made != sorted(made)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM surveys_answer")
            assert [uuid.UUID(one) for (one,) in cursor.fetchall()] == sorted(made)
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute("SELECT rowid FROM surveys_answer")


def test_no_one_sees_a_result_while_answers_come_in(world, client, campaign):
    for _ in range(3):
        make_answer(campaign, [1, 2, 3, 4, 5], comment="Rahasia saya.")
    for who in ("petugas", "pimpinan_unit", "admin", "ketua"):
        page = world.client(who).get(f"/survei/{campaign.pk}/").content.decode()
        assert ("Rahasia saya." in page, "Indeks SPAK" in page) == (False, False)
    Campaign.objects.update(state=State.CLOSED)
    page = world.client("ketua").get(f"/survei/{campaign.pk}/").content.decode()
    assert ("Rahasia saya." in page, "Indeks SPAK" in page) == (True, True)


def test_the_page_is_light(client, world):
    campaign = make_campaign(world.unit, questionnaire="spkp-1")
    asked: Questionnaire = campaign.questionnaire
    page = client.get(f"/s/{campaign.code}/")
    assert all(item.text in page.content.decode() for item in asked.items)
    assert len(page.content) < 20_000
    assert page.headers["Cache-Control"] == "private, no-cache"
    assert "Cookie" not in page.headers.get("Vary", "")
