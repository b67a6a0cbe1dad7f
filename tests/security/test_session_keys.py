"""A cookie that somebody planted, copied or kept: worth nothing after signing in, proving anew and signing out."""

import re

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings as configured
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from tests.factories.units import PASSWORD, make_user
from tests.security.issuing import made_old, sign_in, who
from tests.security.test_second_factor import code_of, set_up
from units.models import Role
from units.services.invitations import invite

COOKIE = configured.SESSION_COOKIE_NAME
NEW_PASSWORD = "jagung-manis-rebus-9"


def with_cookie(key: str) -> Client:
    """A browser that holds this key, by whatever way."""
    client = Client()
    client.cookies[COOKIE] = key
    return client


def planted() -> str:
    """The key of a session that an attacker began at the portal, and keeps."""
    store = SessionStore()
    store["mine"] = "penyerang"
    store.create()
    return store.session_key


def is_worthless(key: str) -> bool:
    """Whether a key opens nothing, and the server has forgotten what it held."""
    opened = with_cookie(key).get(reverse("units:profile")).status_code
    return (opened, Session.objects.filter(session_key=key).exists()) == (302, False)


def key_of(client: Client) -> str:
    """The key that the browser holds now; the own page of devices knows it too."""
    key = client.cookies[COOKIE].value
    assert UserSession.objects.filter(session_key=key).count() == 1
    assert client.get(reverse("units:profile")).status_code == 200
    return key


def log_in(client: Client, name: str = "siti", password: str = PASSWORD) -> None:
    client.post(reverse("account_login"), {"login": name, "password": password})


@pytest.fixture
def siti(db):
    return make_user("siti")


@pytest.mark.parametrize("key", ["a" * 32, None], ids=["never given out", "given out"])
def test_a_planted_cookie_is_not_what_the_victim_signs_in_with(siti, key):
    key = key or planted()
    victim = with_cookie(key)
    log_in(victim)
    assert key_of(victim) != key
    assert is_worthless(key)


def test_nor_after_the_second_factor(siti):
    first = Client()
    log_in(first)
    secret, _ = set_up(first)
    key = planted()
    victim, attacker = with_cookie(key), with_cookie(key)
    log_in(victim)
    assert (
        attacker.get(reverse("units:profile")).status_code == 302
    )  # a password alone is worth nothing to both
    victim.post(reverse("mfa_authenticate"), {"code": code_of(secret, 1)})
    assert key_of(victim) != key
    assert is_worthless(key)


def test_nor_after_an_invitation(world):
    fields = {"email": "lina@contoh.go.id", "name": "Lina", "role": Role.PETUGAS, "unit": world.unit}
    _, token = invite(world.instansi, actor=world.admin, **fields)
    key = planted()
    victim = with_cookie(key)
    account = {"username": "lina", "password": NEW_PASSWORD, "again": NEW_PASSWORD}
    assert victim.post(reverse("units:accept", args=[token]), account).url == "/"
    assert key_of(victim) != key
    assert is_worthless(key)


def test_nor_after_coming_back_from_the_issuer(issuer):
    key = planted()
    victim = with_cookie(key)
    sign_in(victim)
    assert (who(victim), key_of(victim) != key, is_worthless(key)) == ("lina", True, True)


def test_nor_when_it_is_an_attackers_own_session(siti):
    attacker = Client()
    log_in(attacker, make_user("penyerang").username)
    key = key_of(attacker)
    victim = with_cookie(key)
    victim.post(reverse("account_logout"))
    log_in(victim)
    assert (who(victim), key_of(victim) != key, is_worthless(key)) == ("siti", True, True)


def test_a_copied_cookie_ends_when_its_owner_proves_anew_who_it_is(siti):
    victim = Client()
    log_in(victim)
    copied = key_of(made_old(victim))
    there = reverse("mfa_activate_totp")
    assert victim.get(there).url.startswith(reverse("account_reauthenticate"))
    victim.post(reverse("account_reauthenticate"), {"password": "salah", "next": there})
    assert key_of(victim) == copied
    assert victim.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": there}).url == there
    assert key_of(victim) != copied
    assert is_worthless(copied)


@pytest.mark.django_db(transaction=True)  # allauth tells that one was set up when it is kept
def test_and_when_a_second_factor_is_set_up_or_proves_anew(siti):
    victim = Client()
    log_in(victim)
    first = key_of(victim)
    secret, _ = set_up(victim)
    second = key_of(made_old(victim))
    there = reverse("mfa_generate_recovery_codes")
    way = {"code": code_of(secret, 1), "next": there}
    assert victim.post(reverse("mfa_reauthenticate"), way).url == there
    assert len({first, second, key_of(victim)}) == 3
    assert is_worthless(first)
    assert is_worthless(second)


def test_and_with_a_new_password_here_and_on_every_other_device(siti):
    victim, thief = Client(), Client()
    log_in(victim)
    log_in(thief)
    mine, theirs = key_of(victim), key_of(thief)
    words = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    victim.post(reverse("account_change_password"), words)
    assert key_of(victim) != mine
    for key in (mine, theirs):
        assert with_cookie(key).get(reverse("units:profile")).status_code == 302


def test_a_kept_cookie_is_worth_nothing_after_signing_out(siti):
    victim = Client()
    log_in(victim)
    kept = key_of(victim)
    victim.post(reverse("account_logout"))
    assert is_worthless(kept)
    log_in(victim)
    assert is_worthless(kept)


def test_a_session_is_made_of_its_cookie_alone(siti):
    """No address, form or header carries a session."""
    victim = Client()
    log_in(victim)
    key = key_of(victim)
    page = victim.get(reverse("units:profile"))
    assert key not in page.content.decode() + str(page.headers)
    for way in ({COOKIE: key}, {"session": key}):
        assert Client().get(reverse("units:profile"), way).status_code == 302
    assert (
        Client().get(reverse("units:profile"), headers={"Authorization": f"Bearer {key}"}).status_code == 302
    )
    assert re.fullmatch("[a-z0-9]{32}", key)
