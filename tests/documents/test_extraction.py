"""The text in files: found in every readable type, bounded, and never a reason to fail."""

import io
import tempfile
import zipfile

import pytest
from openpyxl import Workbook
from weasyprint import HTML

from documents.extraction import text_of
from documents.extraction_child import MAX_CHARACTERS, bounded
from documents.filetypes import DOCX, JPEG, ODT, PDF, PPTX, TEXT, XLSX, FileType
from tests.documents import files


def read(content: bytes, kind: FileType, **limits) -> str:
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        return text_of(file, kind, **limits)


def xml_in(name: str, text: str) -> bytes:
    return files.zipped({name: f'<w:a xmlns:w="x"><w:t>{text}</w:t></w:a>'.encode()})


def workbook() -> bytes:
    book, out = Workbook(), io.BytesIO()
    book.active.title = "KKE"
    book.active.append(["Tim kerja", 12])
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "kind", "text"),
    [
        (HTML(string="<p>Keputusan Bupati</p>").write_pdf(), PDF, "Keputusan Bupati"),
        (xml_in("word/document.xml", "Halo dunia"), DOCX, "Halo dunia"),
        (xml_in("ppt/slides/slide1.xml", "Salindia satu"), PPTX, "Salindia satu"),
        (xml_in("content.xml", "Dokumen terbuka"), ODT, "Dokumen terbuka"),
        (workbook(), XLSX, "Tim kerja KKE"),
        ("teks é".encode(), TEXT, "teks é"),
        (files.image("JPEG"), JPEG, ""),
    ],
    ids=["pdf", "docx", "pptx", "odt", "xlsx", "text", "image"],
)
def test_text_is_found(content, kind, text):
    assert read(content, kind) == text


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.4 rusak", PDF),
        (files.PDF, PDF),
        (b"PK bukan arsip", DOCX),
        (xml_in("word/document.xml", "tidak ditutup</w:p>"), DOCX),
        (
            files.zipped(
                {
                    "word/document.xml": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
                }
            ),
            DOCX,
        ),
    ],
    ids=["broken pdf", "no pages", "no archive", "broken xml", "an entity"],
)
def test_what_cannot_be_read_gives_nothing(content, kind):
    assert read(content, kind) == ""


def test_a_bomb_breaks_the_limit_of_its_process_alone():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" + b"<b>" * 40_000_000)
    assert read(out.getvalue(), DOCX, memory=200_000_000, processor=2, clock=10) == ""


def test_who_uses_too_much_of_the_processor_has_no_text_and_is_not_tried_again():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" + b"<b/>" * 20_000_000 + b"</a>")
    assert read(out.getvalue(), DOCX, memory=4_000_000_000, processor=1, clock=60) == ""


def test_a_slow_reading_is_stopped():
    assert read(b"teks", TEXT, clock=0.001) == ""


def test_the_text_is_cut_and_the_rest_never_read():
    asked = []

    def pieces():
        for number in range(100):
            asked.append(number)
            yield "x" * (MAX_CHARACTERS // 2)

    assert (len(bounded(pieces())), len(asked)) == (MAX_CHARACTERS, 2)
