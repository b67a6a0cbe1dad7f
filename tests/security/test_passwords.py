"""Passwords that somebody who knows the country, the office and the person would try are refused; others are not."""

import re

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from tests.factories.units import PASSWORD, make_user
from units.models import Role, User
from units.passwords import TOO_COMMON, WORDS, common_words, is_guessable
from units.services.invitations import invite

GUESSED = [
    "inspektorat2026",
    "Inspektorat#2026",
    "zonaintegritas",
    "zona-integritas-2026",
    "ZonaIntegritas!",
    "wbk2026wbbm",
    "bismillah123",
    "B1smill4h!!!",
    "indonesia45",
    "1nd0n3s14-17081945",
    "rahasia1234567890",
    "r@h@s1a2026",
    "sayangkamu",
    "sayangku99",
    "p4ssw0rd2026",
    "qwertyuiop123",
    "persibbandung",
    "jakarta.2025",
    "AdminKominfo1",
    "makassarmakassar",
    "abcabcabcabc",
    "!!!!!!!!!!!!",
    "ＲＡＨＡＳＩＡ２０２６",  # full-width letters
    "  bismillah2026  ",
]
NOT_GUESSED = [
    PASSWORD,
    "Bukit-Hijau-27",
    "jagung-manis-rebus-9",
    "kopi hujan sepeda tetangga",
    "rahasia 8264109375519",  # more digits than padding has
    "xkQ2-vv9!Lmqz",
    "1234567890123",  # digits alone are another validator's
]


@pytest.mark.parametrize("password", GUESSED)
def test_common_words_with_signs_around_are_guessed(password):
    assert is_guessable(password)


@pytest.mark.parametrize("password", NOT_GUESSED)
def test_other_passwords_are_not(password):
    assert not is_guessable(password)


def test_the_list_holds_letters_alone_and_each_word_once():
    words = [w for line in WORDS.read_text().splitlines() if not line.startswith("#") for w in line.split()]
    assert [w for w in words if not (w.isascii() and w.isalpha() and w.islower())] == []
    assert (len(words), len(common_words()) > 800) == (len(common_words()), True)


def test_a_very_long_password_takes_no_time():
    assert not is_guessable("rahasia-bismillah-" * 50_000 + "x")


@pytest.mark.parametrize(
    "password", ["Pertanahan-Mustika-26", "mustikasari2026", "nip.198702142010012004", "KabX-Pertanahan!"]
)
def test_what_belongs_to_the_person_is_guessed_of_them_alone(world, password):
    world.instansi.name = "Pemerintah Kabupaten Mustika"
    world.instansi.save()
    world.unit.name = "Kantor Pertanahan"
    world.unit.save()
    person = world.petugas
    person.username, person.name, person.nip = "mustikasari", "Sari Mustikasari, S.H.", "198702142010012004"
    person.save()
    with pytest.raises(ValidationError) as refused:
        validate_password(password, person)
    assert TOO_COMMON in refused.value.messages
    stranger = User(username="x", name="Yy", email="z@contoh.go.id")
    validate_password(password, stranger)


def test_an_invited_person_is_told_and_nothing_typed_is_lost(world):
    world.unit.name = "Balai Karawitan"
    world.unit.save()
    place = {"role": Role.PETUGAS, "unit": world.unit}
    _, token = invite(
        world.instansi, email="lina@contoh.go.id", name="Lina Marlina", actor=world.admin, **place
    )
    fields = {"username": "lina.m", "password": "karawitan-2026", "again": "karawitan-2026"}
    page = Client().post(reverse("units:accept", args=[token]), fields)
    form = page.context["form"]
    assert (form.errors["password"], form["username"].value()) == ([TOO_COMMON], "lina.m")
    assert not User.objects.filter(username="lina.m").exists()


def test_changing_the_password_refuses_it_too(world):
    client = world.client("petugas")
    fields = {"oldpassword": PASSWORD, "password1": "inspektorat2026", "password2": "inspektorat2026"}
    page = client.post(reverse("account_change_password"), fields)
    assert TOO_COMMON in str(page.context["form"].errors)
    world.petugas.refresh_from_db()
    assert not world.petugas.check_password("inspektorat2026")


