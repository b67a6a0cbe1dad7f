"""What is said of a document: compare-and-set, and what is refused."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest

from audit.models import Entry
from documents import services
from documents.errors import UploadRefused
from documents.models import Document
from documents.services import Facts, FactsMoved
from tests.documents import files
from tests.factories.units import make_instansi, make_unit, make_user

NEW = Facts(
    title="SK Tim Kerja ZI",
    kind="sk",
    number="188.4/12/2026",
    date=date(2026, 1, 5),
    speaks_from=date(2026, 1, 1),
    speaks_until=date(2026, 12, 31),
    confidentiality="terbatas",
)


@pytest.fixture
def siti(db):
    return make_user("siti")


@pytest.fixture
def document(siti) -> Document:
    unit = make_unit(make_instansi("KAB-X"), "PKM-01")
    sent = {"file": BytesIO(files.PDF), "filename": "sk.pdf", "kind": "dokumen", "actor": siti, "role": ""}
    return services.upload(unit=unit, **sent).document


def change(document: Document, siti, facts: Facts = NEW, seen: int = 1) -> Document:
    return services.change_facts(document, facts=facts, seen=seen, actor=siti, role="Petugas unit")


def test_facts_are_said_once(document, siti):
    first, again = change(document, siti), change(document, siti)
    assert (services.facts_of(first), first.version, again.version) == (NEW, 2, 2)
    entry = Entry.objects.get(action="document.facts")
    assert (entry.role, entry.before["title"], entry.after["number"]) == (
        "Petugas unit",
        "sk",
        "188.4/12/2026",
    )
    assert (entry.before["speaks_from"], entry.after["speaks_from"]) == (None, "2026-01-01")


def test_who_saw_an_older_version_is_told_what_stands(document, siti):
    change(document, siti)
    with pytest.raises(FactsMoved) as moved:
        change(document, siti, replace(NEW, title="Lain"))
    assert services.facts_of(moved.value.stored) == NEW
    assert Entry.objects.filter(action="document.facts").count() == 1


@pytest.mark.parametrize(
    ("wrong", "field", "message"),
    [
        ({"title": " \n\u200b "}, "title", "Tuliskan judul dokumen."),
        ({"kind": "rapor"}, "kind", "Pilih jenis dokumen."),
        ({"confidentiality": "x"}, "confidentiality", "Pilih kerahasiaan dokumen."),
        (
            {"speaks_until": date(2025, 12, 31)},
            "speaks_until",
            "Akhir periode isi tidak mungkin sebelum mulainya.",
        ),
    ],
)
def test_what_cannot_be_is_refused(document, siti, wrong, field, message):
    with pytest.raises(UploadRefused) as refused:
        change(document, siti, replace(NEW, **wrong))
    assert (refused.value.field, refused.value.message) == (field, message)
    assert services.facts_of(Document.objects.get()) == Facts(title="sk", kind="dokumen")
