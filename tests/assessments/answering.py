"""How tests speak to the answering page."""

import re

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

HX = {"HX-Request": "true"}


def area_url(assessment, area: str = "MP") -> str:
    """Address of the page of an area."""
    return reverse("assessments:area", args=[assessment.pk, area])


def save_url(assessment, code: str) -> str:
    """Address that saves one answer."""
    return reverse("assessments:save_answer", args=[assessment.pk, code])


def save(
    client: Client, assessment, code: str, *, htmx: bool = True, version: int = 0, **fields
) -> HttpResponse:
    """Post the form of one question; `isian={...}` are counts."""
    counts = {f"isian-{name}": value for name, value in fields.pop("isian", {}).items()}
    data = {"version": str(version), **fields, **counts}
    return client.post(save_url(assessment, code), data, headers=HX if htmx else {})


def without_tokens(html: bytes) -> bytes:
    """A page without its CSRF tokens, which differ each time."""
    html = re.sub(rb'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+', b"", html)
    return re.sub(rb"X-CSRFToken[^}]+", b"", html)
