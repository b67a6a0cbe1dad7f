"""A passkey: set up, then used instead of a password, with the authenticator that Chromium simulates."""

from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect

from tests.factories.units import make_user

SIMULATED = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_lets_in_without_a_password(page: Page, live_server):
    user = make_user("petugas", "Siti Aminah")
    user.set_password("Bukit-Hijau-27")
    user.save(update_fields=["password"])
    chrome = page.context.new_cdp_session(page)
    chrome.send("WebAuthn.enable")
    chrome.send("WebAuthn.addVirtualAuthenticator", {"options": SIMULATED})
    page.goto("/akun/login/")
    page.get_by_label("Nama pengguna atau surel").fill("petugas")
    page.get_by_label("Kata sandi", exact=True).fill("Bukit-Hijau-27")
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.goto("/akun/dua-langkah/")
    page.get_by_role("link", name="Pasang kunci sandi").click()
    page.get_by_label("Nama kunci sandi").fill("Laptop kantor")
    page.get_by_role("button", name="Pasang").click()
    expect(page.get_by_role("heading", name="Kode pemulihan")).to_be_visible()
    assert Authenticator.objects.get(user=user, type="webauthn").wrap().name == "Laptop kantor"
    page.goto("/akun/logout/")
    page.locator("main").get_by_role("button", name="Keluar").click()
    page.get_by_role("button", name="Masuk dengan kunci sandi").click()
    page.wait_for_url(lambda address: "/akun/" not in address)
    expect(page.get_by_role("button", name="Siti Aminah")).to_be_visible()
