"""What an admin does to accounts of the own people, and asking again who it is."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import get_resolver, reverse

from audit.queries import of_chain
from tests.factories.units import give_role
from tests.security.issuing import made_old
from units.authenticators import AuthenticatorAdapter
from units.models import Membership, Role, User
from units.proven import ACTS, proven
from units.services.accounts import keep_account, keep_any_account
from units.services.errors import NotAllowed, Refused
from units.services.invitations import invite
from units.templatetags.devices import device

PASSWORD = "Bukit-Hijau-27"


def address(person) -> str:
    return reverse("units:person_account", args=["KAB-X", person.pk])


def signed_in(user) -> Client:
    if not user.has_usable_password() or not user.check_password(PASSWORD):
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
    client = Client()
    client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    return client


def acts(world) -> list[str]:
    return [entry.action for entry in of_chain(f"instansi:{world.instansi.pk}")]


def test_a_closed_account_is_out_at_once_and_keeps_its_roles(world):
    theirs = signed_in(world.petugas)
    assert theirs.get(reverse("units:profile")).status_code == 200
    world.client("admin").post(address(world.petugas), {"act": "tutup"})
    assert theirs.get(reverse("units:profile")).status_code == 302
    refused = Client().post(reverse("account_login"), {"login": "petugas", "password": PASSWORD})
    assert refused.url == reverse("account_inactive")
    assert Membership.objects.filter(user=world.petugas, end=None).exists()
    assert "person.close" in acts(world)
    assert mail.outbox[-1].to == [world.petugas.email]
    world.client("admin").post(address(world.petugas), {"act": "buka"})
    assert signed_in(world.petugas).get(reverse("units:profile")).status_code == 200


def test_a_lost_factor_is_taken_away_and_all_devices_go_out(world):
    theirs = signed_in(world.anggota)
    Authenticator.objects.create(user=world.anggota, type="totp", data={"secret": "x"})
    page = world.client("admin").get(address(world.anggota)).content.decode()
    assert "Terpasang" in page
    world.client("admin").post(address(world.anggota), {"act": "hapus-langkah-kedua"})
    assert not Authenticator.objects.filter(user=world.anggota).exists()
    assert theirs.get(reverse("units:profile")).status_code == 302
    assert acts(world).count("person.reset_second_factor") == 1
    again = world.client("admin").post(address(world.anggota), {"act": "hapus-langkah-kedua"}, follow=True)
    assert "Tidak ada yang perlu diubah" in again.content.decode()
    assert acts(world).count("person.reset_second_factor") == 1


def test_all_devices_of_a_person_go_out(world):
    one, two = signed_in(world.petugas), signed_in(world.petugas)
    assert UserSession.objects.filter(user=world.petugas).count() == 2
    world.client("admin").post(address(world.petugas), {"act": "keluarkan"})
    assert [c.get(reverse("units:profile")).status_code for c in (one, two)] == [302, 302]


def test_a_person_sees_the_own_devices_and_ends_the_others(world):
    one, two = signed_in(world.petugas), signed_in(world.petugas)
    page = two.get(reverse("usersessions_list")).content.decode()
    assert (page.count("127.0.0.1"), page.count("Perangkat ini</small>")) == (2, 1)
    two.post(reverse("usersessions_list"))
    assert [c.get(reverse("units:profile")).status_code for c in (one, two)] == [302, 200]


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge di Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
            "Chrome di Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari di iPhone",
        ),
        ("curl/8.9", "Peramban tidak dikenal"),
        ("", "Peramban tidak dikenal"),
    ],
)
def test_a_device_is_named_in_words(user_agent, words):
    assert device(user_agent) == words


def test_who_comes_by_an_invitation_is_signed_in_like_by_the_form(world):
    fields = {"email": "lina@contoh.go.id", "name": "Lina Marlina", "role": Role.PETUGAS, "unit": world.unit}
    _, token = invite(world.instansi, actor=world.admin, **fields)
    client = Client()
    client.post(
        reverse("units:accept", args=[token]), {"username": "lina", "password": PASSWORD, "again": PASSWORD}
    )
    lina = User.objects.get(username="lina")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200  # proven a moment ago
    world.client("admin").post(address(lina), {"act": "keluarkan"})
    assert client.get(reverse("units:profile")).status_code == 302


def test_what_was_posted_and_left_is_not_done_by_a_later_visit(world):
    client = signed_in(world.petugas)
    Authenticator.objects.create(
        user=world.petugas, type="totp", data={"secret": AuthenticatorAdapter().encrypt("A" * 32)}
    )
    made_old(client)
    lift = reverse("mfa_deactivate_totp")
    client.post(lift)  # asked who it is; the person goes away
    asked = client.get(lift)  # and comes back later
    client.post(asked.url, {"password": PASSWORD, "next": lift})
    assert Authenticator.objects.filter(user=world.petugas).exists()


def test_nobody_decides_on_people_of_others_or_on_oneself(world):
    give_role(world.petugas, Role.PETUGAS, world.other_unit)
    for person, words in ((world.petugas, "di luar instansi ini"), (world.admin, "halaman Profil")):
        with pytest.raises(Refused, match=words):
            keep_account(person, "tutup", instansi=world.instansi, actor=world.admin)
    with pytest.raises(Refused, match="tidak terdaftar"):
        keep_account(world.orang_asing, "tutup", instansi=world.instansi, actor=world.admin)
    for actor in (world.pimpinan_instansi, world.ketua, world.orang_asing, world.admin_sistem):
        with pytest.raises(NotAllowed):
            keep_account(world.anggota, "tutup", instansi=world.instansi, actor=actor)
    with pytest.raises(NotAllowed):
        keep_any_account(world.petugas, "tutup", actor=world.admin)
    told = world.client("admin").post(address(world.anggota), {"act": "hapus"}, follow=True)
    assert "Pilih tindakan" in told.content.decode()


def test_the_admin_sistem_keeps_any_account_by_command(world):
    call_command("account", world.admin.username, "tutup", by=world.admin_sistem.username)
    world.admin.refresh_from_db()
    assert not world.admin.is_active
    assert of_chain("system").first().action == "person.close"
    with pytest.raises(CommandError, match="admin sistem"):
        call_command("account", world.petugas.username, "tutup", by=world.ketua.username)
    with pytest.raises(CommandError, match="tidak dikenal"):
        call_command("account", "siapa", "tutup", by=world.admin_sistem.username)


def test_what_the_manual_says_works_for_everybody_and_the_only_admin_sistem(world):
    """Each line of docs/operations.md, in its order."""
    manual = (settings.BASE_DIR / "docs" / "operations.md").read_text(encoding="utf-8")
    lines = re.findall(r"portal-zi account ([a-z]+) ([a-z-]+) --as ([a-z]+)", manual)
    assert [(who, act) for who, act, by in lines] == [
        ("budi", "hapus-langkah-kedua"),
        ("budi", "keluarkan"),
        ("budi", "tutup"),
        ("sistem", "hapus-langkah-kedua"),
    ]
    people = {"budi": world.admin, "sistem": world.admin_sistem}
    for person in people.values():
        Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})
    for who, act, by in lines:
        call_command("account", people[who].username, act, "--as", people[by].username)
    assert not Authenticator.objects.exists()
    assert not User.objects.get(pk=world.admin.pk).is_active


@pytest.mark.parametrize(
    ("name", "args", "act"),
    [
        ("units:role_add", ["KAB-X"], "Beri peran"),
        ("assessments:calendar_subscribe", [], "Buat alamat langganan kalender"),
        ("mfa_activate_totp", [], "Pasang aplikasi autentikator"),
    ],
)
def test_the_page_that_asks_again_names_what_waits(world, name, args, act):
    client = made_old(signed_in(world.admin))
    asked = client.post(reverse(name, args=args), {}).url
    assert f"Yang menunggu: <b>{act}</b>." in client.get(asked).content.decode()
    wrong = client.post(asked, {"password": "salah", "next": reverse(name, args=args)}).content.decode()
    assert f"Yang menunggu: <b>{act}</b>." in wrong
    for other in ("", "?next=/", "?next=/tidak-ada/", "?next=https://jahat.example/"):
        assert "Yang menunggu" not in client.get(reverse("account_reauthenticate") + other).content.decode()


def test_every_act_that_asks_again_has_a_name():
    found = {}

    def walk(patterns, space: str = "") -> None:
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                walk(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)
            else:
                found[f"{space}{pattern.name}"] = pattern.callback

    walk(get_resolver().url_patterns)
    asking = {name for name, view in found.items() if is_asking(view)}
    assert {"units:role_add", "own_data"} <= asking
    assert asking - set(ACTS) == set()
    assert set(ACTS) - set(found) == set()


def is_asking(view) -> bool:
    """Whether `proven` is among a view's decorators."""
    code = getattr(view, "__code__", None)
    inner = getattr(view, "__wrapped__", None)
    return (code is not None and code in proven.__code__.co_consts) or (
        inner is not None and is_asking(inner)
    )


