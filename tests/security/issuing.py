"""Going to the issuer of the tests and coming back, as a browser does."""

from urllib.parse import parse_qsl, urlsplit

import requests
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from units.models import Invitation, Role, User

BACK = "http://127.0.0.1:8000/akun/sso/kembali/"


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
        for at in {"at", "proven_at"} & set(record):
            record[at] -= seconds
    session.save()
    return client


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