def guess_at_login(client: Client, password: str, name: str = "siti") -> bool:
    return Client().post(reverse("account_login"), {"login": name, "password": password}).status_code == 302


def guess_by_address(client: Client, password: str) -> bool:
    return guess_at_login(client, password, "SITI@contoh.go.id")


def guess_at_proof(client: Client, password: str) -> bool:
    return client.post(reverse("account_reauthenticate"), {"password": password}).status_code == 302


def guess_for_another_address(client: Client, password: str) -> bool:
    fields = {"email": "lain@contoh.go.id", "password": password}
    return client.post(reverse("units:profile_email"), fields).status_code == 302


def guess_for_a_new_one(client: Client, password: str) -> bool:
    fields = {"oldpassword": password, "password1": "jagung-manis-9", "password2": "jagung-manis-9"}
    return client.post(reverse("account_change_password"), fields).status_code == 302


DOORS = (guess_at_login, guess_by_address, guess_at_proof, guess_for_another_address, guess_for_a_new_one)


@pytest.mark.parametrize("last", DOORS, ids=lambda door: door.__name__)
def test_five_guesses_at_any_doors_close_all_of_them(db, last):
    thief = Client()
    thief.force_login(make_user("siti"))
    assert [door(thief, "salah") for door in DOORS] == [False] * 5
    assert last(thief, PASSWORD) is False


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_the_right_one_counts_nowhere(db, door):
    browser = Client()
    browser.force_login(make_user("siti"))
    assert [guess_at_login(browser, "salah") for _ in range(4)] == [False] * 4
    assert door(browser, PASSWORD) is True


def test_a_password_is_changed_by_who_knows_the_present_one(world):
    client, new = world.client("petugas"), "jagung-manis-rebus-9"
    for present, is_changed in (("salah-sekali", False), (PASSWORD, True)):
        client.post(
            reverse("account_change_password"),
            {"oldpassword": present, "password1": new, "password2": new},
        )
        world.petugas.refresh_from_db()
        assert (world.petugas.check_password(new), world.petugas.check_password(PASSWORD)) == (
            is_changed,
            not is_changed,
        )


def test_a_long_password_is_kept_and_asked_as_typed(world):
    client, new = world.client("petugas"), " Kopi hujan " + "sepeda-tetangga-" * 12 + " "
    client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    for typed, is_right in (
        (new.strip(), False),
        (new[:64], False),
        (new[:128], False),
        (new.lower(), False),
        (new, True),
    ):
        browser = Client()
        browser.post(reverse("account_login"), {"login": "petugas", "password": typed})
        assert ("_auth_user_id" in browser.session) is is_right


def test_a_typed_password_is_masked_and_left_to_managers(client, world):
    _, token = invite(
        world.instansi,
        email="lina@contoh.go.id",
        name="Lina",
        actor=world.admin,
        role=Role.PETUGAS,
        unit=world.unit,
    )
    pages = {
        (client, reverse("account_login")): ["current-password"],
        (client, reverse("units:accept", args=[token])): ["new-password"] * 2,
        (world.client("petugas"), reverse("account_change_password")): [
            "current-password",
            "new-password",
            "new-password",
        ],
    }
    for (browser, address), expected in pages.items():
        fields = re.findall(r"<input[^>]*password[^>]*>", browser.get(address).content.decode())
        told = [re.search(r'autocomplete="([^"]*)"', field) for field in fields]
        assert [found and found[1] for found in told] == expected
        assert [field for field in fields if 'type="password"' not in field] == []


def test_every_form_says_beforehand_what_is_asked(world, settings):
    settings.AUTH_PASSWORD_VALIDATORS = [
        one | ({"OPTIONS": {"min_length": 14}} if "MinimumLength" in one["NAME"] else {})
        for one in settings.AUTH_PASSWORD_VALIDATORS
    ]
    fields = {"email": "lina@contoh.go.id", "name": "Lina", "role": Role.PETUGAS, "unit": world.unit}
    _, token = invite(world.instansi, actor=world.admin, **fields)
    browser = world.client("petugas")
    for page in (
        browser.get(reverse("account_change_password")),
        Client().get(reverse("units:accept", args=[token])),
    ):
        said = page.content.decode()
        assert said.count("Paling sedikit 14 karakter") == said.count("walau ditambah angka dan tanda") == 1
