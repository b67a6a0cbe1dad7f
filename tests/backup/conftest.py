"""A portal with something of everything, and a store of its own."""

import io
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session

from assessments.engine.answers import Given
from assessments.models import Answer, Comment, Sheet, Submission
from assessments.services.answers import Change, save_answers
from documents import services as documents
from tests.backup.archives import ODD
from tests.documents.files import PDF, image


@pytest.fixture(autouse=True)
def evidence(settings, tmp_path) -> Path:
    """A store of its own."""
    folder = tmp_path / "evidence"
    backend = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}
    settings.STORAGES = {**settings.STORAGES, "evidence": backend}
    return folder


@pytest.fixture
def portal(world):
    """Answers, documents, audit chains, odd characters, and numbers that were given out and removed."""
    first, second = world.assessment(), world.assessment(unit=world.unit2)
    world.fill(first, "random")
    world.fill(second, "worst")
    world.fill(first, "best", kind=Sheet.Kind.MEMBER, owner=world.anggota)
    code = next(iter(world.instrument.questions))
    stored = Answer.objects.get(sheet__assessment=first, sheet__kind=Sheet.Kind.UNIT, code=code)
    change = Change(code, Given(value=stored.value, note=ODD), stored.version)
    save_answers(first.pk, kind=Sheet.Kind.UNIT, changes=[change], actor=world.petugas)
    place = {"actor": world.petugas, "role": "Petugas unit", "unit": world.unit, "kind": "sk"}
    documents.upload(file=io.BytesIO(PDF), filename="sk.pdf", **place)
    documents.upload(file=io.BytesIO(image("PNG")), filename="foto.png", **place)
    Submission.objects.create(
        assessment=first, content={"b": [1, None, True], "a": {"": ODD}}, content_hash="0" * 64,
        by=world.pimpinan_unit, at=first.state_since,
    )  # fmt: skip
    for _ in range(3):
        Comment.objects.create(assessment=first, code=code, author=world.petugas, text=ODD)
    Comment.objects.order_by("-pk")[0].delete()
    world.client("petugas")
    assert Session.objects.exists()
    return world
