"""Accounts: the command that makes an admin sistem, one's own profile and address."""

from datetime import datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import authenticate
from django.contrib.auth.tokens import PasswordResetTokenGenerator

from audit.queries import of_chain
from tests.factories.units import PASSWORD
from units.models import User
from units.services.errors import Refused
from units.services.people import LinkGone, ask_email, change_email, change_profile, drop_email


def test_a_profile_changes_and_the_audit_keeps_no_personal_data(world):
    change_profile(world.petugas, name="Hj. Siti Aminah", nip="198001012005011001", actor=world.petugas)
    world.petugas.refresh_from_db()
    assert (world.petugas.name, world.petugas.nip) == ("Hj. Siti Aminah", "198001012005011001")
    entry = of_chain("system").first()
    assert (entry.action, entry.object_id, entry.after) == (
        "person.change",
        str(world.petugas.pk),
        {"changed": ["name", "nip"]},
    )


def test_a_bad_nip_is_refused(world):
    with pytest.raises(Refused) as caught:
        change_profile(world.petugas, name="Siti", nip="12", actor=world.petugas)
    assert caught.value.reasons == [("NIP terdiri dari 18 angka.", "nip")]


def test_nobody_changes_another_ones_profile(world):
    with pytest.raises(ValueError):
        change_profile(world.petugas, name="X", nip="", actor=world.admin)
    with pytest.raises(ValueError):
        ask_email(world.petugas, email="x@contoh.go.id", password=PASSWORD, actor=world.admin)


def asked(person: User, email: str) -> str:
    return ask_email(person, email=email, password=PASSWORD, actor=person).token


def address_of(person: User) -> str:
    return User.objects.values_list("email", flat=True).get(pk=person.pk)


def test_an_address_changes_when_its_link_was_followed_and_the_old_one_stops_to_work(world, rf):
    old, new, request = world.petugas.email, "siti.baru@contoh.go.id", rf.post("/")
    EmailAddress.objects.create(user=world.petugas, email=old, primary=True)
    token = asked(world.petugas, " Siti.Baru@Contoh.go.id")
    assert (address_of(world.petugas), authenticate(request, email=new, password=PASSWORD)) == (old, None)
    assert authenticate(request, email=old, password=PASSWORD) == world.petugas
    change_email(world.petugas, token=token, actor=world.petugas)
    assert address_of(world.petugas) == new
    assert authenticate(request, email=old, password=PASSWORD) is None
    assert authenticate(request, email=new, password=PASSWORD) == world.petugas
    told = [(entry.action, entry.after) for entry in of_chain("system")[:2]]
    assert told == [("person.email", None), ("person.ask_email", None)]


def test_the_link_of_an_address_works_once_and_for_its_owner_alone(world):
    token = asked(world.petugas, "siti.baru@contoh.go.id")
    asked(world.anggota, "maya.baru@contoh.go.id")
    with pytest.raises(LinkGone):
        change_email(world.anggota, token=token, actor=world.anggota)
    with pytest.raises(ValueError):
        change_email(world.petugas, token=token, actor=world.anggota)
    change_email(world.petugas, token=token, actor=world.petugas)
    change_email(world.petugas, token=asked(world.petugas, "petugas@contoh.go.id"), actor=world.petugas)
    with pytest.raises(LinkGone):
        change_email(world.petugas, token=token, actor=world.petugas)
    assert (address_of(world.petugas), address_of(world.anggota)) == (
        "petugas@contoh.go.id",
        "anggota@contoh.go.id",
    )


def another_password(person: User) -> None:
    person.set_password("jagung-manis-rebus-9")
    person.save(update_fields=["password"])


@pytest.mark.parametrize(
    "ending",
    [
        another_password,
        lambda person: asked(person, "lain@contoh.go.id"),
        lambda person: asked(person, "siti.baru@contoh.go.id"),
        lambda person: drop_email(person, actor=person),
        lambda person: User.objects.filter(pk=person.pk).update(email="oleh.admin@contoh.go.id"),
        lambda person: User.objects.filter(pk=person.pk).update(new_email="orang.lain@contoh.go.id"),
    ],
    ids=["password", "another wish", "same wish", "dropped", "another address", "forged wish"],
)
def test_what_changes_meanwhile_ends_the_link(world, ending):
    token = asked(world.petugas, "siti.baru@contoh.go.id")
    ending(world.petugas)
    before = address_of(world.petugas)
    with pytest.raises(LinkGone):
        change_email(world.petugas, token=token, actor=world.petugas)
    assert address_of(world.petugas) == before


@pytest.mark.parametrize(("days", "works"), [(2, True), (4, False)])
def test_the_link_of_an_address_ends_after_three_days(world, monkeypatch, days, works):
    asked_at = datetime(2026, 3, 2)  # noqa: DTZ001 Django counts these links in local time
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self: asked_at)
    token = asked(world.petugas, "siti.baru@contoh.go.id")
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self: asked_at + timedelta(days=days))
    if works:
        change_email(world.petugas, token=token, actor=world.petugas)
    else:
        with pytest.raises(LinkGone):
            change_email(world.petugas, token=token, actor=world.petugas)
    assert address_of(world.petugas) == ("siti.baru@contoh.go.id" if works else "petugas@contoh.go.id")


def test_a_used_link_stays_dead_when_its_address_is_wished_again(world):
    first, second = world.petugas.email, "siti.baru@contoh.go.id"
    used = asked(world.petugas, second)
    change_email(world.petugas, token=used, actor=world.petugas)
    change_email(world.petugas, token=asked(world.petugas, first), actor=world.petugas)
    asked(world.petugas, second)
    with pytest.raises(LinkGone):
        change_email(world.petugas, token=used, actor=world.petugas)
    assert address_of(world.petugas) == first


def test_a_wish_is_dropped_by_its_owner_and_told_once(world):
    asked(world.petugas, "siti.baru@contoh.go.id")
    with pytest.raises(ValueError):
        drop_email(world.petugas, actor=world.admin)
    for _ in range(2):
        drop_email(world.petugas, actor=world.petugas)
    stored = User.objects.get(pk=world.petugas.pk)
    assert (stored.email, stored.new_email, stored.new_email_at) == ("petugas@contoh.go.id", "", None)
    assert [entry.action for entry in of_chain("system")] == ["person.drop_email", "person.ask_email"]


def test_an_address_that_somebody_took_meanwhile_is_refused(world):
    token = asked(world.petugas, "rebutan@contoh.go.id")
    change_email(world.anggota, token=asked(world.anggota, "rebutan@contoh.go.id"), actor=world.anggota)
    with pytest.raises(Refused) as caught:
        change_email(world.petugas, token=token, actor=world.petugas)
    assert not isinstance(caught.value, LinkGone)
    assert address_of(world.petugas) == "petugas@contoh.go.id"


@pytest.mark.parametrize(
    ("email", "password", "field"),
    [
        ("baru@contoh.go.id", "salah", "password"),
        ("ADMIN@contoh.go.id", PASSWORD, "email"),
        ("petugas@contoh.go.id", PASSWORD, "email"),
        ("bukan alamat", PASSWORD, "new_email"),
    ],
)
def test_an_address_is_refused(world, email, password, field):
    with pytest.raises(Refused) as caught:
        ask_email(world.petugas, email=email, password=password, actor=world.petugas)
    assert [f for _, f in caught.value.reasons] == [field]
    stored = User.objects.get(pk=world.petugas.pk)
    assert (stored.email, stored.new_email) == ("petugas@contoh.go.id", "")
