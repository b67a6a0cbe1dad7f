"""A new address that waits for its link: shown, dropped, ended."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories.units import PASSWORD
from units.models import User
from units.services.people import ask_email


def wish(world):
    ask_email(world.petugas, email="siti@contoh.go.id", password=PASSWORD, actor=world.petugas)
    return world.client("petugas")


def test_a_wish_for_another_address_is_dropped_with_its_button(world):
    browser = wish(world)
    button = f'action="{reverse("units:profile_email_drop")}"'
    assert button in browser.get(reverse("units:profile")).content.decode()
    after = browser.post(reverse("units:profile_email_drop"), follow=True).content.decode()
    assert "Alamat surel Anda tetap petugas@contoh.go.id." in after
    assert ("siti@contoh.go.id" in after, button in after) == (False, False)


@pytest.mark.parametrize(("days", "shown"), [(2, "siti@contoh.go.id"), (4, "")])
def test_a_wish_is_shown_while_its_link_works(world, days, shown):
    browser = wish(world)
    User.objects.filter(pk=world.petugas.pk).update(new_email_at=timezone.now() - timedelta(days=days))
    assert browser.get(reverse("units:profile")).context["waiting"] == shown


def test_another_password_ends_the_wish_for_another_address(world):
    browser, new = wish(world), "bukit-hijau-27-x"
    browser.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    world.petugas.refresh_from_db()
    assert (world.petugas.check_password(new), world.petugas.new_email, world.petugas.new_email_at) == (
        True,
        "",
        None,
    )
