"""Every account of the demo opens every kind of page and sends every kind of form. Run with `./dev crawl`; takes long.

`./dev crawl -k admin` walks as the accounts whose name holds the word. Faults are printed as they are met.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from assessments.demo.accounts import accounts
from tests.crawl.readers import visit, walk
from tests.crawl.walking import Limits, Shared
from tests.stores import stored_in
from units.models import User

ACCOUNTS = (
    "petugas", "pokja", "kapus", "petugas-pkm-02", "petugas-dkc", "pimpinan-dkc", "anggota2", "anggota", "ketua",
    "pengendali", "ketua2", "anggota3", "admin", "bupati", "admin-bahari", "walikota", "petugas-dukcapil",
    "admin-kem", "penilai", "kepala-tkc", "ketua-kem", "sistem", "anonim",
)  # fmt: skip
SHARED = Shared(Limits())
OPENED: dict[str, None] = {}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Where the files of the demo lie, for all accounts."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture
def own_store(settings, folder: Path) -> Path:
    """The store of the demo instead of an empty one for each test."""
    for name, value in stored_in(folder).items():
        setattr(settings, name, value)
    return folder


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, folder: Path) -> Iterator[None]:
    """The demo, in a transaction that the end of the module takes back."""
    with override_settings(**stored_in(folder)), django_db_blocker.unblock(), transaction.atomic():
        for command, kind in (("load_instrument", "instruments"), ("load_policy", "policies")):
            for file in sorted((settings.BASE_DIR / "assessments" / kind).glob("*.yaml")):
                call_command(command, str(file))
        call_command("seed_demo")
        with django_db_blocker.block():
            yield
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("who", ACCOUNTS)
def test_walk(demo, who):
    person = None if who == "anonim" else User.objects.get(username=who)
    found = walk(who, person, SHARED)
    OPENED.update(dict.fromkeys(found.opened))
    print(f"{who}: {len(found.opened)} pages, {SHARED.requests} requests of all so far")
    print("\n".join(found.faults))
    assert found.faults == []


@pytest.mark.django_db
@pytest.mark.parametrize("who", ACCOUNTS)
def test_visit_what_others_found(demo, who):
    person = None if who == "anonim" else User.objects.get(username=who)
    faults = visit(who, person, SHARED, [*OPENED])
    print("\n".join(faults))
    assert faults == []


@pytest.mark.django_db
def test_the_accounts_are_of_the_demo(demo):
    assert {*ACCOUNTS} - {one.username for one in accounts()} == {"anonim"}
