"""A forgotten password is answered alike, and as quickly, whether the address has an account or not."""

import time

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse

from units.mail import all_sent

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN = "siti@example.go.id", "tidak.ada@example.go.id"
SLOW = 5


class SlowServer(BaseEmailBackend):
    """Takes its time, as a mail server over the network does."""

    def send_messages(self, messages) -> int:
        time.sleep(SLOW)
        return len(messages)


class FullServer(BaseEmailBackend):
    """Takes nothing."""

    def send_messages(self, messages) -> int:
        raise OSError(f"452 mailbox of {messages[0].to[0]} is full")


@pytest.fixture
def siti(django_user_model):
    return django_user_model.objects.create_user(username="siti", email=KNOWN, password="Bukit-Hijau-27")


def asked(client, address: str) -> tuple[int, str]:
    response = client.post(reverse("account_reset_password"), {"email": address})
    return response.status_code, response["Location"]


def test_both_get_the_same_answer_and_one_gets_a_mail(client, siti, mailoutbox):
    assert asked(client, KNOWN) == asked(client, UNKNOWN) == (302, reverse("account_reset_password_done"))
    all_sent()
    assert [mail.to for mail in mailoutbox] == [[KNOWN]]


def test_nobody_waits_for_the_mail_server(client, siti, settings):
    settings.EMAIL_BACKEND = f"{__name__}.SlowServer"
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "99/m/ip"}
    spent = []
    for address in (UNKNOWN, KNOWN):
        start = time.perf_counter()
        asked(client, address)
        spent.append(time.perf_counter() - start)
    all_sent()
    unknown, known = spent
    assert known - unknown < SLOW / 2


def test_a_mail_server_that_takes_nothing_is_told_in_the_log_without_the_address(
    client, siti, settings, caplog
):
    settings.EMAIL_BACKEND = f"{__name__}.FullServer"
    assert asked(client, KNOWN)[0] == 302
    all_sent()
    assert [record.getMessage() for record in caplog.records if record.name == "units.mail"] == [
        "mail password_reset was not sent: OSError"
    ]
    assert KNOWN not in caplog.text
