"""Pages of documents for the reading pane: what is shown of each type, and how every attack ends."""

import io
import os
import signal
import subprocess
import sys
import threading
import time
from base64 import b64decode
from contextlib import ExitStack
from functools import partial

import pytest
from PIL import Image

from documents import isolation
from documents.filetypes import ALLOWED, DOCX, TEXT
from documents.preview import running
from documents.preview.running import Limits, NothingToShow, Page, kind_of, page_of
from documents.preview.turns import Busy, one_of
from documents.preview.verdicts import BROKEN, EMPTY, LARGE, LOCKED, SLOW
from tests.documents import files, pages


def read(content: bytes, kind: str, number: int = 1, **options) -> Page:
    """A page of a document that lies in memory, as from a bucket."""
    return page_of(io.BytesIO(content), kind, number, **options)


def refusal(content: bytes, kind: str, number: int = 1, **options) -> str:
    with pytest.raises(NothingToShow) as refused:
        read(content, kind, number, **options)
    return refused.value.message


@pytest.fixture(autouse=True)
def slow_machine(monkeypatch) -> None:
    """A page may take its time here."""
    monkeypatch.setattr(running, "PATIENCE", 60)
    monkeypatch.setattr(running, "Limits", partial(Limits, clock=60))


def picture(page: Page) -> Image.Image:
    return Image.open(io.BytesIO(b64decode(page.image.removeprefix("data:image/jpeg;base64,"))))


def test_every_type_that_is_taken_is_shown():
    assert [kind_of(one, "a") for one in ALLOWED] == [
        "pdf", "image", "image", "image", "docx", "xlsx", "pptx", "odt", "ods", "text",
    ]  # fmt: skip
    assert [kind_of(TEXT, "DATA.CSV"), kind_of(DOCX, "a.csv"), kind_of(None, "a.pdf")] == ["csv", "docx", ""]


def test_a_page_of_a_pdf_is_a_picture_with_its_text():
    content = pages.pdf(12)
    page = read(content, "pdf", 3)
    assert (page.number, page.of, page.unit, page.text, page.exists) == (
        3,
        12,
        "halaman",
        "Halaman 3 dari laporan",
        True,
    )
    assert (picture(page).size, picture(page).format) == ((1000, page.height), "JPEG")
    assert read(content, "pdf", 3, wide=True).width == 1800
    counted = read(content, "pdf", 0)
    assert (counted.of, counted.unit, counted.image, counted.exists) == (12, "halaman", "", False)
    for number in (13, 999_999, 10**12, -1):
        beyond = read(content, "pdf", number)
        assert (beyond.of, beyond.image, beyond.exists) == (12, "", False)


def test_a_file_of_the_system_is_read_from_its_start(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(pages.pdf(2))
    with path.open("rb") as handle:
        handle.read(100)
        assert page_of(handle, "pdf", 2).text == "Halaman 2 dari laporan"


def test_hostile_pdfs():
    scripted = read(pages.with_javascript(), "pdf")
    assert (scripted.of, scripted.text, picture(scripted).getpixel((5, 5))) == (1, "", (255, 255, 255))
    many = read(pages.raw_pdf(pages=10_000), "pdf", 10_000)
    assert (many.of, many.exists) == (10_000, True)
    huge = read(pages.raw_pdf(box="0 0 14400000 14400000"), "pdf", wide=True)
    long = read(pages.raw_pdf(box="0 0 1 20000"), "pdf", wide=True)
    for page in (huge, long):
        assert page.width * page.height <= 6_100_000
        assert picture(page).size == (page.width, page.height)
    assert refusal(pages.locked_pdf(), "pdf") == LOCKED
    assert refusal(files.PDF, "pdf") == BROKEN  # no page at all
    assert refusal(b"%PDF-1.4 rusak %%EOF", "pdf") == BROKEN
    assert refusal(pages.pdf(1)[:600], "pdf") == BROKEN


def test_a_picture_comes_without_what_the_camera_wrote():
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Kamera Dinas"  # lies on its side
    exif.get_ifd(0x8825)[1] = "S"
    Image.new("RGB", (3000, 1500), "#0B5169").save(out, "JPEG", exif=exif)
    assert b"Kamera Dinas" in out.getvalue()
    page = read(out.getvalue(), "image")
    shown = picture(page)
    assert (page.of, page.unit, shown.size, dict(shown.getexif())) == (1, "gambar", (1200, 2400), {})
    assert b"Kamera" not in b64decode(page.image.split(",")[1])
    assert picture(read(files.image("WEBP"), "image")).size == (8, 8)


def test_a_long_screenshot_keeps_its_width():
    out = io.BytesIO()
    Image.new("RGB", (720, 9_000), "white").save(out, "PNG")
    assert picture(read(out.getvalue(), "image")).size == (720, 9_000)


def test_transparency_lies_on_white():
    out = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(out, "PNG")
    assert picture(read(out.getvalue(), "image")).getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (pages.image_bomb(), LARGE),
        (files.image("PNG")[:-30], BROKEN),
        (b"GIF89a\1\0\1\0", BROKEN),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", BROKEN),
    ],
    ids=["bomb", "cut", "gif", "svg"],
)
def test_hostile_pictures(content, message):
    assert refusal(content, "image") == message


