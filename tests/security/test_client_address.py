"""Limits count by the address that our own proxies saw; whatever else a request claims is ignored."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory
from django.urls import reverse

from tests.factories.units import PASSWORD, make_user
from units.adapters import AccountAdapter
from units.client_address import client_address

PEER, PROXY, VICTIM = "203.0.113.7", "10.0.0.2", "198.51.100.9"


@pytest.mark.parametrize(
    ("proxies", "said", "peer", "address"),
    [
        (0, None, PEER, PEER),
        (0, VICTIM, PEER, PEER),
        (0, f"{VICTIM}, {PROXY}", PEER, PEER),
        (1, PEER, PROXY, PEER),
        (1, f"{VICTIM}, {PEER}", PROXY, PEER),  # what the client wrote, then what the proxy saw
        (1, f"{VICTIM},{VICTIM},  {PEER} ", PROXY, PEER),
        (1, None, PEER, PEER),  # round the proxy
        (1, "", PEER, PEER),
        (1, f"{VICTIM}, garbage", PROXY, PROXY),
        (1, f"{VICTIM}, ", PROXY, PROXY),
        (2, f"{PEER}, {PROXY}", "10.0.0.3", PEER),
        (2, f"{VICTIM}, {PEER}, {PROXY}", "10.0.0.3", PEER),
        (2, VICTIM, PEER, PEER),  # fewer entries than proxies: it went round one
        (1, f"{PEER}:4711", PROXY, PEER),
        (1, "2001:db8::1", PROXY, "2001:db8::1"),
        (1, "[2001:db8::1]:443", PROXY, "2001:db8::1"),
        (1, "[2001:DB8:0:0::1]", PROXY, "2001:db8::1"),
        (1, "fe80::1%eth0", PROXY, "fe80::1"),
        (0, None, f"::ffff:{PEER}", PEER),
        (1, f"::ffff:{PEER}", PROXY, PEER),
        (1, "1" * 5000, PROXY, PROXY),
        (1, "203.0.113.7\x00", PROXY, PROXY),
        (1, "٢٠٣.0.113.7", PROXY, PROXY),
        (1, "3405803783", PROXY, PROXY),
        (1, "<script>", PROXY, PROXY),
        (0, None, "", ""),  # a Unix socket without a proxy
    ],
)
def test_the_address_is_what_the_outermost_trusted_proxy_saw(settings, proxies, said, peer, address):
    settings.TRUSTED_PROXIES = proxies
    headers = {} if said is None else {"HTTP_X_FORWARDED_FOR": said}
    forged = {"HTTP_X_REAL_IP": VICTIM, "HTTP_CLIENT_IP": VICTIM, "HTTP_FORWARDED": f"for={VICTIM}"}
    request = RequestFactory().get("/", REMOTE_ADDR=peer, **headers, **forged)
    assert client_address(request) == address


def test_a_request_without_address_is_refused_where_limits_count():
    with pytest.raises(PermissionDenied):
        AccountAdapter().get_client_ip(RequestFactory().get("/", REMOTE_ADDR=""))


def guesses(settings, rate: str, addresses, **meta) -> list[int]:
    """The statuses of wrong passwords, each with another claim of where it comes from, for another account."""
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": rate}
    return [
        Client(**meta, HTTP_X_FORWARDED_FOR=said)
        .post(reverse("account_login"), {"login": f"orang{number}", "password": "salah"})
        .status_code
        for number, said in enumerate(addresses)
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("proxies", "addresses"),
    [
        (0, [f"198.51.100.{n}" for n in range(5)]),
        (1, [f"198.51.100.{n}, {PEER}" for n in range(5)]),
        (2, [f"198.51.100.{n}, {PEER}, {PROXY}" for n in range(5)]),
        (1, [f"2001:db8:1:2::{n}" for n in range(5)]),  # a household has a whole network of them
    ],
)
def test_another_claim_for_each_guess_does_not_go_round_the_limit(settings, proxies, addresses):
    settings.TRUSTED_PROXIES = proxies
    found = guesses(settings, "3/m/ip", addresses, REMOTE_ADDR=PEER)
    assert found == [200, 200, 200, *found[3:]]
    blocked = Client(REMOTE_ADDR=PEER, HTTP_X_FORWARDED_FOR=addresses[0])
    page = blocked.post(reverse("account_login"), {"login": "siapa", "password": "salah"})
    assert "Terlalu banyak" in page.content.decode()


@pytest.mark.django_db
def test_somebody_cannot_lock_out_an_office_by_writing_its_address(settings):
    settings.TRUSTED_PROXIES = 1
    make_user("siti")
    guesses(settings, "3/m/ip", [f"{VICTIM}, {PEER}"] * 6, REMOTE_ADDR=PROXY)
    office = Client(REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=VICTIM)
    fields = {"login": "siti", "password": PASSWORD}
    assert office.post(reverse("account_login"), fields).status_code == 302


@pytest.mark.django_db
def test_ipv4_clients_of_a_dual_socket_do_not_share_one_count(settings):
    make_user("siti")
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "3/m/ip"}
    for number in range(6):
        fields = {"login": f"orang{number}", "password": "salah"}
        Client(REMOTE_ADDR=f"::ffff:{PEER}").post(reverse("account_login"), fields)
    office = Client(REMOTE_ADDR=f"::ffff:{VICTIM}")
    assert office.post(reverse("account_login"), {"login": "siti", "password": PASSWORD}).status_code == 302
