"""Opening evidence in the reading pane, for the tests of it."""

import io
import re

from django.urls import reverse

from assessments.models import Assessment, EvidenceUse
from assessments.services import evidence
from tests.documents import pages

CODE = "A.I.1.i.b"
POLICY = (
    "sandbox; default-src 'none'; img-src data:; style-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)
ALL = [
    "petugas",
    "petugas_pokja",
    "pimpinan_unit",
    "anggota",
    "ketua",
    "pengendali",
    "admin",
    "pimpinan_instansi",
]


def add(world, a: Assessment, name: str = "sk.pdf", content: bytes = b"", **where) -> EvidenceUse:
    """A file as evidence of CODE."""
    return evidence.add_file(
        a.pk,
        code=CODE,
        file=io.BytesIO(content or pages.raw_pdf(pages=12)),
        filename=name,
        kind="sk",
        actor=world.petugas,
        where=evidence.Where(**where),
    )


def pane(world, who, use, query: str = ""):
    return world.client(who).get(reverse("assessments:pane", args=[use.pk]) + query)


def sheet(world, who, use, query: str = ""):
    return world.client(who).get(reverse("assessments:pane_sheet", args=[use.pk]) + query)


def frame_of(html: str) -> str:
    return re.search(r'<iframe class="zi-pane-frame" sandbox src="([^"]+)"', html)[1].replace("&amp;", "&")