def test_word_files_are_blocks():
    page = read(pages.docx(), "docx")
    assert (page.of, page.unit, page.cut) == (1, "bagian", "")
    assert page.blocks == (
        ("title", "Laporan monev"),
        ("text", "Isi <script>alert(1)</script> akhir"),
        ("item", "Butir satu"),
        ("table", (("Kegiatan", "18 dari 20"),)),
        ("text", "Kotak"),
    )
    assert read(pages.odt(), "odt").blocks == (
        ("title", "Notulen"),
        ("text", "Rapat dibuka pagi"),
        ("table", (("Hadir", "12"),)),
    )


def test_a_long_word_file_comes_in_parts():
    long = pages.docx("<w:p><w:r><w:t>Baris</w:t></w:r></w:p>" * 3_100)
    first, last = read(long, "docx"), read(long, "docx", 38)
    assert (first.of, len(first.blocks), first.cut) == (38, 80, "")
    assert (len(last.blocks), last.cut) == (40, "Hanya awal dokumen ini yang ditampilkan.")
    assert read(long, "docx", 39).exists is False


def test_slides_come_in_the_order_of_the_presentation():
    first, second = read(pages.pptx(), "pptx"), read(pages.pptx(), "pptx", 2)
    assert (first.of, first.unit, second.number) == (2, "salindia", 2)
    assert first.blocks == (
        ("title", "Pembuka"),
        ("item", "Pertama"),
        ("item", "Kedua"),
        ("table", (("Nilai", "81"),)),
    )
    assert second.blocks[:2] == (("title", "Penutup"), ("text", "Terima kasih"))
    assert read(pages.pptx(), "pptx", 3).exists is False


def test_sheets_are_tables_without_what_is_hidden():
    page = read(pages.xlsx(), "xlsx")
    assert (page.of, page.unit, page.name, page.cut) == (2, "lembar", "Rekap", "")
    assert page.blocks[0][1][2] == (3, ("Baris 3", "0,5", "<b>tebal</b>", "ya"))
    empty = read(pages.xlsx(), "xlsx", 2)
    assert (empty.name, empty.blocks, empty.cut) == ("Kosong", (), "Lembar ini kosong.")
    long = read(pages.xlsx(900), "xlsx")
    assert len(long.blocks[0][1]) == 200
    assert long.cut == "Hanya 200 baris dan 30 kolom pertama lembar ini yang ditampilkan."
    assert read(pages.xlsx(), "xlsx", 3).exists is False


def test_text_and_csv():
    page = read("﻿satu\n<b>dua</b>\n".encode(), "text")
    assert (page.of, page.unit, page.blocks) == (1, "bagian", (("pre", "satu\n<b>dua</b>"),))
    table = read(b'nama;nilai\n"Siti; A";3,6\n=1+1;<i>x</i>\n', "csv")
    assert table.blocks[0][1][1:] == ((2, ("Siti; A", "3,6")), (3, ("=1+1", "<i>x</i>")))
    assert read(b"a,b\n" * 500, "csv", 3).blocks[0][1][0] == (401, ("a", "b"))
    assert refusal(b" \n ", "text") == refusal(b"\n", "csv") == EMPTY
    assert read(b"x" * 5_000_000, "text").cut == "Hanya awal teks ini yang ditampilkan."


ENTITY = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbb">]><a>&b;</a>'
PARTS = ("word/document.xml", "content.xml", "ppt/presentation.xml", "xl/workbook.xml")


@pytest.mark.parametrize("kind", ["docx", "odt", "pptx", "xlsx", "ods"])
@pytest.mark.parametrize(
    "content",
    [
        b"PK bukan arsip",
        files.zipped({"lain.xml": b"<a/>"}),
        files.zipped(dict.fromkeys(PARTS, b"<w:p")),
        files.zipped(dict.fromkeys(PARTS, ENTITY)),
    ],
    ids=["no archive", "no part", "cut", "entity"],
)
def test_broken_office_files(content, kind):
    assert refusal(content, kind) == BROKEN


def test_a_bomb_inside_a_word_file():
    """100 MB of blanks and a part that says it is short: neither is unpacked whole."""
    honest = files.docx({"word/document.xml": b"<a>" + b" " * 100_000_000 + b"</a>"})
    assert refusal(honest, "docx") == LARGE
    lying = files.lying_archive(10, 1_000)
    assert refusal(lying, "docx") in (EMPTY, BROKEN)


