"""What allauth sends and tells browsers names this portal, not the site that Django was installed with."""

import json
import re
from pathlib import Path

import pytest
from allauth.account.adapter import get_adapter
from allauth.core.context import request_context
from django.conf import settings as configured
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.factories.units import make_user
from tests.security.test_session_keys import log_in
from units.mail import all_sent
from units.models import User

TEMPLATES = Path(configured.TEMPLATES[0]["DIRS"][0])
MAILS = sorted(
    str(path.relative_to(TEMPLATES)).removesuffix("_message.txt")
    for folder in ("account", "mfa")
    for path in (TEMPLATES / folder / "email").glob("*_message.txt")
    if path.stem != "base_message"
)


@pytest.fixture
def siti(db) -> User:
    return make_user("siti", email="siti@contoh.go.id")


@pytest.mark.parametrize("template", MAILS)
def test_mails_end_with_the_portals_own_address(siti, rf, settings, template):
    settings.SITE_URL = "https://zi.contoh.go.id"
    with request_context(rf.get("/")):
        told = {"user": siti, "issuer": "SSO", "password_reset_url": "-", "username": "siti"}
        get_adapter().send_mail(template, siti.email, told)
    all_sent()
    (sent,) = mail.outbox
    assert sent.body.splitlines()[-2:] == ["Portal Zona Integritas", "https://zi.contoh.go.id"]
    assert "example" not in f"{sent.subject} {sent.body}"


def test_browsers_are_told_the_portals_name_when_they_make_a_passkey(siti):
    browser = Client()
    log_in(browser)
    page = browser.get(reverse("mfa_add_webauthn")).content.decode()
    data = json.loads(re.search(r'id="js_data"[^>]*>(.*?)</script>', page, re.DOTALL)[1])
    assert data["creation_options"]["publicKey"]["rp"] == {"id": "testserver", "name": "Portal ZI"}
