"""The day of the tests of the register's pages."""

import pytest
from django.utils import timezone

from tests.after.pages import TODAY


@pytest.fixture
def today(monkeypatch):
    monkeypatch.setattr(
        timezone, "localdate", lambda value=None, timezone=None: value.date() if value else TODAY
    )
