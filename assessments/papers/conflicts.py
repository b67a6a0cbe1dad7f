"""Two people said different things of a document: field by field, as people read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format

from assessments.panels import Shown
from documents.models import Document
from documents.services import Facts, facts_of


@dataclass(frozen=True)
class Difference(Shown):
    """A field in which what is stored is not what was typed."""

    label: str
    theirs: str
    mine: str


def differences(stored: Document, mine: Facts, labels: Mapping[str, str]) -> list[Difference]:
    """The fields (by `labels`, in their order) in which what was typed differs from what is stored now."""
    theirs = facts_of(stored)
    return [
        Difference(label, _text(name, getattr(theirs, name)), _text(name, getattr(mine, name)))
        for name, label in labels.items()
        if getattr(theirs, name) != getattr(mine, name)
    ]


def _text(name: str, value: Any) -> str:
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if name == "kind":
        return str(Document.Kind(value).label)
    if name == "confidentiality":
        return str(Document.Confidentiality(value).label)
    return value or "–"
