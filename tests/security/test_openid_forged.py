"""Signing in at an issuer that is not honest, does not answer, or was never asked."""

import base64
import hmac
import json
import time
from urllib.parse import urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from joserfc.jwk import RSAKey

from tests.factories.units import make_user
from tests.security.issuer import AUDIENCE_OF_ANOTHER, CLIENT_ID
from tests.security.issuing import leave, sent_back, sign_in, who
from units.models import User


def other_key() -> RSAKey:
    return RSAKey.generate_key(2048, parameters={"kid": "k1"})


FORGED = {
    "signature": lambda i: setattr(i, "sign_with", other_key()),
    "issuer": lambda i: setattr(i, "forge", lambda p: p | {"iss": "https://lain.contoh.go.id"}),
    "audience": lambda i: setattr(i, "forge", lambda p: p | {"aud": AUDIENCE_OF_ANOTHER}),
    "party": lambda i: setattr(i, "forge", lambda p: p | {"aud": [CLIENT_ID, "x"], "azp": "x"}),
    "expired": lambda i: setattr(i, "forge", lambda p: p | {"exp": time.time() - 61}),
    "from the future": lambda i: setattr(i, "forge", lambda p: p | {"iat": time.time() + 600}),
    "nonce": lambda i: setattr(i, "forge", lambda p: p | {"nonce": "x" * 43}),
    "no nonce": lambda i: setattr(i, "forge", lambda p: {k: v for k, v in p.items() if k != "nonce"}),
    "no expiry": lambda i: setattr(i, "forge", lambda p: {k: v for k, v in p.items() if k != "exp"}),
    "no subject": lambda i: setattr(i, "forge", lambda p: p | {"sub": ""}),
    "long subject": lambda i: setattr(i, "forge", lambda p: p | {"sub": "s" * 192}),
    "userinfo": lambda i: (setattr(i, "only_userinfo", True), setattr(i, "userinfo", {"sub": "s-2"})),
    "token down": lambda i: i.down.add("token"),
    "keys down": lambda i: i.down.add("jwks"),
}


@pytest.mark.parametrize("how", FORGED)
def test_what_does_not_hold_lets_nobody_in(client, issuer, how):
    FORGED[how](issuer)
    answer = sign_in(client)
    assert (answer.status_code, who(client), User.objects.count()) == (401, None, 0)
    assert "Anda belum masuk" in answer.content.decode()


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_that_the_issuers_key_did_not_sign_lets_nobody_in(client, issuer, monkeypatch, algorithm):
    """Without a signature, and with the public key's text as a shared secret: old tricks against who believes `alg`."""
    given = sent_back(leave(client))
    claims = issuer.claims | {"iss": issuer.address, "aud": CLIENT_ID, "iat": 1, "exp": time.time() + 60}
    claims["nonce"] = next(iter(issuer.codes.values())).nonce
    text = f"{_part({'alg': algorithm, 'kid': 'k1'})}.{_part(claims)}"
    public = issuer.key.as_pem(private=False)
    mac = hmac.digest(public, text.encode(), "sha256") if algorithm == "HS256" else b""
    token = f"{text}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"
    monkeypatch.setattr("tests.security.issuer.jwt.encode", lambda *args, **kwargs: token)
    assert client.get(reverse("account_openid_back"), given).status_code == 401
    assert (issuer.tokens[-1], User.objects.count()) == (token, 0)


def _part(value: dict) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize("change", [{"state": "lain"}, {"state": ""}, {"code": "lain"}, {"code": ""}])
def test_an_answer_that_nobody_asked_for_is_refused(client, issuer, change):
    given = sent_back(leave(client)) | change
    assert (client.get(reverse("account_openid_back"), given).status_code, who(client)) == (401, None)


def test_an_answer_serves_once_and_only_the_browser_that_asked(client, issuer):
    given = sent_back(leave(client))
    stranger = Client()
    assert (stranger.get(reverse("account_openid_back"), given).status_code, who(stranger)) == (401, None)
    assert client.get(reverse("account_openid_back"), given).status_code == 302
    client.post(reverse("account_logout"))
    assert (client.get(reverse("account_openid_back"), given).status_code, who(client)) == (401, None)


def test_a_code_of_another_browser_does_not_fit_its_proof(client, issuer):
    mine, theirs = sent_back(leave(client)), sent_back(leave(Client()))
    answer = client.get(reverse("account_openid_back"), mine | {"code": theirs["code"]})
    assert (answer.status_code, User.objects.count()) == (401, 0)


