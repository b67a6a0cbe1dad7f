"""The same attacks at every door for files: evidence, library, workbooks of KKE and tables, templates.

What only one kind of door can meet stands in `test_upload_attacks` (evidence), `documents/test_sniff*` and
`kke/test_guard`.
"""

import errno
import os
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from assessments.models import Import, PeriodTemplate
from audit.models import Entry
from documents import store
from documents.contents.archive import BOMB
from documents.contents.office import MACRO
from documents.models import Blob, LibraryItem, Revision
from documents.services.blobs import NO_SCANNER, UNAVAILABLE
from documents.uploadhandlers import TemporaryFiles
from tests.assessments.doors import DOORS, OFFERED, WORKBOOKS
from tests.assessments.imports import A1, foreign
from tests.documents import clamd, files
from tests.kke_files import bombs
from tests.tables.test_pages import html_of

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
SHOWN = ("evidence", "library", "library, another file")


@pytest.fixture(params=DOORS)
def door(request, world):
    """One after the other, with what must be there before."""
    found = DOORS[request.param]
    found.address(world)
    return found


def refused(world, door, own_store, data: bytes, filename: str, **headers: str) -> str:
    """The page of a refusal: with status 422, and nothing is kept."""
    before = door.stored()
    page = door.post(world, data, filename, **headers)
    assert page.status_code == 422
    assert door.stored() == before
    assert [path.name for path in own_store.rglob("*") if path.is_file()] == []
    return html_of(page)


# --- of another type ---------------------------------------------------------------------------------------

WRONG = {
    "a program by name": ("{good}", "laporan.exe", "Berkas .exe tidak diterima"),
    "a page by name": (HTML, "a.html", "Berkas .html tidak diterima"),
    "a drawing by name": (SVG, "a.svg", "Berkas .svg tidak diterima"),
    "no extension": ("{good}", "laporan", "Nama berkas ini tanpa akhiran"),
    "a program by content": (b"MZ\x90\0" * 100, "{name}", "Berkas ini bukan "),
    "a page by content": (HTML, "{name}", "Berkas ini "),
    "a drawing by content": (SVG, "{name}", "Berkas ini "),
    "a page before it": (HTML + files.PDF + b"\0", "{name}", "Berkas ini "),
    "a page before an archive": (HTML + files.xlsx(), "{name}", "Berkas ini "),
    "0 bytes": (b"", "{name}", "Berkas ini kosong (0 byte). Periksa berkasnya, lalu unggah lagi."),
}


@pytest.mark.parametrize("attack", WRONG)
def test_another_type_is_refused_with_a_message(world, door, own_store, attack):
    data, filename, message = WRONG[attack]
    data = door.good(world) if data == "{good}" else data
    assert message in refused(world, door, own_store, data, filename.format(name=door.name))


def test_over_the_limit(world, door, own_store, settings):
    if door.most is None:
        settings.EVIDENCE_MAX_BYTES = 3 * 1024 * 1024
    most = door.most or settings.EVIDENCE_MAX_BYTES
    text = refused(world, door, own_store, files.PDF + b"x" * most, door.name)
    assert f"Berkas ini terlalu besar. Paling besar {most // 1024**2} MiB;" in text


INSIDE = {
    "bomb": (files.docx({"word/media/a.bin": b"\0" * 80_000_000}), BOMB),
    "headers that lie": (files.lying_archive(10, 60_000), BOMB),
    "macros": (files.docx({"word/vbaProject.bin": b"x"}), MACRO),
}


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("attack", INSIDE)
def test_what_is_inside_docx(world, own_store, name, attack):
    data, message = INSIDE[attack]
    DOORS[name].address(world)
    assert message in refused(world, DOORS[name], own_store, data, "a.docx")


@pytest.mark.django_db(transaction=True)  # what is read is read after the commit
@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_bomb_inside_a_workbook(world, own_store, name):
    """Workbooks are looked into by a process of its own: the upload is kept as it came, and told to be unreadable."""
    door, bomb = DOORS[name], bombs.package(bombs.SHEET.format("<row/>" * 2_000_000))
    if name == "template":
        assert "mengembang jauh melebihi ukurannya" in refused(world, door, own_store, bomb, "a.xlsx")
        return
    assert door.post(world, bomb, "a.xlsx").status_code == 302
    imp = Import.objects.get()
    assert (imp.status, imp.cells) == (Import.Status.REFUSED, None)
    assert "mengembang jauh melebihi ukurannya" in imp.refusal


# --- the name ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["../../etc/cron.d/", "..\\..\\", "/etc/", "C:\\Windows\\"])
def test_a_path_in_the_name_is_cut_off(world, door, path):
    assert door.post(world, door.good(world), f"{path}{door.name}").status_code == 302
    kept = [
        model.objects.values_list("filename", flat=True)
        for model in (Revision, Import, PeriodTemplate, LibraryItem)
    ]
    assert [name for names in kept for name in names if name] == [door.name]


# --- viruses -----------------------------------------------------------------------------------------------


