"""A new address that waits for its link: shown, dropped, ended."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories.units import PASSWORD
from units.mail import all_sent
from units.models import User
from units.services.people import ask_email
from units.views import profile


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


def test_mails_to_new_addresses_are_limited_and_refusals_not_counted(world, mailoutbox):
    browser = world.client("petugas")

    def ask(number: int, password: str = PASSWORD) -> int:
        data = {"email": f"siti{number}@contoh.go.id", "password": password}
        return browser.post(reverse("units:profile_email"), data).status_code

    assert ask(0, "salah") == 422
    assert [ask(number) for number in range(1, 9)] == [302] * 6 + [429] * 2
    all_sent()
    to_new = [mail.to for mail in mailoutbox if mail.to != ["petugas@contoh.go.id"]]
    assert to_new == [[f"siti{number}@contoh.go.id"] for number in range(1, 7)]
    assert User.objects.get(pk=world.petugas.pk).new_email == "siti6@contoh.go.id"


def test_mails_that_were_not_sent_are_not_counted(world, settings):
    browser, working = world.client("petugas"), settings.EMAIL_BACKEND

    def ask() -> int:
        data = {"email": "siti@contoh.go.id", "password": PASSWORD}
        return browser.post(reverse("units:profile_email"), data).status_code

    settings.EMAIL_BACKEND = "tests.units.test_forgotten_password.FullServer"
    assert [ask() for _ in range(7)] == [302] * 7
    settings.EMAIL_BACKEND = working
    assert ask() == 302
    assert User.objects.get(pk=world.petugas.pk).new_email == "siti@contoh.go.id"


def test_a_mail_that_fails_ends_its_own_wish_and_no_later_one(world, monkeypatch):
    def overtaken(address, name, link) -> bool:
        ask_email(world.petugas, email="nanti@contoh.go.id", password=PASSWORD, actor=world.petugas)
        return False

    monkeypatch.setattr(profile, "send_address_link", overtaken)
    data = {"email": "siti@contoh.go.id", "password": PASSWORD}
    after = world.client("petugas").post(reverse("units:profile_email"), data, follow=True)
    assert "Surel ke siti@contoh.go.id tidak terkirim." in after.content.decode()
    assert after.context["waiting"] == "nanti@contoh.go.id"


def test_who_has_no_password_is_led_to_make_one(world):
    world.petugas.set_unusable_password()
    world.petugas.save()
    browser = world.client("petugas")
    page = browser.get(reverse("units:profile")).content.decode()
    links = page.count(f'href="{reverse("account_set_password")}"')
    assert (links, reverse("units:profile_email") + '"' in page) == (2, False)
    refused = browser.post(
        reverse("units:profile_email"), {"email": "siti@contoh.go.id", "password": PASSWORD}
    )
    reason = ["Akun ini belum punya kata sandi. Buat kata sandi dahulu."]
    assert (refused.status_code, refused.context["email_form"].errors) == (422, {"password": reason})
