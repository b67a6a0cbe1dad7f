"""One town for a whole module of tests: built once, and every test takes its own writes back."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.test.utils import override_settings

from tests.permissions.town import Town, build_town


@pytest.fixture(scope="module")
def shared_store(tmp_path_factory) -> Path:
    """The evidence store of the module."""
    return tmp_path_factory.mktemp("town")


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, shared_store) -> Iterator[Town]:
    """The town, in a transaction that the end of the module takes back."""
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(STORAGES=_storages(shared_store)):
            town = build_town()
        with django_db_blocker.block():
            yield town
        transaction.set_rollback(True)


@pytest.fixture
def town(built, db, settings, shared_store, own_store) -> Iterator[Town]:
    """The town; refusals are expected here, so their log lines stay away."""
    settings.STORAGES = _storages(shared_store)
    before = logging.root.manager.disable
    logging.disable(logging.ERROR)
    try:
        yield built
    finally:
        logging.disable(before)


def _storages(folder: Path) -> dict:
    from django.conf import settings

    found = {name: dict(options) for name, options in settings.STORAGES.items()}
    for name in ("default", "evidence"):
        found[name]["OPTIONS"] = {**found[name]["OPTIONS"], "location": folder / name}
    return found
