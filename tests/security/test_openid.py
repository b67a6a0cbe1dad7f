"""Signing in at an issuer: a real one (Authlib) over HTTP, honest and not."""

import base64
import hmac
import json
import logging
import time
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from joserfc.jwk import RSAKey

from audit.models import Entry
from tests.factories.units import PASSWORD, make_user
from tests.security.issuer import AUDIENCE_OF_ANOTHER, CLIENT_ID, CLIENT_SECRET, Issuer, running
from tests.security.test_second_factor import code_of, set_up
from units.models import Invitation, Role, User
from units.services.errors import Refused
from units.services.invitations import invite
from units.services.memberships import grant
from units.services.openid import PENDING
from units.services.people import ask_email, change_email, open_account

BACK = "http://127.0.0.1:8000/akun/sso/kembali/"


@pytest.fixture(scope="module")
def served():
    with running(BACK) as issuer:
        yield issuer


@pytest.fixture
def issuer(served, settings, db) -> Issuer:
    """The issuer, honest again, and known to the portal."""
    key, address = served.key, served.address
    served.__init__(BACK, address=address, key=key)
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = (
        address,
        CLIENT_ID,
        CLIENT_SECRET,
    )
    settings.OIDC_NAME, settings.SITE_URL = "SSO Kabupaten", "http://127.0.0.1:8000"
    return served


def leave(client: Client, **fields) -> str:
    """Press the button; gives the issuer's address to which the browser is sent."""
    answer = client.post(reverse("account_openid"), fields)
    assert answer.status_code == 302, answer.content
    return answer.url


def sent_back(address: str) -> dict[str, str]:
    """Sign in at the issuer; gives what it hands to the portal."""
    answer = requests.get(address, allow_redirects=False, timeout=5)
    assert answer.headers["Location"].startswith(f"{BACK}?"), answer.text
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))


def sign_in(client: Client, **fields):
    """All of it; gives the portal's answer."""
    return client.get(reverse("account_openid_back"), sent_back(leave(client, **fields)))


def who(client: Client) -> str | None:
    """The username that a browser is signed in as."""
    found = User.objects.filter(pk=client.session.get("_auth_user_id")).first()
    return found.username if found else None


def test_without_an_issuer_there_is_no_button_and_no_address(client, db):
    assert "akun/sso" not in client.get(reverse("account_login")).content.decode()
    assert client.post(reverse("account_openid")).status_code == 404
    assert client.get(reverse("account_openid_back"), {"code": "x", "state": "y"}).status_code == 404


def test_the_button_leads_to_the_issuer_with_state_nonce_and_pkce(client, issuer):
    assert "Masuk lewat SSO Kabupaten" in client.get(reverse("account_login")).content.decode()
    assert client.get(reverse("account_openid")).status_code == 405
    asked = dict(parse_qsl(urlsplit(leave(client)).query))
    random = {name: asked.pop(name) for name in ("state", "nonce", "code_challenge")}
    assert asked == {
        "response_type": "code",
        "client_id": CLIENT_ID,
        "redirect_uri": BACK,
        "scope": "openid email profile",
        "code_challenge_method": "S256",
    }
    assert [len(random["state"]) >= 16, len(random["nonce"]), len(random["code_challenge"])] == [True, 43, 43]


def test_a_new_person_gets_an_account_without_any_role_and_reads_whom_to_ask(client, issuer):
    issuer.claims |= {"name": "Lina Marlina", "preferred_username": "lina@kab"}
    assert sign_in(client).url == "/"
    lina = User.objects.get()
    assert (lina.username, lina.name, lina.email) == ("lina", "Lina Marlina", "lina@contoh.go.id")
    assert (lina.has_usable_password(), lina.is_staff, lina.is_superuser, lina.nip) == (
        False,
        False,
        False,
        "",
    )
    assert (lina.memberships.count(), lina.team_seats.count()) == (0, 0)
    assert list(Entry.objects.values_list("chain__key", "action", "actor_id")) == [
        ("system", "person.create", lina.pk)
    ]
    assert "admin inspektorat" in client.get("/").content.decode()
    client.post(reverse("account_logout"))
    assert who(client) is None
    sign_in(client)
    assert (who(client), User.objects.count()) == ("lina", 1)


def test_usernames_do_not_collide(client, issuer):
    make_user("lina", email="a@contoh.go.id"), make_user("LINA-2", email="b@contoh.go.id")
    sign_in(client)
    assert who(client) == "lina-3"


def test_neither_tokens_nor_claims_are_kept_or_logged(client, issuer, caplog):
    caplog.set_level(logging.DEBUG)
    siti = make_user("siti", email="lina@contoh.go.id")
    set_up(signed_in(siti))
    open_session = Client()
    issuer.claims |= {"name": "Nama-MARKED"}
    sign_in(open_session)
    sign_in(client)
    kept = json.dumps([session.get_decoded() for session in Session.objects.all()], default=str)
    kept += json.dumps(list(SocialAccount.objects.values("extra_data")))
    theirs = ("authlib", "werkzeug")  # the issuer runs in this process too
    kept += " ".join(record.getMessage() for record in caplog.records if not record.name.startswith(theirs))
    assert [secret for secret in [*issuer.tokens, CLIENT_SECRET, "Nama-MARKED"] if secret in kept] == []
    assert (len(issuer.tokens), SocialToken.objects.count()) == (4, 0)