def test_the_clock_and_the_processor_end_it():
    content = pages.raw_pdf(pages=3)
    assert refusal(content, "pdf", limits=Limits(clock=0.001)) == SLOW
    # with or without bytecode at hand Python comes far enough to say that its memory is used up, or it does not
    assert refusal(content, "pdf", limits=Limits(memory=1_000_000)) in (BROKEN, LARGE)
    assert refusal(content, "pdf", limits=Limits(answer=100)) == LARGE


def test_a_renderer_that_is_killed(monkeypatch):
    """Somebody, the kernel out of memory for instance, ends the process."""
    said = isolation._said

    def killed(process, *limits):
        os.killpg(process.pid, signal.SIGKILL)
        return said(process, *limits)

    monkeypatch.setattr(isolation, "_said", killed)
    assert refusal(pages.raw_pdf(), "pdf") == BROKEN


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"[]",
        b"bukan json",
        b'{"refused": "lain"}',
        b'{"unit": "halaman"}',
        b'{"unit": "halaman", "of": "banyak"}',
        b'{"unit": "halaman", "of": 1, "image": "x\\" onerror=alert(1)"}',
        b'{"unit": "halaman", "of": 1, "blocks": [["script", "alert(1)"]]}',
        b'{"unit": "halaman", "of": 1, "blocks": [["grid", [[1, 2], 3]]]}',
        b"[" * 100_000,
    ],
)
def test_an_answer_that_the_child_would_never_give(answer):
    with pytest.raises(NothingToShow) as refused:
        running._page(answer, 1)
    assert refused.value.message == BROKEN


def test_the_process_has_nothing_of_ours(monkeypatch):
    """An empty environment, no folder of ours, nothing but the document."""
    seen = {}
    real = subprocess.Popen

    def looked_at(command, **options):
        seen.update(options, command=command)
        return real(command, **options)

    monkeypatch.setattr(isolation.subprocess, "Popen", looked_at)
    read(pages.raw_pdf(), "pdf")
    assert (seen["env"], seen["cwd"], seen["start_new_session"]) == ({}, "/", True)
    assert [part for part in seen["command"] if "%PDF" in part] == []


def test_twenty_tabs_are_made_two_at_a_time(monkeypatch):
    running_now, most, lock = 0, 0, threading.Lock()
    real = running._answer

    def counted(*arguments):
        nonlocal running_now, most
        with lock:
            running_now += 1
            most = max(most, running_now)
        try:
            time.sleep(0.05)
            return real(*arguments)
        finally:
            with lock:
                running_now -= 1

    monkeypatch.setattr(running, "_answer", counted)
    content, told = pages.raw_pdf(), []
    tabs = [threading.Thread(target=lambda: told.append(read(content, "pdf").of)) for _ in range(20)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert (told, most) == ([1] * 20, running.AT_ONCE)


def test_who_gets_no_turn_is_told_and_leaves_no_mark(monkeypatch):
    monkeypatch.setattr(running, "PATIENCE", 0.01)
    with ExitStack() as taken:
        for turn in range(running.AT_ONCE):
            taken.enter_context(one_of([f"page-{turn}"], patience=0))
        with pytest.raises(Busy):
            read(pages.raw_pdf(), "pdf")
    assert read(pages.raw_pdf(), "pdf").of == 1
    refusal(b"rusak", "pdf")  # a failure gives its turn back
    assert read(pages.raw_pdf(), "pdf").of == 1


def test_a_turn_is_one_for_all_processes(monkeypatch, settings):
    monkeypatch.setattr(running, "PATIENCE", 0.01)
    holding = (
        "import fcntl, sys; held = [open(name, 'w') for name in sys.argv[1:]]; "
        "[fcntl.flock(one, 2) for one in held]; print(flush=True); input()"
    )
    folder = settings.DATA_DIR / "turns"
    folder.mkdir(parents=True)
    names = [str(folder / f"page-{turn}") for turn in range(running.AT_ONCE)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", holding, *names], **pipes) as other:
        other.stdout.readline()
        with pytest.raises(Busy):
            read(pages.raw_pdf(), "pdf")
        other.kill()
    assert read(pages.raw_pdf(), "pdf").of == 1  # killed, it holds nothing any more


def test_one_person_takes_no_turn_of_another(monkeypatch):
    """One page of a person is made at a time; a fifth request is told at once, whatever the others wait for."""
    monkeypatch.setattr(running, "OWN_PATIENCE", 0.01)
    content = pages.raw_pdf()
    with one_of(["person-7"], patience=0):
        with pytest.raises(Busy):
            read(content, "pdf", person=7)
        assert read(content, "pdf", person=8).of == 1
    assert read(content, "pdf", person=7).of == 1
    monkeypatch.setattr(running, "OWN_PATIENCE", 60)
    with ExitStack() as seats:
        for seat in range(running.OWN_SEATS):
            seats.enter_context(one_of([f"person-7-{seat}"], patience=0))
        with pytest.raises(Busy):
            read(content, "pdf", person=7)
