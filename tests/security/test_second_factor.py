"""Signing in with an app's code, recovery codes, and the duty of who assesses or administers."""

import re
import time
from types import SimpleNamespace

import pytest
from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from django.utils import timezone

from tests.factories.units import make_user
from units.authenticators import LAST, AuthenticatorAdapter, take_code
from units.models import Kawasan, KawasanSeat, User
from units.second_factor import _is_open

PASSWORD = "Bukit-Hijau-27"


def code_of(secret: str, steps: int = 0) -> str:
    """What the app of a phone shows now, or some half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


@pytest.fixture
def siti(db):
    user = make_user("siti", "Siti Aminah")
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


def by_password(user) -> tuple[Client, object]:
    client = Client()
    answer = client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    return client, answer


def set_up(client: Client) -> tuple[str, list[str]]:
    """Set an app up as a person does; returns its secret and the recovery codes."""
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)[1]
    shown = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)}, follow=True).content.decode()
    return secret, re.findall(r"<li><code>([^<]+)</code></li>", shown)


def test_an_app_is_set_up_and_then_a_password_alone_does_not_let_in(siti):
    client, _ = by_password(siti)
    secret, codes = set_up(client)
    assert len(set(codes)) == 10
    other, answer = by_password(siti)
    assert (answer.status_code, answer.url) == (302, reverse("mfa_authenticate"))
    assert other.get(reverse("units:profile")).status_code == 302
    wrong = other.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "Kode ini tidak cocok" in wrong.content.decode()
    later = code_of(secret, 1)
    assert other.post(reverse("mfa_authenticate"), {"code": later}).status_code == 302
    assert other.get(reverse("units:profile")).status_code == 200
    third, _ = by_password(siti)
    assert "Kode ini tidak cocok" in third.post(reverse("mfa_authenticate"), {"code": later}).content.decode()


@pytest.fixture
def later(monkeypatch):
    """Moves the clock that codes go by."""
    now, moved = time.time(), [0]
    monkeypatch.setattr(auth, "time", SimpleNamespace(time=lambda: now + moved[-1]))
    return moved.append


@pytest.mark.django_db(transaction=True)  # allauth tells that an app was set up when it is kept
def test_a_code_serves_once_for_as_long_as_it_holds(siti, later):
    client, _ = by_password(siti)
    secret, _ = set_up(client)
    now = int(auth.time.time()) // 30
    shown = [format_hotp_value(hotp_value(secret, now + step)) for step in range(-1, 4)]

    def lets_in(code: str) -> bool:
        cache.clear()  # the counters of guesses, and allauth's own marks of used codes
        return by_password(siti)[0].post(reverse("mfa_authenticate"), {"code": code}).status_code == 302

    assert [lets_in(code) for code in (shown[0], shown[1])] == [False, False]  # the second one set the app up
    assert [lets_in(code) for code in (shown[2], shown[2])] == [True, False]
    later(31)
    assert [lets_in(code) for code in (shown[1], shown[2])] == [False, False]
    later(61)
    assert [lets_in(code) for code in (shown[2], shown[4], shown[3])] == [False, True, False]


def test_two_at_once_do_not_both_take_a_code(siti):
    client, _ = by_password(siti)
    secret, _ = set_up(client)
    read = [Authenticator.objects.get(user=siti, type="totp") for _ in range(2)]
    assert [take_code(app.wrap(), code_of(secret, 1)) for app in read] == [True, False]


def test_a_clock_that_was_ahead_shuts_nobody_out(siti):
    client, _ = by_password(siti)
    secret, _ = set_up(client)
    app = Authenticator.objects.get(user=siti, type="totp")
    app.data[LAST] = int(auth.time.time()) // 30 + 7 * 24 * 120
    app.save()
    assert [take_code(app.wrap(), code_of(secret, 1)) for _ in range(2)] == [True, False]


def test_a_recovery_code_stands_in_once_and_is_shown_once(siti):
    client, _ = by_password(siti)
    _, codes = set_up(client)
    assert codes[0] not in client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert client.get(reverse("mfa_download_recovery_codes")).status_code == 403
    first, _ = by_password(siti)
    first.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert first.get(reverse("units:profile")).status_code == 200
    second, _ = by_password(siti)
    second.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert second.get(reverse("units:profile")).status_code == 302


@pytest.mark.parametrize("known", [True, False])
def test_a_passkey_always_asks_for_finger_face_or_pin(siti, known):
    request = RequestFactory().get("/")
    request.session = SessionStore()
    with request_context(request):
        asked = begin_authentication(siti if known else None)
    assert asked["publicKey"]["userVerification"] == "required"
    assert request.session["mfa.webauthn.state"]["user_verification"] == "required"


def test_guesses_of_a_code_are_counted(siti):
    client, _ = by_password(siti)
    secret, _ = set_up(client)
    other, _ = by_password(siti)
    for guess in range(5):
        other.post(reverse("mfa_authenticate"), {"code": f"{guess:06}"})
    other.post(reverse("mfa_authenticate"), {"code": code_of(secret, 1)})
    assert other.get(reverse("units:profile")).status_code == 302


def test_secrets_are_unreadable_at_rest_and_a_changed_key_is_told_in_words(siti, settings):
    client, _ = by_password(siti)
    secret, _ = set_up(client)
    stored = Authenticator.objects.get(user=siti, type="totp").data["secret"]
    adapter = AuthenticatorAdapter()
    assert secret not in stored
    assert adapter.decrypt(stored) == secret
    settings.SECRET_KEY, old = "another-key" * 6, settings.SECRET_KEY
    with pytest.raises(ValidationError, match="Minta admin inspektorat"):
        adapter.decrypt(stored)
    other = Client()
    other.post(reverse("account_login"), {"login": "siti", "password": PASSWORD})
    told = other.post(reverse("mfa_authenticate"), {"code": code_of(secret, 1)})
    assert "tidak dapat dibaca lagi" in told.content.decode()
    settings.SECRET_KEY_FALLBACKS = [old]
    assert adapter.decrypt(stored) == secret


@pytest.mark.parametrize(
    ("who", "must"),
    [
        ("admin", True),
        ("ketua", True),
        ("anggota", True),
        ("pengendali", True),
        ("admin_sistem", True),
        ("petugas", False),
        ("pimpinan_unit", False),
        ("pimpinan_instansi", False),
    ],
)
def test_who_assesses_or_administers_sets_one_up_before_anything_else(world, settings, who, must):
    settings.SECOND_FACTOR = True
    client = world.client(who)
    answer = client.get(reverse("assessments:home"))
    assert (answer.status_code, answer.headers.get("Location")) == (
        (302, reverse("mfa_index")) if must else (200, None)
    )
    asked = client.get(reverse("assessments:home"), headers={"HX-Request": "true"})
    assert asked.headers.get("HX-Redirect") == (reverse("mfa_index") if must else None)
    assert client.get(reverse("mfa_index")).status_code == 200
    assert client.get(reverse("account_logout")).status_code == 200


@pytest.mark.parametrize("who", ["petugas", "pimpinan_unit", "pimpinan_instansi", "tanpa_peran", "admin"])
def test_with_one_setting_everybody_sets_one_up_before_anything_else(world, settings, who):
    settings.SECOND_FACTOR, settings.SECOND_FACTOR_FOR_ALL = True, True
    client = world.client(who)
    assert client.get(reverse("assessments:home")).url == reverse("mfa_index")
    assert client.post(reverse("units:profile"), {"name": "Lain", "nip": ""}).url == reverse("mfa_index")
    assert "wajib memakai verifikasi dua langkah" in client.get(reverse("mfa_index")).content.decode()
    set_up(client)
    assert client.get(reverse("assessments:home")).status_code == 200


def test_a_post_without_the_factor_does_nothing_and_with_it_the_portal_is_open(world, settings):
    settings.SECOND_FACTOR = True
    client, address = world.client("admin"), reverse("units:unit_add", args=["KAB-X"])
    new = {"code": "BARU", "name": "Unit Baru", "level": "lower", "parent": "", "service_kind": ""}
    assert client.post(address, new).url == reverse("mfa_index")
    assert not world.instansi.units.filter(code="BARU").exists()
    set_up(client)
    assert client.get(reverse("assessments:home")).status_code == 200
    client.post(address, new)
    assert world.instansi.units.filter(code="BARU").exists()


def test_the_joint_team_of_a_kawasan_must_too_and_django_admin_is_no_page_of_the_account(world, settings):
    settings.SECOND_FACTOR = True
    fields = {"kind": Kawasan.Kind.AIRPORT, "basis": "Surat 1/2026", "coordinator": world.instansi}
    kawasan = Kawasan.objects.create(name="Kawasan Pelabuhan", **fields)
    client = world.client("tanpa_peran")
    assert client.get(reverse("units:profile")).status_code == 200
    today = timezone.localdate()
    KawasanSeat.objects.create(kawasan=kawasan, instansi=world.instansi, user=world.tanpa_peran, start=today)
    assert client.get(reverse("units:profile")).url == reverse("mfa_index")
    User.objects.filter(pk=world.admin_sistem.pk).update(is_staff=True)
    system = world.client("admin_sistem")
    assert system.get("/admin-sistem/units/user/").url == reverse("mfa_index")
    assert _is_open(resolve(reverse("mfa_index")))
    assert not _is_open(resolve("/admin-sistem/units/user/"))


def test_recovery_codes_alone_are_no_second_factor(world, settings):
    settings.SECOND_FACTOR = True
    Authenticator.objects.create(user=world.admin, type="recovery_codes", data={"seed": "x", "used_mask": 0})
    assert world.client("admin").get(reverse("assessments:home")).status_code == 302


def test_the_duty_costs_no_query(world, settings):
    client = world.client("petugas")
    client.get(reverse("units:profile"))
    counts = []
    for settings.SECOND_FACTOR in (False, True):
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("units:profile"))
        counts.append(len(seen))
    assert counts[0] == counts[1]