def invited(user: User) -> User:
    """As somebody whose account an invitation to the present address opened."""
    now = timezone.now()
    Invitation.objects.create(
        token_hash=f"{user.pk:064}", email=user.email, name=user.name, role=Role.PETUGAS, created_by=user,
        expires_at=now, accepted_at=now, accepted_by=user,
    )  # fmt: skip
    return user


def made_old(client: Client, seconds: int = 1800) -> Client:
    """As if the person had signed in half an hour ago, or so many seconds earlier."""
    session = client.session
    for record in session[AUTHENTICATION_METHODS_SESSION_KEY]:
        record["at"] -= seconds
    session.save()
    return client


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_an_address_that_has_an_account_is_linked_after_its_owner_has_signed_in_once(client, issuer):
    siti = make_user("siti", email="Lina@contoh.go.id")
    back = sign_in(client)
    assert (back.url, who(client), SocialAccount.objects.count()) == (reverse("account_login"), None, 0)
    assert "Masuk sekali seperti biasa" in client.get(back.url).content.decode()
    client.post(reverse("account_login"), {"login": "siti", "password": PASSWORD})
    assert list(SocialAccount.objects.values_list("user", "provider", "uid", "extra_data")) == [
        (siti.pk, issuer.address, "s-1", {})
    ]
    assert Entry.objects.filter(action="person.link_issuer").values_list("object_id", flat=True).get() == str(
        siti.pk
    )
    assert [message.subject for message in mail.outbox] == [
        "[Portal ZI] Akun tersambung dengan penyedia masuk"
    ]
    other = Client()
    sign_in(other)
    assert who(other) == "siti"


def test_somebody_elses_sign_in_does_not_take_the_link(client, issuer):
    make_user("siti", email="lina@contoh.go.id"), make_user("budi")
    sign_in(client)
    client.post(reverse("account_login"), {"login": "budi", "password": PASSWORD})
    assert (who(client), SocialAccount.objects.count(), PENDING in client.session) == ("budi", 0, False)


def test_a_link_that_waited_too_long_is_forgotten(client, issuer):
    make_user("siti", email="lina@contoh.go.id")
    sign_in(client)
    session = client.session
    session[PENDING] |= {"at": time.time() - 601}
    session.save()
    client.post(reverse("account_login"), {"login": "siti", "password": PASSWORD})
    assert SocialAccount.objects.count() == 0


def test_a_trusted_issuer_opens_the_account_of_an_address(client, issuer, settings):
    settings.OIDC_TRUST_EMAIL = True
    invited(make_user("siti", email="lina@contoh.go.id"))
    sign_in(client)
    assert (who(client), SocialAccount.objects.get().uid) == ("siti", "s-1")


def test_an_address_that_somebody_typed_opens_no_account(client, issuer, settings):
    """Else who waits there for a future colleague gets her roles: his password opens the account that she lands in."""
    settings.OIDC_TRUST_EMAIL = True
    rudi = invited(make_user("rudi"))
    User.objects.filter(pk=rudi.pk).update(email="lina@contoh.go.id")  # as before links proved addresses
    assert (sign_in(client).url, who(client)) == (reverse("account_login"), None)
    assert SocialAccount.objects.count() == 0


def test_an_address_that_waits_for_its_proof_is_nobodys(client, issuer, settings):
    settings.OIDC_TRUST_EMAIL = True
    rudi = invited(make_user("rudi"))
    token = ask_email(rudi, email="lina@contoh.go.id", password=PASSWORD, actor=rudi)
    sign_in(client)
    assert (who(client), SocialAccount.objects.get().user.username) == ("lina", "lina")
    with pytest.raises(Refused, match="sudah dipakai"):
        change_email(rudi, token=token, actor=rudi)


def test_a_trusted_issuer_never_opens_the_account_of_who_still_lacks_a_second_factor(
    client, issuer, settings, world
):
    settings.OIDC_TRUST_EMAIL = True
    for name in ("admin", "anggota", "ketua", "admin_sistem"):
        email = invited(getattr(world, name)).email
        issuer.claims = {"sub": name, "email": email, "email_verified": True}
        assert sign_in(client).url == reverse("account_login")
        assert who(client) is None
    assert SocialAccount.objects.count() == 0


