"""Links that open an account, in an attacker's hands: of a forgotten password, of an invitation, of a new address."""

import logging
import re
from datetime import datetime, timedelta

import pytest
from allauth.account.forms import EmailAwarePasswordResetTokenGenerator
from django.conf import settings as configured
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.factories.units import PASSWORD, make_person, make_user
from tests.security.issuing import who
from tests.security.test_session_keys import key_of, log_in, planted, with_cookie
from units.mail import all_sent
from units.models import Role, User
from units.services.accounts import CLOSE, keep_any_account
from units.services.invitations import invite
from units.services.people import ask_email, change_email

NEW = {"password1": "jagung-manis-rebus-9", "password2": "jagung-manis-rebus-9"}
SITE = "http://127.0.0.1:8000"


@pytest.fixture
def siti(db) -> User:
    return make_user("siti")


def mailed(person: User, **request) -> str:
    """What a person finds in the mail after asking for a new password: the path of the link."""
    mail.outbox.clear()
    Client().post(reverse("account_reset_password"), {"email": person.email}, **request)
    all_sent()
    return re.search(rf"{SITE}(/akun/password/reset/key/\S+)", mail.outbox[0].body)[1]


def use(link: str, client: Client | None = None):
    """Follow a link and choose a password; gives the last answer."""
    client = client or Client()
    page = client.get(link, follow=True)
    there = page.redirect_chain[-1][0] if page.redirect_chain else link
    return client.post(there, NEW)


def works(link: str) -> bool:
    """Whether the link sets the password of its owner."""
    before = dict(User.objects.values_list("pk", "password"))
    use(link)
    return dict(User.objects.values_list("pk", "password")) != before


def test_it_works_once_and_signs_nobody_in(siti):
    link, browser = mailed(siti), Client()
    assert use(link, browser).url == reverse("account_reset_password_from_key_done")
    assert who(browser) is None
    log_in(browser, password=NEW["password1"])
    assert who(browser) == "siti"
    assert not works(link)
    assert not works(browser.get(link).headers.get("Location", link))


def test_the_new_password_ends_the_wish_for_another_address(siti):
    ask_email(siti, email="siti.baru@contoh.go.id", password=PASSWORD, actor=siti)
    assert works(mailed(siti))
    assert User.objects.values_list("new_email", "new_email_at").get(pk=siti.pk) == ("", None)


def test_of_two_links_the_one_that_is_used_ends_the_other(siti):
    first, second = mailed(siti), mailed(siti)
    assert (works(first), works(second)) == (True, False)


def another_password(person: User) -> None:
    person.set_password("bukit-hijau-27-x")
    person.save(update_fields=["password"])


def another_address(person: User) -> None:
    token = ask_email(person, email="siti.baru@contoh.go.id", password=PASSWORD, actor=person).token
    change_email(person, token=token, actor=person)


def closed(person: User) -> None:
    keep_any_account(person, CLOSE, actor=make_person("indra", Role.ADMIN_SISTEM))


def signed_in(person: User) -> None:
    log_in(Client())


@pytest.mark.parametrize("change", [another_password, another_address, closed, signed_in])
def test_what_changes_meanwhile_ends_the_link(siti, change):
    link = mailed(siti)
    change(siti)
    assert not works(link)


def test_also_when_its_page_is_open_already(siti):
    link, browser = mailed(siti), Client()
    there = browser.get(link).url
    assert browser.get(there).status_code == 200
    closed(siti)
    before = User.objects.get(pk=siti.pk).password
    assert "Tautan tidak berlaku" in browser.post(there, NEW).content.decode()
    assert User.objects.get(pk=siti.pk).password == before


def test_a_closed_account_gets_no_link(siti):
    closed(siti)
    mail.outbox.clear()
    Client().post(reverse("account_reset_password"), {"email": siti.email})
    all_sent()
    assert mail.outbox == []


@pytest.mark.parametrize(("days", "good"), [(2, True), (4, False)])
def test_it_ends_after_three_days(siti, monkeypatch, days, good):
    asked_at = datetime(2026, 3, 2)  # noqa: DTZ001 Django counts these links in local time
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self: asked_at)
    link = mailed(siti)
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self: asked_at + timedelta(days=days))
    assert works(link) is good


def test_neither_another_persons_number_nor_a_changed_sign_fits(siti):
    budi = make_user("budi")
    link = mailed(siti)
    key = re.search(r"/key/(\w+)-(.+)/$", link)
    number, token = key[1], key[2]
    swapped = mailed(budi).split("/key/")[1].partition("-")[0]
    assert swapped != number
    stamp, _, mac = token.partition("-")
    changed = mac[:-1] + ("0" if mac[-1] != "0" else "1")
    for guess in (f"{swapped}-{token}", f"{number}-{stamp}-{changed}", f"{number}-{stamp}-", f"{number}-x"):
        assert not works(link.replace(f"{number}-{token}", guess)), guess
    assert len(mac) == 32  # hexadecimal: 128 bits
    assert works(link)


def test_another_key_of_the_server_makes_no_link(siti, settings):
    forged = EmailAwarePasswordResetTokenGenerator()
    forged.secret = "k" * 60
    link = mailed(siti)
    number = re.search(r"/key/(\w+)-", link)[1]
    assert not works(f"/akun/password/reset/key/{number}-{forged.make_token(siti)}/")


