"""A mail server that refuses, is deaf or dies: nobody's work fails by it, and notices go out later, once."""

import re
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Notice, State
from assessments.services.postman import send_waiting
from tests.factories.assessments import fresh
from tests.faults.mail_server import DEAF, STEPS, WELL, MailServer
from tests.faults.whole import faults
from units.mail import all_sent

pytestmark = pytest.mark.django_db
TIMEOUT = 0.5  # of the portal, as EMAIL_TIMEOUT
HANGS = 60  # seconds; far more than any timeout, so that a slow machine is not taken for one that hangs
REFUSES = "refuses"


@pytest.fixture
def server(settings) -> Iterator[MailServer]:
    """A mail server that the portal sends to, for real."""
    made = MailServer()
    made.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", made.port
    settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = False, TIMEOUT
    yield made
    made.close()


def ill(server: MailServer, how: str, settings) -> None:
    """From now on it behaves like this."""
    server.mode = how
    if how == REFUSES:
        settings.EMAIL_PORT = 9  # nobody listens there


def well(server: MailServer, settings) -> None:
    """It is mended."""
    server.mode, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = WELL, server.port, 20


def submitted(world) -> int:
    """The unit submits in the browser; gives how many mails wait then."""
    a = world.assessment(State.PENILAIAN_MANDIRI)
    world.fill(a)
    began = time.monotonic()
    answer = world.client("pimpinan_unit").post(reverse("assessments:move", args=[a.pk, "ajukan"]))
    assert (answer.status_code, time.monotonic() - began < HANGS) == (302, True)
    assert fresh(a).state == State.PENILAIAN_TPI
    return Notice.objects.filter(mail=Notice.Mail.WAITING).values("user").distinct().count()


@pytest.mark.parametrize("how", [REFUSES, DEAF, *STEPS])
def test_a_move_goes_through_and_its_mails_go_out_later_once(world, server, settings, how):
    ill(server, how, settings)
    people = submitted(world)
    assert people > 1
    began = time.monotonic()
    assert send_waiting(now=timezone.now()) == 0
    assert time.monotonic() - began < HANGS
    assert set(Notice.objects.values_list("mail", flat=True)) <= {"waiting", ""}
    well(server, settings)
    later = timezone.now() + timedelta(minutes=30)
    assert (send_waiting(now=later), send_waiting(now=later)) == (people, 0)
    got = Counter(re.search(r"^To: (.*)\r$", text, re.M)[1] for text in server.took)
    assert (set(got.values()), len(got)) == ({1}, people)
    # whoever got one whole before the line broke gets the same once more: by its number mailboxes know it
    numbers = [re.search(r"^Message-ID: (.*)\r$", text, re.M)[1] for text in server.heard]
    assert len(set(numbers)) == people
    assert faults() == []


@pytest.mark.parametrize("how", [REFUSES, DEAF, "RCPT", "END"])
def test_an_invitation_is_made_and_its_link_shown(world, server, settings, how):
    ill(server, how, settings)
    began = time.monotonic()
    address = reverse("units:invitation_add", args=[world.instansi.code])
    data = {"email": "baru@contoh.go.id", "name": "Orang Baru", "role": "pimpinan_instansi"}
    answer = world.client("admin").post(address, data)
    assert time.monotonic() - began < HANGS
    html = answer.content.decode()
    assert (answer.status_code, "/undangan/" in html) == (200, True), html[:3000]
    assert "tidak terkirim" in html


@pytest.mark.parametrize("how", [REFUSES, DEAF, "DATA"])
def test_a_forgotten_password_is_answered_at_once(world, client, server, settings, how):
    ill(server, how, settings)
    began = time.monotonic()
    answer = client.post(reverse("account_reset_password"), {"email": world.petugas.email})
    assert (answer.status_code, time.monotonic() - began < HANGS) == (302, True)
    all_sent()
    well(server, settings)
    client.post(reverse("account_reset_password"), {"email": world.petugas.email})
    all_sent()
    assert len(server.took) == 1