def test_an_answer_after_ten_minutes_is_refused(client, issuer, monkeypatch):
    given = sent_back(leave(client))
    now = time.time()
    monkeypatch.setattr("allauth.socialaccount.internal.statekit.time.time", lambda: now + 601)
    assert client.get(reverse("account_openid_back"), given).status_code == 401


@pytest.mark.parametrize(
    "wrong",
    [
        {"issuer": "https://lain.contoh.go.id"},
        {"token_endpoint": ""},
        {"authorization_endpoint": None},
    ],
)
def test_discovery_of_another_is_not_followed(client, issuer, wrong):
    issuer.discovery = wrong
    assert client.post(reverse("account_openid")).status_code == 503


def test_an_issuer_that_is_down_is_said_and_not_asked_by_everybody(client, issuer, caplog):
    issuer.down.add("openid-configuration")
    answers = [client.post(reverse("account_openid")) for _ in range(3)]
    assert ([answer.status_code for answer in answers], len(issuer.asked)) == ([503] * 3, 1)
    assert "tidak menjawab" in answers[0].content.decode()
    told = [record.args for record in caplog.records if record.name == "units.views.openid"]
    assert told == [("no discovery, or another issuer's",)] * 3
    cache.clear()
    issuer.down.clear()
    sign_in(client)
    assert who(client) == "lina"


def test_nobody_listens(client, issuer, settings):
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    assert client.post(reverse("account_openid")).status_code == 503


def test_with_tls_every_endpoint_has_it(client, issuer, settings):
    settings.OIDC_ISSUER = "https://sso.contoh.go.id"
    found = {"issuer": settings.OIDC_ISSUER, "jwks_uri": "https://a/", "token_endpoint": "http://a/"}
    found |= {"authorization_endpoint": "https://sso.contoh.go.id/masuk"}
    for plain in ({}, {"token_endpoint": "https://a/", "userinfo_endpoint": "http://a/"}):
        cache.set(f"openid:{settings.OIDC_ISSUER}", found | plain)
        assert client.post(reverse("account_openid")).status_code == 503
    for page in ("https://sso.contoh.go.id/masuk", "https://SSO.contoh.go.id:443/masuk"):
        said = found | {"token_endpoint": "https://a/", "authorization_endpoint": page}
        cache.set(f"openid:{settings.OIDC_ISSUER}", said)
        assert client.post(reverse("account_openid")).status_code == 302


@pytest.mark.parametrize(
    "elsewhere", ["http://localhost:{port}/masuk", "https://127.0.0.1:{port}/masuk", "/masuk"]
)
def test_a_sign_in_page_that_browsers_would_not_open_is_refused_and_told(client, issuer, caplog, elsewhere):
    """Chromium holds a form's redirect to form-action, which names the issuer: nothing would happen at the button."""
    issuer.discovery = {"authorization_endpoint": elsewhere.format(port=urlsplit(issuer.address).port)}
    assert client.post(reverse("account_openid")).status_code == 503
    (told,) = [record.args[0] for record in caplog.records if record.name == "units.views.openid"]
    assert told.startswith("its sign-in page is on another host")


@pytest.mark.parametrize(
    ("asked", "opened"),
    [
        ("/profil/", "/profil/"),
        ("https://jahat.example/", "/"),
        ("//jahat.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/\\jahat.example", "/"),
    ],
)
def test_the_page_that_was_asked_for_opens_and_no_foreign_one(client, issuer, asked, opened):
    assert sign_in(client, next=asked).url == opened


def test_an_address_that_was_not_verified_opens_nothing(client, issuer, caplog):
    make_user("siti", email="lina@contoh.go.id")
    for verified in (False, "false", None, 0, "yes", 1.5):
        issuer.claims |= {"email_verified": verified}
        answer = sign_in(client)
        assert (answer.status_code, who(client)) == (403, None)
        assert "belum memastikan alamat surel" in answer.content.decode()
    del issuer.claims["email_verified"]
    assert sign_in(client).status_code == 403
    issuer.claims |= {"email_verified": True, "email": "lina-tanpa-domain"}
    assert sign_in(client).status_code == 403
    told = [record.facts["why"] for record in caplog.records if record.getMessage() == "login.refused"]
    assert told == ["address not verified"] * 7 + ["account not opened"]
    assert (User.objects.count(), SocialAccount.objects.count()) == (1, 0)
