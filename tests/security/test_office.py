"""An office signs in at eight from one address: its people wait for each other's counting, nobody is locked out."""

import threading

import pytest
from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.test import Client, RequestFactory

from tests.factories.units import PASSWORD, make_user

RATE = ratelimit.parse_rate("60/m/ip")


@pytest.mark.django_db
def test_who_waits_for_the_counter_of_the_office_is_let_in():
    make_user("petugas")
    counting = {"app": "allauth.account", "action": "login_failed", "rate": RATE}
    lock = ratelimit.get_cache_key(RequestFactory().post("/"), **counting) + ":lock"
    cache.add(lock, True)
    counted = threading.Timer(1.3, cache.delete, [lock])  # allauth would have refused after one second
    counted.start()
    answer = Client().post("/akun/login/", {"login": "petugas", "password": PASSWORD})
    counted.join()
    assert (answer.status_code, answer.url) == (302, "/")


@pytest.mark.django_db
def test_more_than_any_limit_of_failures_sign_in_from_one_address():
    make_user("petugas")
    for _ in range(61):
        answer = Client().post("/akun/login/", {"login": "petugas", "password": PASSWORD})
        assert answer.status_code == 302
