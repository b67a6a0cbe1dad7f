"""The page behind an invitation's link, and how the link gets there."""

import re
from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from units.models import Invitation, Role, User
from units.services.invitations import invite, revoke

PASSWORD = "jagung-manis-rebus-9"
ACCOUNT = {"username": "lina", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def link(world) -> str:
    """The path of an open invitation for lina@contoh.go.id, petugas of PKM-01."""
    fields = {"email": "lina@contoh.go.id", "name": "Lina Marlina", "role": Role.PETUGAS, "unit": world.unit}
    _, token = invite(world.instansi, actor=world.admin, **fields)
    return reverse("units:accept", args=[token])


def test_the_link_is_mailed_and_shown_once(world):
    data = {"name": "Lina", "email": "Lina@Contoh.go.id", "role": Role.PETUGAS, "unit": world.unit.pk}
    browser = world.client("admin")
    address = reverse("units:invitation_add", args=["KAB-X"])
    shown = browser.post(address, data)
    links = re.findall(r"http://127.0.0.1:8000(/undangan/[\w-]{43}/)", shown.content.decode())
    assert (shown.status_code, len(links)) == (200, 1)
    assert "no-store" in shown.headers["Cache-Control"]
    assert [m.to for m in mail.outbox] == [["lina@contoh.go.id"]]
    assert f"http://127.0.0.1:8000{links[0]}" in mail.outbox[0].body
    listed = browser.get(reverse("units:invitations", args=["KAB-X"])).content.decode()
    assert links[0] not in listed
    assert Client().get(links[0]).status_code == 200
    assert browser.post(address, data).status_code == 422


def test_a_mail_server_that_refuses_loses_no_invitation(world, settings):
    settings.EMAIL_BACKEND = "tests.units.test_accept_page.Down"
    data = {"name": "Lina", "email": "lina@contoh.go.id", "role": Role.PETUGAS, "unit": world.unit.pk}
    shown = world.client("admin").post(reverse("units:invitation_add", args=["KAB-X"]), data)
    assert "tidak terkirim" in shown.content.decode()
    assert Invitation.objects.count() == 1


class Down:
    """A mail backend whose server is not there."""

    def __init__(self, **options) -> None:
        pass

    def send_messages(self, messages) -> int:
        raise SMTPServerDisconnected("connection lost")


@pytest.mark.parametrize(
    "tampered",
    [{"unit": "other"}, {"role": Role.ADMIN_SISTEM}, {"areas": ["XX"]}, {"role": "tpi", "areas": ["XX"]}],
)
def test_a_tampered_invitation_is_refused(world, tampered):
    data = {
        "name": "Lina",
        "email": "lina@contoh.go.id",
        "role": Role.PETUGAS,
        "unit": world.unit.pk,
    } | tampered
    data["unit"] = world.other_unit.pk if data["unit"] == "other" else data["unit"]
    answer = world.client("admin").post(reverse("units:invitation_add", args=["KAB-X"]), data)
    assert (answer.status_code, Invitation.objects.count(), len(mail.outbox)) == (422, 0, 0)


def test_a_new_person_comes_in_and_is_logged_in(world, link):
    browser = Client()
    assert "Puskesmas Melati" in browser.get(link).content.decode()
    answer = browser.post(link, ACCOUNT)
    assert (answer.status_code, answer.url) == (302, "/")
    user = User.objects.get(username="lina")
    assert browser.session["_auth_user_id"] == str(user.pk)
    assert [(m.role, m.unit) for m in user.memberships.all()] == [(Role.PETUGAS, world.unit)]


def test_mistakes_are_shown_at_their_fields(world, link):
    answer = Client().post(link, {"username": "petugas", "password": PASSWORD, "again": "lain"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["again"])
    answer = Client().post(link, ACCOUNT | {"username": "petugas"})
    assert list(answer.context["form"].errors) == ["username"]
    answer = Client().post(link, {"username": "lina", "password": "12345", "again": "12345"})
    assert list(answer.context["form"].errors) == ["password"]
    assert not User.objects.filter(email="lina@contoh.go.id").exists()


def test_a_used_link_opens_nothing(world, link):
    Client().post(link, ACCOUNT)
    again = Client().post(link, ACCOUNT | {"username": "lina2"})
    assert (again.status_code, User.objects.filter(username="lina2").exists()) == (410, False)
    assert "sudah dipakai" in again.content.decode()


def test_expired_revoked_and_unknown_links_say_so(world, link):
    invitation = Invitation.objects.get()
    Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert "sudah lewat" in Client().get(link).content.decode()
    Invitation.objects.update(expires_at=timezone.now() + timedelta(days=1))
    revoke(invitation, actor=world.admin)
    gone = Client().get(link)
    assert (gone.status_code, "sudah dicabut" in gone.content.decode()) == (410, True)
    unknown = Client().get(reverse("units:accept", args=["x" * 43]))
    assert (unknown.status_code, "tidak dikenal" in unknown.content.decode()) == (410, True)


def test_a_registered_address_logs_in_first_and_comes_back(world):
    fields = {"email": world.tanpa_peran.email, "name": "Tono", "role": Role.PETUGAS, "unit": world.unit}
    _, token = invite(world.instansi, actor=world.admin, **fields)
    link = reverse("units:accept", args=[token])
    closed = Client().post(link, ACCOUNT)
    assert f"/akun/login/?next={link}" in closed.content.decode()
    assert User.objects.filter(username="lina").count() == 0
    browser = world.client("tanpa_peran")
    assert browser.get(link).status_code == 200
    assert world.tanpa_peran.memberships.count() == 0
    assert browser.post(link).url == "/"
    assert [m.unit for m in world.tanpa_peran.memberships.all()] == [world.unit]


def test_somebody_else_cannot_take_the_role(world, link):
    browser = world.client("petugas_asing")
    assert "untuk alamat lain" in browser.get(link).content.decode()
    assert "untuk alamat lain" in browser.post(link).content.decode()
    assert (Invitation.objects.get().accepted_at, world.petugas_asing.memberships.count()) == (None, 1)


def test_a_role_that_is_held_already_is_explained(world):
    fields = {"email": world.petugas.email, "name": "Siti", "role": Role.PETUGAS, "unit": world.unit}
    _, token = invite(world.instansi, actor=world.admin, **fields)
    answer = world.client("petugas").post(reverse("units:accept", args=[token]))
    assert (answer.status_code, "sudah memegang peran" in answer.content.decode()) == (200, True)
