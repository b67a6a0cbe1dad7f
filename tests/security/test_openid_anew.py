"""Sensitive acts of who signs in at an issuer alone: it must ask for the password again, and tell that it did."""

import time
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from tests.security.issuing import leave, made_old, sent_back, sign_in, who
from tests.security.test_mailed_links import NEW, mailed, use
from tests.security.test_session_keys import log_in
from units.models import User

HOUR = 3600


@pytest.fixture
def lina(issuer, client) -> Client:
    """Signed in by what the issuer remembered of an hour ago."""
    issuer.since = time.time() - HOUR
    assert (sign_in(client).url, who(client)) == ("/", "lina")
    return client


def opens(client: Client) -> bool:
    """Whether a sensitive page opens; if it does not, the browser is signed out."""
    answer = client.get(reverse("mfa_activate_totp"))
    assert (answer.status_code == 200) == (who(client) is not None)
    return answer.status_code == 200


def asked(address: str) -> dict[str, str]:
    """What the issuer is asked about the sign-in."""
    sent = dict(parse_qsl(urlsplit(address).query))
    return {name: sent[name] for name in ("prompt", "max_age") if name in sent}


def test_what_the_issuer_remembered_proves_nothing_and_it_is_told_to_ask_anew(lina, issuer):
    assert not opens(lina)
    address = leave(lina)
    assert asked(address) == {"prompt": "login", "max_age": "0"}
    assert lina.get(reverse("account_openid_back"), sent_back(address)).url == "/"
    assert time.time() - issuer.since < HOUR
    assert opens(lina)
    made_old(lina)
    assert not opens(lina)


def test_other_sign_ins_are_not_asked_anew(lina):
    lina.post(reverse("account_logout"))
    assert asked(leave(lina)) == {}


def test_a_browser_that_forgets_what_was_asked_gains_nothing(lina):
    assert not opens(lina)
    forgetful = Client()
    assert (sign_in(forgetful).url, who(forgetful)) == ("/", "lina")
    assert not opens(forgetful)


def without_time(payload: dict) -> dict:
    return {name: value for name, value in payload.items() if name != "auth_time"}


def turn_back(client: Client, issuer) -> None:
    state = dict(parse_qsl(urlsplit(leave(client)).query))["state"]
    client.get(reverse("account_openid_back"), {"error": "access_denied", "state": state})


def come_back_to_a_broken_issuer(client: Client, issuer) -> None:
    answer = sent_back(leave(client))
    issuer.down = {"token"}
    assert client.get(reverse("account_openid_back"), answer).status_code == 401
    issuer.down = set()


@pytest.mark.parametrize(
    "attempt", [lambda client, issuer: leave(client), turn_back, come_back_to_a_broken_issuer]
)
def test_an_attempt_that_came_to_nothing_is_asked_anew_again(lina, issuer, attempt):
    assert not opens(lina)
    attempt(lina, issuer)
    issuer.since = time.time() - HOUR
    sign_in(lina)
    assert opens(lina)
    lina.post(reverse("account_logout"))
    assert asked(leave(lina)) == {}


LIES = {
    "it did not ask": lambda payload: payload,
    "it does not tell": without_time,
    "nothing": lambda payload: payload | {"auth_time": None},
    "a word": lambda payload: payload | {"auth_time": "baru saja"},
    "no number": lambda payload: payload | {"auth_time": "nan"},
    "without end": lambda payload: payload | {"auth_time": float("inf")},
    "before all time": lambda payload: payload | {"auth_time": -1},
}


@pytest.mark.parametrize("how", LIES)
def test_an_issuer_that_did_not_ask_anew_lets_nobody_in(lina, issuer, caplog, how):
    assert not opens(lina)
    issuer.silent, issuer.forge = True, LIES[how]
    assert (sign_in(lina).status_code, who(lina)) == (401, None)
    assert [record.getMessage() for record in caplog.records if record.name == "zi_portal.security"][-1] == (
        "login.refused"
    )


@pytest.mark.parametrize("how", ["it does not tell", "nothing", "before all time"])
def test_an_issuer_that_never_tells_lets_in_to_what_is_not_sensitive(client, issuer, how):
    issuer.forge = LIES[how]
    assert (sign_in(client).url, who(client)) == ("/", "lina")
    assert client.get(reverse("units:profile")).status_code == 200
    assert not opens(client)


def test_who_cannot_prove_it_there_makes_a_password_and_is_let_in_to_the_rest_meanwhile(lina, issuer):
    assert not opens(lina)
    issuer.forge = without_time
    refused = sign_in(lina)
    page = refused.content.decode()
    assert (refused.status_code, who(lina)) == (401, None)
    assert f'href="{reverse("account_reset_password")}">Buat kata sandi</a>' in page
    assert "tidak dapat dipercaya" not in page
    assert (sign_in(lina).url, who(lina)) == ("/", "lina")
    lina.post(reverse("account_logout"))
    use(mailed(User.objects.get(username="lina")), lina)
    log_in(lina, "lina", NEW["password1"])
    assert opens(lina)


def test_a_time_to_come_counts_as_now(client, issuer):
    issuer.since = time.time() + HOUR
    sign_in(client)
    assert opens(client)
    made_old(client)
    assert not opens(client)
