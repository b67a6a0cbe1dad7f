"""Every test here has an evidence store of its own."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def evidence(settings, tmp_path) -> Path:
    """The folder of an empty store on this machine; it does not exist before something is stored."""
    folder = tmp_path / "evidence"
    backend = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": folder, "base_url": None},
    }
    settings.STORAGES = {**settings.STORAGES, "evidence": backend}
    return folder


@pytest.fixture
def elsewhere(settings) -> None:
    """The store is not on this machine, as with an object store."""
    backend = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = {**settings.STORAGES, "evidence": backend}