def test_the_second_factor_is_asked_before_the_link_is_made(client, issuer, settings, world):
    settings.OIDC_TRUST_EMAIL = True
    secret, _ = set_up(signed_in(invited(world.admin)))
    issuer.claims |= {"email": world.admin.email}
    assert sign_in(client).url == reverse("mfa_authenticate")
    assert (who(client), SocialAccount.objects.count()) == (None, 0)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret, 1)})
    assert (who(client), SocialAccount.objects.get().user) == ("admin", world.admin)
    for again in (Client(), made_old(client)):  # nor does it prove again who is signed in
        assert (sign_in(again).url, who(again)) == (reverse("mfa_authenticate"), None)


@pytest.mark.parametrize(
    "page",
    ["mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes", "account_set_password"],
)
def test_who_has_neither_password_nor_second_factor_signs_in_anew_for_what_is_sensitive(client, issuer, page):
    sign_in(client)
    there = reverse(page)
    assert client.get(there).status_code == 200
    made_old(client)
    posted = {"password1": "jagung-manis-rebus-9", "password2": "jagung-manis-rebus-9"}
    asked = client.post(there, posted, headers={"Referer": f"http://testserver{there}"}, follow=True)
    assert (asked.redirect_chain[-1][0], who(client)) == (f"{reverse('account_login')}?next={there}", None)
    assert "masuk sekali lagi" in asked.content.decode()
    assert not User.objects.get().has_usable_password()
    assert sign_in(client, next=there).url == there
    assert client.get(there).status_code == 200


def test_so_it_is_with_what_is_posted_to_the_portal(client, issuer, world):
    sign_in(client)
    grant(User.objects.get(username="lina"), role=Role.ADMIN, instansi=world.instansi, actor=world.admin)
    made_old(client)
    there, role = (
        reverse("units:role_add", args=["KAB-X"]),
        {"user": world.petugas.pk, "role": "pimpinan_unit"},
    )
    asked = client.post(there, role, headers={"Referer": f"http://testserver{there}"}, follow=True)
    assert (asked.redirect_chain[-1][0], who(client)) == (f"{reverse('account_login')}?next={there}", None)
    assert "belum diproses" in asked.content.decode()


def test_a_session_of_the_issuer_ends_after_twelve_hours_too(client, issuer):
    sign_in(client)
    made_old(client, 11 * 60 * 60)
    assert (client.get("/").status_code, who(client)) == (200, "lina")
    made_old(client, 2 * 60 * 60)
    assert (client.get("/").status_code, who(client)) == (302, None)


def test_who_becomes_admin_later_must_set_a_second_factor_up(client, issuer, settings, world):
    settings.SECOND_FACTOR = True
    sign_in(client)
    lina = User.objects.get(email="lina@contoh.go.id")
    grant(lina, role=Role.ADMIN, instansi=world.instansi, actor=world.admin)
    assert client.get("/").url == reverse("mfa_index")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    assert not Authenticator.objects.filter(user=lina).exists()


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


def test_a_closed_account_stays_closed(client, issuer):
    sign_in(client)
    User.objects.update(is_active=False)
    other = Client()
    assert (sign_in(other).url, who(other), client.get(reverse("units:profile")).status_code) == (
        reverse("account_inactive"),
        None,
        302,
    )


def test_the_same_subject_of_another_issuer_is_somebody_else(client, issuer):
    lina = open_account("lina", email="lina.lama@contoh.go.id", name="Lina", password=None)
    SocialAccount.objects.create(user=lina, provider="https://lain.contoh.go.id", uid="s-1")
    sign_in(client)
    assert who(client) == "lina-2"


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


def test_more_is_asked_of_userinfo_when_the_token_says_little(client, issuer):
    issuer.only_userinfo = True
    sign_in(client)
    assert User.objects.get().email == "lina@contoh.go.id"


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


def test_who_turns_back_at_the_issuer_is_at_the_login_page_again(client, issuer):
    given = sent_back(f"{leave(client)}&deny=1")
    assert client.get(reverse("account_openid_back"), given).url == reverse("account_login")


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
    found |= {"authorization_endpoint": "https://a/"}
    for plain in ({}, {"token_endpoint": "https://a/", "userinfo_endpoint": "http://a/"}):
        cache.set(f"openid:{settings.OIDC_ISSUER}", found | plain)
        assert client.post(reverse("account_openid")).status_code == 503


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


def test_another_person_takes_over_the_browser_wholly(client, issuer):
    make_user("siti")
    client.post(reverse("account_login"), {"login": "siti", "password": PASSWORD})
    before = client.session.session_key
    sign_in(client)
    assert (who(client), client.session.session_key == before) == ("lina", False)
    assert not Session.objects.filter(session_key=before).exists()


def test_an_invitation_is_accepted_by_who_signed_in_at_the_issuer(client, issuer, world):
    fields = {"email": "lina@contoh.go.id", "name": "Lina", "role": Role.PETUGAS, "unit": world.unit}
    _, token = invite(world.instansi, actor=world.admin, **fields)
    sign_in(client)
    client.post(reverse("units:accept", args=[token]))
    assert User.objects.get(username="lina").memberships.get().role == Role.PETUGAS
