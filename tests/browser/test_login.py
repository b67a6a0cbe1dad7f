"""The login form itself, in a browser."""

from playwright.sync_api import Page, expect

from tests.factories.units import make_user


def test_username_and_password_let_in_and_a_wrong_one_says_so(page: Page, live_server):
    user = make_user("petugas", "Siti Aminah")
    user.set_password("Bukit-Hijau-27")
    user.save(update_fields=["password"])
    page.goto("/akun/login/")
    page.locator("input[name=login]").fill("petugas")
    page.locator("input[name=password]").fill("salah-sekali")
    page.locator("form input[name=password]").press("Enter")
    expect(page.locator("body")).to_contain_text("tidak benar")
    page.locator("input[name=login]").fill("petugas")
    page.locator("input[name=password]").fill("Bukit-Hijau-27")
    page.locator("form input[name=password]").press("Enter")
    page.wait_for_url(lambda address: "/akun/login" not in address)
