"""Guesses under many names do not make the portal forget those that it counted."""

import json

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse

from tests.factories.units import PASSWORD, make_user
from tests.test_frame_settings import COMPLETE, start
from units.adapters import AccountAdapter

OTHERS = 400


@pytest.fixture
def cache_of_production(settings, db) -> None:
    """What complete settings of production have: a table of the database."""
    told = start(COMPLETE, "import json; print(json.dumps(s.CACHES))")
    settings.CACHES = json.loads(told.stdout)
    call_command("createcachetable")


def sign_in(password: str) -> int:
    return Client().post(reverse("account_login"), {"login": "siti", "password": password}).status_code


@pytest.mark.usefixtures("cache_of_production")
def test_a_closed_account_stays_closed_and_used_marks_stay():
    make_user("siti")
    assert {sign_in("salah") for _ in range(5)} == {200}
    for number in range(OTHERS):
        cache.set(f"{number}-before", 1, 300)
        request = RequestFactory().post("/", REMOTE_ADDR=f"203.0.113.{number % 200}")
        AccountAdapter().pre_authenticate(request, username=f"orang{number}", password="salah")
        cache.set(f"{number}-after", 1, 300)
    marks = [f"{number}-{place}" for number in range(OTHERS) for place in ("before", "after")]
    assert len(cache.get_many(marks)) == 2 * OTHERS
    assert sign_in(PASSWORD) == 200


@pytest.mark.usefixtures("cache_of_production")
def test_what_expired_leaves_the_table():
    cache.set("over", 1, 0)
    cache.set("counts", 1, 300)
    for command, left in (([], [":1:counts", ":1:over"]), (["--apply"], [":1:counts"])):
        call_command("retention", *command)
        with connection.cursor() as cursor:
            cursor.execute("SELECT cache_key FROM cache ORDER BY cache_key")
            assert [key for (key,) in cursor.fetchall()] == left
