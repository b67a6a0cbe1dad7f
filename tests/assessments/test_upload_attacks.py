"""Whatever is thrown at the upload of evidence: a message each, nothing half-stored, no server error."""

import errno
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from assessments.models import EvidenceUse
from audit.models import Entry
from documents import store
from documents.models import Blob, Document, Revision
from documents.services.blobs import NO_SCANNER, UNAVAILABLE
from documents.uploadhandlers import TemporaryFiles
from tests.documents import clamd, files

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


BOMB = files.docx({"word/media/a.bin": b"\0" * 80_000_000})
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
    "bomb inside docx": (BOMB, "a.docx", ""),
    "headers that lie": (files.lying_archive(10, 60_000), "a.docx", ""),
    "macros": (files.docx({"word/vbaProject.bin": b"x"}), "a.docx", ""),
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


@pytest.mark.parametrize(
    "name", ["../../etc/cron.d/a.pdf", "..\\..\\a.pdf", "/etc/a.pdf", "C:\\Windows\\a.pdf"]
)
def test_a_path_in_the_name_is_cut_off(world, a, name):
    assert post(world, a, files.PDF, name).status_code == 302
    revision = Revision.objects.get()
    assert (revision.filename, store.is_sound(revision.blob.sha256)) == ("a.pdf", True)


def test_a_virus(world, a, settings, own_store):
    with clamd.daemon() as daemon:
        settings.CLAMAV_SOCKET = daemon.address
        page = post(world, a, clamd.EICAR, "a.txt")
    assert page.status_code == 422
    assert "Berkas ini mengandung virus (Eicar-Signature), jadi tidak disimpan." in page.content.decode()
    assert (stored(), left(own_store)) == ((0, 0, 0, 0), [])
    assert Entry.objects.filter(action="content.infected", actor_id=world.petugas.pk).count() == 1


def test_the_scanner_is_away(world, a, settings, own_store):
    settings.CLAMAV_SOCKET = clamd.closed_port()
    page = post(world, a, files.PDF, "a.pdf")
    assert (page.status_code, NO_SCANNER in page.content.decode()) == (422, True)
    assert (stored(), left(own_store)) == ((0, 0, 0, 0), [])


def test_no_room_left_for_the_unit(world, a, settings, own_store):
    settings.EVIDENCE_QUOTA_PER_UNIT_BYTES = 10
    page = post(world, a, files.PDF, "a.pdf")
    assert (page.status_code, "Tempat dokumen unit ini tidak cukup" in page.content.decode()) == (422, True)
    assert (stored(), left(own_store)) == ((0, 0, 0, 0), [])


# --- disk full ---------------------------------------------------------------------------------------------


def full(*args, **kwargs):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("call", ["fsync", "replace", "write"])
def test_the_disk_of_the_store_is_full(world, a, monkeypatch, own_store, call):
    """Where the system refuses: while writing, at the end of it, when the file gets its name."""
    if call == "write":
        monkeypatch.setattr(store, "_copy", full)
    else:
        monkeypatch.setattr(os, call, full)
    page = post(world, a, files.PDF, "a.pdf")
    monkeypatch.undo()
    assert (page.status_code, UNAVAILABLE in page.content.decode()) == (422, True)
    assert (stored(), left(own_store)) == ((0, 0, 0, 0), [])


@pytest.mark.parametrize("when", ["opening", "writing", "ending"])
def test_the_disk_that_takes_requests_is_full(world, a, settings, monkeypatch, own_store, when):
    """Before any form sees the file: Django writes larger files to the temporary folder first."""
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    base = TemporaryFiles.__mro__[1]
    method = {"opening": "new_file", "writing": "receive_data_chunk", "ending": "file_complete"}[when]
    monkeypatch.setattr(base, method, full)
    page = post(world, a, files.PDF, "a.pdf")
    assert (page.status_code, UNAVAILABLE in page.content.decode()) == (422, True)
    assert (stored(), left(own_store)) == ((0, 0, 0, 0), [])


# --- aborted, twice at once --------------------------------------------------------------------------------


class Aborted(BytesIO):
    """A request whose sender hangs up after the first part."""

    def read(self, size: int = -1) -> bytes:
        data = super().read(size)
        if not data:
            raise OSError("the client is gone")
        return data


def test_an_upload_that_is_broken_off(world, a, settings, own_store, tmp_path):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n' + files.PDF * 2000
    client: Client = world.client("petugas")
    client.handler.enforce_csrf_checks = True  # as in life: the token is looked for first, in what never came
    environ = {
        "CONTENT_TYPE": "multipart/form-data; boundary=b",
        "CONTENT_LENGTH": str(len(body) * 10),
        "wsgi.input": Aborted(body),
    }
    response = client.post(url(a), **environ)
    assert response.status_code == 403
    assert (stored(), left(own_store)) == ((0, 0, 0, 0), [])
    assert list(tmp_path.glob("*.upload*")) == []


@pytest.mark.django_db(transaction=True)
def test_the_same_file_twice_at_once(world, a):
    start = threading.Barrier(2, timeout=20)
    clients = [world.client("petugas") for _ in range(2)]

    def act(client) -> int:
        start.wait()
        try:
            data = {"file": SimpleUploadedFile("a.pdf", files.PDF), "kind": "sk"}
            return client.post(url(a), data).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(act, clients)) == [302, 302]
    assert Blob.objects.count() == 1
    assert [store.is_sound(sha256) for sha256 in store.iter_hashes()] == [True]