def test_a_sensitive_act_asks_again_and_then_does_what_was_posted(world):
    client = world.client("admin")
    world.admin.set_password(PASSWORD)
    world.admin.save(update_fields=["password"])
    client.force_login(world.admin)
    made_old(client)
    role = {
        "user": world.petugas_lain.pk,
        "role": "pimpinan_unit",
        "unit": world.unit2.pk,
        "start": "2026-01-05",
    }
    asked = client.post(reverse("units:role_add", args=["KAB-X"]), role)
    assert asked.url.startswith(reverse("account_reauthenticate"))
    held = Membership.objects.filter(user=world.petugas_lain, role=Role.PIMPINAN_UNIT)
    assert not held.exists()
    client.post(asked.url, {"password": "salah-sekali", "next": reverse("units:role_add", args=["KAB-X"])})
    assert not held.exists()
    client.post(asked.url, {"password": PASSWORD, "next": reverse("units:role_add", args=["KAB-X"])})
    assert held.count() == 1
    form = client.get(
        reverse("units:role_add", args=["KAB-X"]) + f"?orang={world.petugas.pk}"
    ).content.decode()
    assert f'action="{reverse("units:role_add", args=["KAB-X"])}"' in form  # only a path is resumed
    assert client.post(address(world.anggota), {"act": "tutup"}).url == address(world.anggota)
