"""How tests speak to the pages of the rounds."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from tests.assessments.answering import HX


def rounds_url(a) -> str:
    return reverse("assessments:rounds", args=[a.pk])


def page(world, who, a) -> str:
    response = world.client(who).get(rounds_url(a))
    assert response.status_code == 200
    return response.content.decode()


def post(world, who, a, name: str, code: str, *, htmx: bool = True, **data):
    url = reverse(f"assessments:round_{name}", args=[a.pk, code])
    return world.client(who).post(url, {"version": "0", **data}, headers=HX if htmx else {})


def give_back(world, a, due, who="ketua"):
    return world.client(who).post(reverse("assessments:round_return", args=[a.pk]), {"due": str(due)})


def in_days(days: int):
    return timezone.localdate() + timedelta(days=days)


def file_status(world, who, use) -> int:
    """How the file of a piece of evidence is answered; it is read to its end, which closes it."""
    response = world.client(who).get(reverse("assessments:evidence_file", args=[use.pk]))
    b"".join(response.streaming_content if response.streaming else [])
    return response.status_code
