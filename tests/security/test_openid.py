"""Signing in at an issuer: a real one (Authlib) over HTTP, that is honest."""

import json
import logging
import time
from urllib.parse import parse_qsl, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import reverse

from audit.models import Entry
from tests.factories.units import PASSWORD, make_user
from tests.security.issuer import CLIENT_ID, CLIENT_SECRET
from tests.security.issuing import BACK, invited, leave, made_old, sent_back, sign_in, signed_in, who
from tests.security.test_second_factor import code_of, set_up
from units.forms.people import RoleForm
from units.models import Role, User
from units.services.errors import Refused
from units.services.invitations import invite
from units.services.memberships import grant
from units.services.openid import PENDING
from units.services.people import ask_email, change_email, open_account


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
    token = ask_email(rudi, email="lina@contoh.go.id", password=PASSWORD, actor=rudi).token
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


def test_nor_anybodys_where_all_need_one(client, issuer, settings):
    settings.OIDC_TRUST_EMAIL = settings.SECOND_FACTOR = settings.SECOND_FACTOR_FOR_ALL = True
    invited(make_user("siti", email="lina@contoh.go.id"))
    assert (sign_in(client).url, who(client)) == (reverse("account_login"), None)


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


def test_more_is_asked_of_userinfo_when_the_token_says_little(client, issuer):
    issuer.only_userinfo = True
    sign_in(client)
    assert User.objects.get().email == "lina@contoh.go.id"


def test_who_turns_back_at_the_issuer_is_at_the_login_page_again(client, issuer):
    given = sent_back(f"{leave(client)}&deny=1")
    assert client.get(reverse("account_openid_back"), given).url == reverse("account_login")


def test_another_person_takes_over_the_browser_wholly(client, issuer):
    make_user("siti")
    client.post(reverse("account_login"), {"login": "siti", "password": PASSWORD})
    before = client.session.session_key
    sign_in(client)
    assert (who(client), client.session.session_key == before) == ("lina", False)
    assert not Session.objects.filter(session_key=before).exists()


def test_an_invitation_is_accepted_by_who_signed_in_at_the_issuer(client, issuer, world):
    """The handbook's only way: lists of whom to give a role to don't know who merely signed in."""
    sign_in(client)
    lina = User.objects.get(username="lina")
    assert lina not in RoleForm(instansi=world.instansi).fields["user"].queryset
    fields = {"email": "lina@contoh.go.id", "name": "Lina", "role": Role.PETUGAS, "unit": world.unit}
    _, token = invite(world.instansi, actor=world.admin, **fields)
    assert "Terima" in client.get(reverse("units:accept", args=[token])).content.decode()
    client.post(reverse("units:accept", args=[token]))
    assert User.objects.get(username="lina").memberships.get().role == Role.PETUGAS
