"""Whatever is thrown at the upload of evidence: a message each, nothing half-stored, no server error.

As a page and as a fragment. What every door for files has in common is tried at all of them in `test_upload_doors`.
"""

from pathlib import Path

import pytest
from django.urls import reverse

from assessments.models import EvidenceUse
from documents.contents.archive import BOMB
from documents.contents.office import MACRO
from documents.models import Blob, Document, Revision
from tests.documents import files

CODE = "A.I.1.i.a"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
HX = {"HX-Request": "true"}


@pytest.fixture
def a(world):
    return world.assessment()


def url(a) -> str:
    return reverse("assessments:evidence_add", args=[a.pk, CODE])


def post(world, a, data: bytes, filename: str, **headers: str):
    """As sent by hand: Django's test client would clean the name."""
    disposition = f'Content-Disposition: form-data; name="file"; filename="{filename}"'
    body = b"".join(
        [
            b'--b\r\nContent-Disposition: form-data; name="kind"\r\n\r\nsk\r\n--b\r\n',
            disposition.encode(),
            b"\r\nContent-Type: application/pdf\r\n\r\n",
            data,
            b"\r\n--b--\r\n",
        ]
    )
    return world.client("petugas").post(url(a), body, "multipart/form-data; boundary=b", headers=headers)


def stored() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Blob, Document, Revision, EvidenceUse))


def left(evidence: Path) -> list[str]:
    return [path.name for path in evidence.rglob("*") if path.is_file()]


ATTACKS = {
    "wrong by name": (files.PDF, "laporan.exe", "Berkas .exe tidak diterima. Unggah berkas PDF,"),
    "no extension": (files.PDF, "laporan", "Nama berkas ini tanpa akhiran seperti .pdf."),
    "wrong by content": (b"MZ\x90\0" * 100, "laporan.pdf", "Berkas ini bukan PDF, meskipun namanya .pdf."),
    "picture that is none": (files.PDF, "foto.jpg", "Berkas ini bukan gambar JPEG, meskipun namanya .jpg."),
    "polyglot, zip behind PDF": (files.PDF + files.zipped({"a": b"x"}), "a.pdf", "Berkas ini bukan PDF"),
    "polyglot, html before PDF": (HTML + files.PDF, "a.pdf", "Berkas ini bukan PDF"),
    "html": (HTML, "a.html", "Berkas .html tidak diterima."),
    "html as text": (HTML, "a.txt", "Berkas ini bukan teks biasa"),
    "svg": (SVG, "a.svg", "Berkas .svg tidak diterima."),
    "svg as png": (SVG, "a.png", "Berkas ini bukan gambar PNG"),
    "svg as text": (SVG, "a.txt", "Berkas ini bukan teks biasa"),
    "bomb inside docx": (files.docx({"word/media/a.bin": b"\0" * 80_000_000}), "a.docx", BOMB),
    "headers that lie": (files.lying_archive(10, 60_000), "a.docx", BOMB),
    "macros": (files.docx({"word/vbaProject.bin": b"x"}), "a.docx", MACRO),
    "0 bytes": (b"", "a.pdf", "Berkas ini kosong (0 byte). Periksa berkasnya, lalu unggah lagi."),
    "over the limit": (
        files.PDF + b"x" * 4_000_000,
        "a.pdf",
        "Berkas ini terlalu besar. Paling besar 3 MiB;",
    ),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_refused_with_a_message_and_nothing_is_kept(world, a, settings, own_store, attack):
    settings.EVIDENCE_MAX_BYTES = 3 * 1024 * 1024
    data, filename, message = ATTACKS[attack]
    page = post(world, a, data, filename)
    assert page.status_code == 422
    text = page.content.decode()
    assert message.replace("'", "&#x27;") in text
    assert 'class="zi-errors"' in text or "zi-error" in text
    part = post(world, a, data, filename, **HX)
    assert (part.status_code, part["HX-Reswap"]) == (422, "none")
    assert (stored(), left(own_store)) == ((0, 0, 0, 0), [])


def test_no_room_left_for_the_unit(world, a, settings, own_store):
    settings.EVIDENCE_QUOTA_PER_UNIT_BYTES = 10
    page = post(world, a, files.PDF, "a.pdf")
    assert (page.status_code, "Tempat dokumen unit ini tidak cukup" in page.content.decode()) == (422, True)
    assert (stored(), left(own_store)) == ((0, 0, 0, 0), [])
