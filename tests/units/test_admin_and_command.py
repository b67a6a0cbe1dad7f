"""Django's admin shows accounts and instansi to the admin sistem alone; `create_admin` makes the first of them."""

import os
import subprocess
import sys
from importlib import import_module

import pytest
from django.conf import settings
from django.contrib import admin
from django.core.management import CommandError, call_command
from django.utils import timezone

from audit.queries import of_chain
from units.models import Instansi, Membership, Role, User
from units.queries import hats_of


@pytest.fixture
def insider(world):
    """The admin sistem with the door to Django's admin open."""
    User.objects.filter(pk=world.admin_sistem.pk).update(is_staff=True)
    return world.client("admin_sistem")


def test_only_accounts_and_instansi_are_there():
    import_module(settings.ROOT_URLCONF)  # which takes off what packages register
    assert {model._meta.label for model in admin.site._registry} == {"units.User", "units.Instansi"}


def test_a_superuser_without_the_role_sees_nothing(world):
    User.objects.filter(pk=world.tanpa_peran.pk).update(is_staff=True, is_superuser=True)
    browser = world.client("tanpa_peran")
    for page in ("units/user/", "units/instansi/", "auth/group/", "account/emailaddress/"):
        address = f"/admin-sistem/{page}"
        assert browser.get(address).url == f"/admin-sistem/login/?next={address}"


@pytest.mark.parametrize("who", ["admin", "petugas", "tanpa_peran"])
def test_others_do_not_come_in(world, who):
    assert world.client(who).get("/admin-sistem/units/user/").status_code in (302, 403)


def test_the_admin_sistem_mends_a_name_and_nothing_else_and_the_audit_knows(insider, world):
    user = world.petugas
    address = f"/admin-sistem/units/user/{user.pk}/change/"
    assert insider.get(address).status_code == 200
    tampered = {"username": "x", "email": "x@x.id", "is_superuser": "on", "is_staff": "on"}
    insider.post(
        address, {"name": "Petugas Baru", "nip": user.nip} | tampered
    )  # the box of `aktif` is not sent
    user.refresh_from_db()
    assert (user.name, user.is_active, user.username, user.is_superuser, user.is_staff) == (
        "Petugas Baru",
        True,
        "petugas",
        False,
        False,
    )
    told = [(entry.action, entry.object_id, entry.after) for entry in of_chain("system")]
    assert told == [("admin.change", str(user.pk), {"changed": ["name"]})]


def test_an_erased_account_is_not_opened_again(insider, world):
    User.objects.filter(pk=world.petugas.pk).update(is_active=False, erased_at=timezone.now())
    address = f"/admin-sistem/units/user/{world.petugas.pk}/change/"
    insider.post(address, {"name": "Petugas", "nip": "", "is_active": "on"})
    user = User.objects.get(pk=world.petugas.pk)
    assert (user.is_active, hats_of(user).hats) == (False, ())
    assert [entry.action for entry in of_chain("system") if entry.action.startswith("person.")] == []


def test_nothing_is_added_or_deleted(insider, world):
    for model, pk in (("user", world.petugas.pk), ("instansi", world.instansi.pk)):
        assert insider.get(f"/admin-sistem/units/{model}/add/").status_code == 403
        assert insider.post(f"/admin-sistem/units/{model}/{pk}/delete/", {"post": "yes"}).status_code == 403
    assert Instansi.objects.filter(pk=world.instansi.pk).exists()


def test_the_command_makes_an_admin_sistem(db, monkeypatch, capsys):
    monkeypatch.setenv("ADMIN_PASSWORD", "jagung-manis-rebus-9")
    monkeypatch.setenv("ADMIN_NAME", "Indra Permana")
    call_command("create_admin", username="indra", email="indra@contoh.go.id", no_input=True)
    user = User.objects.get(username="indra")
    assert (user.is_staff, user.is_superuser, user.check_password("jagung-manis-rebus-9")) == (
        True,
        False,
        True,
    )
    assert [m.role for m in Membership.objects.filter(user=user)] == [Role.ADMIN_SISTEM]
    assert "Admin sistem indra siap." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("env", "message"),
    [
        ({}, "Nama lengkap belum ada: isi --name atau ADMIN_NAME."),
        ({"ADMIN_NAME": "Indra"}, "Kata sandi belum ada: isi ADMIN_PASSWORD."),
    ],
)
def test_the_command_says_what_is_missing(db, monkeypatch, env, message):
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(CommandError) as caught:
        call_command("create_admin", username="indra", email="indra@contoh.go.id", no_input=True)
    assert str(caught.value) == message


def test_the_command_refuses_a_weak_password(db, monkeypatch):
    monkeypatch.setenv("ADMIN_PASSWORD", "12345")
    monkeypatch.setenv("ADMIN_NAME", "Indra")
    with pytest.raises(CommandError):
        call_command("create_admin", username="indra", email="indra@contoh.go.id", no_input=True)
    assert User.objects.count() == 0


def test_the_command_runs_under_the_real_settings():
    done = subprocess.run(
        [sys.executable, "manage.py", "create_admin", "--no-input", "--username=indra"],
        cwd=settings.BASE_DIR,
        env={
            "PATH": os.environ["PATH"],
            "DEBUG": "1",
            "SECRET_KEY": "x",
            "ADMIN_EMAIL": "indra@contoh.go.id",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (
        1,
        "CommandError: Nama lengkap belum ada: isi --name atau ADMIN_NAME.\n",
    )
