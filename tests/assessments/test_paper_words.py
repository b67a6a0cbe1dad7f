"""Periods in words, kinds by name, and the audit of what is confidential: the small parts of the unit's documents."""

from datetime import date

import pytest

from assessments.papers.periods import period_text, years_of
from audit.models import Entry
from documents.kinds import kind_for
from documents.models import Document
from tests.assessments.papers import put, url


def speaking(start: tuple | None, end: tuple | None) -> Document:
    return Document(speaks_from=date(*start) if start else None, speaks_until=date(*end) if end else None)


@pytest.mark.parametrize(
    ("start", "end", "text", "years"),
    [
        (None, None, "", ()),
        ((2026, 1, 1), (2026, 12, 31), "2026", (2026,)),
        ((2024, 1, 1), (2026, 12, 31), "2024–2026", (2024, 2025, 2026)),
        ((2026, 1, 1), (2026, 6, 30), "Januari–Juni 2026", (2026,)),
        ((2024, 2, 1), (2024, 2, 29), "Februari 2024", (2024,)),
        ((2025, 7, 1), (2026, 6, 30), "Juli 2025 – Juni 2026", (2025, 2026)),
        ((2026, 1, 5), (2026, 3, 3), "5 Januari 2026 – 3 Maret 2026", (2026,)),
        ((2026, 1, 5), (2026, 1, 5), "5 Januari 2026", (2026,)),
        ((2026, 1, 5), None, "sejak 5 Januari 2026", (2026,)),
        (None, (2026, 1, 5), "sampai 5 Januari 2026", (2026,)),
    ],
)
def test_a_period_in_words(start, end, text, years):
    document = speaking(start, end)
    assert (period_text(document), years_of(document)) == (text, years)


def test_a_period_of_centuries_names_its_last_years():
    assert years_of(speaking((1, 1, 1), (2026, 12, 31))) == tuple(range(1997, 2027))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("SK Tim.pdf", "dokumen"),
        ("IMG_1.JPG", "foto"),
        ("foto.webp", "foto"),
        ("Tangkapan layar 2026-05-31 23.04.png", "tangkapan_layar"),
        ("screenshot_2.png", "tangkapan_layar"),
        ("Tangkapan layar.pdf", "dokumen"),
        ("tanpa akhiran", "dokumen"),
    ],
)
def test_a_kind_by_its_name(name, kind):
    assert kind_for(name) == kind


@pytest.mark.parametrize(("level", "entries"), [("biasa", 0), ("terbatas", 1), ("rahasia", 1)])
def test_opening_what_is_confidential_is_in_the_audit(world, level, entries):
    a = world.assessment()
    document = put(world, "isi", "SK", confidentiality=level)
    response = world.client("petugas").get(url("paper_file", a, document.pk, 1))
    assert b"".join(response.streaming_content) == b"isi"
    found = Entry.objects.filter(action="document.open")
    assert [(e.actor_id, e.after["assessment"]) for e in found] == [(world.petugas.pk, a.pk)] * entries