def test_a_virus_leaves_a_trace_in_the_audit_and_nothing_else(world, door, own_store, settings):
    text = door.name.rpartition(".")[0] + (".csv" if door.most else ".txt")
    with clamd.daemon() as daemon:
        settings.CLAMAV_SOCKET = daemon.address
        said = refused(world, door, own_store, clamd.EICAR, text)
    assert "Berkas ini mengandung virus (Eicar-Signature), jadi tidak disimpan." in said
    entry = Entry.objects.get(action="content.infected")
    assert (entry.actor_id, entry.chain.key, entry.after["filename"], daemon.scanned) == (
        world.people[door.who].pk,
        f"instansi:{world.instansi.pk}",
        text,
        [clamd.EICAR],
    )


def test_what_is_taken_was_looked_at(world, door, settings):
    data = door.good(world)
    with clamd.daemon() as daemon:
        settings.CLAMAV_SOCKET = daemon.address
        assert door.post(world, data, door.name).status_code == 302
    assert daemon.scanned == [data]


def test_without_a_verdict_nothing_is_taken(world, door, own_store, settings):
    settings.CLAMAV_SOCKET = clamd.closed_port()
    assert NO_SCANNER in refused(world, door, own_store, door.good(world), door.name)


# --- disk full ---------------------------------------------------------------------------------------------


def full(*args, **kwargs):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("call", ["fsync", "replace", "write"])
def test_the_disk_of_the_store_is_full(world, door, own_store, monkeypatch, call):
    """Where the system refuses: while writing, at the end of it, when the file gets its name."""
    data = door.good(world)
    if call == "write":
        monkeypatch.setattr(store, "_copy", full)
    else:
        monkeypatch.setattr(os, call, full)
    try:
        said = refused(world, door, own_store, data, door.name)
    finally:
        monkeypatch.undo()
    assert UNAVAILABLE in said


@pytest.mark.parametrize("when", ["opening", "writing", "ending"])
def test_the_disk_that_takes_requests_is_full(world, door, own_store, settings, monkeypatch, when):
    """Before any form sees the file: Django writes larger files to the temporary folder first."""
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    method = {"opening": "new_file", "writing": "receive_data_chunk", "ending": "file_complete"}[when]
    data = door.good(world)
    monkeypatch.setattr(TemporaryFiles.__mro__[1], method, full)
    assert UNAVAILABLE in refused(world, door, own_store, data, door.name)


# --- aborted, twice at once --------------------------------------------------------------------------------


class Aborted(BytesIO):
    """A request whose sender hangs up after the first part."""

    def read(self, size: int = -1) -> bytes:
        data = super().read(size)
        if not data:
            raise OSError("the client is gone")
        return data


def test_an_upload_that_is_broken_off(world, door, own_store, settings, tmp_path):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    before, body = door.stored(), door.body(files.PDF * 2000, door.name)[:-20]
    client = world.client(door.who)
    client.handler.enforce_csrf_checks = True  # as in life: the token is looked for first, in what never came
    environ = {
        "CONTENT_TYPE": "multipart/form-data; boundary=b",
        "CONTENT_LENGTH": str(len(body) * 10),
        "wsgi.input": Aborted(body),
    }
    assert client.post(door.address(world), **environ).status_code == 403
    assert (door.stored(), list(tmp_path.glob("*.upload*"))) == (before, [])
    assert [path.name for path in own_store.rglob("*") if path.is_file()] == []


@pytest.mark.django_db(transaction=True)
def test_the_same_file_twice_at_once(world, door):
    start, data = threading.Barrier(2, timeout=20), door.good(world)
    address = door.address(world)
    clients = [world.client(door.who) for _ in range(2)]

    def act(client) -> int:
        start.wait()
        try:
            body = door.body(data, door.name)
            return client.post(address, body, "multipart/form-data; boundary=b").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        codes = sorted(pool.map(act, clients))
    # the second change of the same item from one page is told that it is stale, as any other
    told = "version" in door.fields or door in [DOORS[name] for name in (*OFFERED, "revision")]
    assert codes == ([302, 422] if told else [302, 302])
    assert Blob.objects.count() == 1
    assert [store.is_sound(sha256) for sha256 in store.iter_hashes()] == [True]


def test_the_command_takes_no_virus_either(world, own_store, settings, tmp_path):
    """Refused in the middle of applying: the trace outlives the transaction that everything else is in."""
    a, file = world.assessment(), tmp_path / "kke.xlsx"
    file.write_bytes(foreign(world, {A1: "Ya"}))
    with zipfile.ZipFile(file, "a") as archive:
        archive.comment = clamd.EICAR
    where = ["--instansi", "KAB-X", "--unit", "PKM-01", "--year", "2026", "--as", world.petugas.username]
    with clamd.daemon() as daemon:
        settings.CLAMAV_SOCKET = daemon.address
        with pytest.raises(CommandError, match="Berkas ini mengandung virus"):
            call_command("kke_import", str(file), *where, "--apply")
    assert (Import.objects.count(), Blob.objects.count(), a.sheets.filter(answers__isnull=False).count()) == (
        0,
        0,
        0,
    )
    entry = Entry.objects.get(action="content.infected")
    assert (entry.after["unit"], entry.role) == (world.unit.pk, "Petugas unit")
