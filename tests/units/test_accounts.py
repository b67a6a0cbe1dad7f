"""Accounts: the command that makes an admin sistem, one's own profile and address."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import authenticate

from audit.queries import of_chain
from tests.factories.units import PASSWORD
from units.models import User
from units.services.errors import Refused
from units.services.people import change_email, change_profile


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
        change_email(world.petugas, email="x@contoh.go.id", password=PASSWORD, actor=world.admin)


def test_an_address_changes_with_the_password_and_the_old_one_stops_to_work(world, rf):
    old = world.petugas.email
    EmailAddress.objects.create(user=world.petugas, email=old, primary=True)
    change_email(world.petugas, email=" Siti.Baru@Contoh.go.id", password=PASSWORD, actor=world.petugas)
    world.petugas.refresh_from_db()
    assert world.petugas.email == "siti.baru@contoh.go.id"
    request = rf.post("/")
    assert authenticate(request, email=old, password=PASSWORD) is None
    assert authenticate(request, email="siti.baru@contoh.go.id", password=PASSWORD) == world.petugas
    assert (of_chain("system").first().action, of_chain("system").first().after) == ("person.email", None)


@pytest.mark.parametrize(
    ("email", "password", "field"),
    [
        ("baru@contoh.go.id", "salah", "password"),
        ("ADMIN@contoh.go.id", PASSWORD, "email"),
        ("bukan alamat", PASSWORD, "email"),
    ],
)
def test_an_address_is_refused(world, email, password, field):
    with pytest.raises(Refused) as caught:
        change_email(world.petugas, email=email, password=password, actor=world.petugas)
    assert [f for _, f in caught.value.reasons] == [field]
    assert User.objects.get(pk=world.petugas.pk).email == "petugas@contoh.go.id"
