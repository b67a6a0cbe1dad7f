"""A request of the matrix, and where and by whom it is sent."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.permissions.place import PDF, Place
from tests.permissions.town import Town
from units.models import User


@dataclass(frozen=True)
class Ask:
    """One request. `quiet`: done without a trace in the audit (a preview, a session, a mail)."""

    args: tuple = ()
    data: dict[str, Any] = field(default_factory=dict)
    quiet: bool = False


@dataclass(frozen=True)
class Scene:
    """Where and by whom a case is asked. `state` is of the thing; `send` performs a request, for what needs two."""

    town: Town
    place: Place
    person: User | None
    state: str
    send: Callable


Builder = Callable[[Scene], Ask]
DECLARATION = {
    "date": "2026-01-13",
    "declarer_name": "dr. Rina Wulandari",
    "declarer_post": "Kepala",
    "staff_count": "57",
    "signed_count": "42",
    "leader_signed": "on",
}


def pdf_upload() -> SimpleUploadedFile:
    """A scan."""
    return SimpleUploadedFile("pindai.pdf", PDF, "application/pdf")