@pytest.mark.parametrize(
    "told",
    [
        {"HTTP_X_FORWARDED_HOST": "jahat.example"},
        {"HTTP_FORWARDED": "host=jahat.example"},
        {"HTTP_ORIGIN": "https://jahat.example", "HTTP_REFERER": "https://jahat.example/"},
        {"SERVER_NAME": "nama-lain.contoh.go.id"},
        {"HTTP_HOST": "nama-lain.contoh.go.id"},
    ],
)
def test_the_address_in_the_mail_is_the_portals_own_whatever_the_request_says(siti, settings, told):
    settings.ALLOWED_HOSTS = ["testserver", "nama-lain.contoh.go.id"]
    assert works(mailed(siti, **told))
    assert not {"jahat", "nama-lain"} & set(re.split(r"[^\w-]", mail.outbox[0].body))


def test_a_foreign_host_gets_no_mail_sent(siti):
    answer = Client().post(
        reverse("account_reset_password"), {"email": siti.email}, HTTP_HOST="jahat.example"
    )
    all_sent()
    assert (answer.status_code, mail.outbox) == (400, [])


def test_the_key_leaves_the_address_at_once_and_no_page_log_or_other_site_hears_of_it(siti, caplog):
    caplog.set_level(logging.DEBUG)
    link, browser = mailed(siti), Client()
    key = link.rstrip("/").rpartition("/")[2].partition("-")[2]
    moved = browser.get(link)
    assert (moved.status_code, key in moved.url, "no-store" in moved["Cache-Control"]) == (302, False, True)
    page = browser.get(moved.url)
    assert key not in page.content.decode()
    assert (page["Referrer-Policy"], "no-store" in page["Cache-Control"]) == ("same-origin", True)
    assert re.findall(r"""(?:src|href|action)=["'](?:https?:)?//""", page.content.decode()) == []
    browser.post(moved.url, NEW)
    ours = [
        record.getMessage() for record in caplog.records if record.name.startswith(("zi_portal", "units"))
    ]
    assert [line for line in ours if key in line] == []


def test_a_planted_cookie_does_not_share_the_link(siti):
    """Else the attacker's browser, which holds the same session, would choose the password."""
    cookie = planted()
    victim, attacker = with_cookie(cookie), with_cookie(cookie)
    there = victim.get(mailed(siti)).url
    assert "Tautan tidak berlaku" in attacker.get(there).content.decode()
    attacker.post(there, NEW)
    assert User.objects.get(pk=siti.pk).check_password(PASSWORD)
    assert victim.cookies[configured.SESSION_COOKIE_NAME].value != cookie
    assert victim.post(there, NEW).status_code == 302
    assert User.objects.get(pk=siti.pk).check_password(NEW["password1"])


def test_the_own_device_stays_on_the_list_and_can_be_ended(siti):
    browser, other = Client(), Client()
    log_in(browser)
    before = key_of(browser)
    browser.get(mailed(siti))
    assert key_of(browser) != before
    log_in(other)
    devices = reverse("usersessions_list")
    assert other.get(devices).content.decode().count("127.0.0.1") == 2
    other.post(devices)
    assert [each.get(devices).status_code for each in (browser, other)] == [302, 200]


def test_another_persons_link_signs_out_who_is_signed_in(siti):
    make_user("budi")
    browser = Client()
    log_in(browser, "budi")
    use(mailed(siti), browser)
    assert who(browser) is None


@pytest.fixture
def invitation(world) -> str:
    fields = {"email": "lina@contoh.go.id", "name": "Lina", "role": Role.PETUGAS, "unit": world.unit}
    return reverse("units:accept", args=[invite(world.instansi, actor=world.admin, **fields)[1]])


def test_an_invitation_is_told_to_no_other_site_kept_by_no_browser_and_mailed_with_our_own_address(
    world, invitation, settings
):
    page = Client().get(invitation)
    assert (page["Referrer-Policy"], "no-store" in page["Cache-Control"]) == ("same-origin", True)
    assert re.findall(r"""(?:src|href|action)=["'](?:https?:)?//""", page.content.decode()) == []
    settings.ALLOWED_HOSTS = ["testserver", "nama-lain.contoh.go.id"]
    data = {"name": "Nur", "email": "nur@contoh.go.id", "role": Role.PETUGAS, "unit": world.unit.pk}
    address = reverse("units:invitation_add", args=["KAB-X"])
    shown = world.client("admin").post(address, data, HTTP_HOST="nama-lain.contoh.go.id")
    for text in (shown.content.decode(), mail.outbox[0].body):
        assert re.findall(r"(https?://[^/\s]+)/undangan/[\w-]{43}/", text) == [SITE]


def test_an_invitation_gives_nothing_to_a_closed_account(world, invitation):
    lina = make_user("lina", email="lina@contoh.go.id")
    browser = world.client(lina)
    keep_any_account(lina, CLOSE, actor=world.admin_sistem)
    browser.post(invitation)
    log_in(browser, "lina")
    browser.post(invitation)
    assert (browser.get(reverse("units:profile")).status_code, lina.memberships.count()) == (302, 0)
    taken = {"username": "lina2", **dict.fromkeys(("password", "again"), NEW["password1"])}
    browser.post(invitation, taken)
    assert not User.objects.filter(username="lina2").exists()


def test_the_link_of_a_new_address_opens_nothing_by_itself(siti):
    token = ask_email(siti, email="penyerang@contoh.go.id", password=PASSWORD, actor=siti).token
    link = reverse("units:profile_email_new", args=[token])
    thief = Client()
    for method in ("get", "post"):
        assert getattr(thief, method)(link).url.startswith(reverse("account_login"))
    mail.outbox.clear()
    thief.post(reverse("account_reset_password"), {"email": "penyerang@contoh.go.id"})
    thief.post(reverse("account_login"), {"login": "penyerang@contoh.go.id", "password": PASSWORD})
    all_sent()
    assert (mail.outbox, who(thief)) == ([], None)
    owner = Client()
    log_in(owner)
    page = owner.get(link)
    assert (page["Referrer-Policy"], "no-store" in page["Cache-Control"]) == ("same-origin", True)
