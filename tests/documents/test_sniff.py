"""The type of a file is what its content is; every lie is refused with the sentence for the user."""

import struct
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from documents.contents.images import CUT
from documents.contents.office import MACRO, OLD
from documents.errors import UploadRefused
from documents.filetypes import ALLOWED_TEXT, BY_EXTENSION
from documents.sniff import sniff
from tests.documents import files
from tests.documents.refusals import lie, refusal


@pytest.mark.parametrize("filename", files.GOOD)
def test_every_allowed_type_is_known_by_its_content(filename):
    data = files.GOOD[filename]
    kind = sniff(BytesIO(data), filename=filename, size=len(data))
    assert kind == BY_EXTENSION[filename.rpartition(".")[2]]


def test_extension_in_capitals_is_the_same():
    assert sniff(BytesIO(files.PDF), filename="SURAT.PDF", size=len(files.PDF)).code == "pdf"


@pytest.mark.parametrize("extension", sorted(BY_EXTENSION))
def test_no_content_passes_under_another_types_name(extension):
    """Every allowed type's content under every other type's name, both ways."""
    wanted = BY_EXTENSION[extension]
    for filename, data in files.GOOD.items():
        if BY_EXTENSION[filename.rpartition(".")[2]] != wanted:
            assert refusal(f"berkas.{extension}", data) == lie(wanted.label, extension), filename


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"\xef\xbb\xbf \n<!DOCTYPE html><script>alert(1)</script>"
EXE = b"MZ\x90\0\x03\0\0\0" + b"\0" * 200


@pytest.mark.parametrize("extension", ["svg", "html", "htm", "exe", "js", "xml", "php", "sh", "lnk", "mht"])
def test_other_types_are_refused_by_name(extension):
    expected = f"Berkas .{extension} tidak diterima. Unggah berkas {ALLOWED_TEXT}."
    assert refusal(f"surat.pdf.{extension}", files.PDF) == expected


@pytest.mark.parametrize(
    ("filename", "message"),
    [
        ("semua.zip", "Berkas arsip tidak diterima. Unggah isinya satu per satu."),
        ("semua.rar", "Berkas arsip tidak diterima. Unggah isinya satu per satu."),
        ("lama.doc", OLD),
        ("lama.xls", OLD),
        ("makro.xlsm", MACRO),
        ("makro.docm", MACRO),
        ("foto.heic", "Foto HEIC tidak diterima. Simpan sebagai JPEG, lalu unggah lagi."),
        ("tanpa", f"Nama berkas ini tanpa akhiran seperti .pdf. Unggah berkas {ALLOWED_TEXT}."),
        ("titik.", f"Nama berkas ini tanpa akhiran seperti .pdf. Unggah berkas {ALLOWED_TEXT}."),
    ],
)
def test_refusals_by_name_say_what_to_do(filename, message):
    assert refusal(filename, files.PDF) == message


@pytest.mark.parametrize(
    "data", [SVG, HTML, EXE, b"#!/bin/sh\n", b"<?php 1", b"%PDF-1.4 x", b"a\0b", b"\x1b[2J"]
)
def test_pages_and_programs_are_no_text(data):
    assert refusal("catatan.txt", data) == lie("teks biasa", "txt")


@pytest.mark.parametrize("data", [SVG, HTML, EXE])
@pytest.mark.parametrize(
    ("label", "extension"), [("PDF", "pdf"), ("gambar PNG", "png"), ("dokumen Word", "docx")]
)
def test_pages_and_programs_are_nothing_else_either(label, extension, data):
    assert refusal(f"x.{extension}", data) == lie(label, extension)


@pytest.mark.parametrize("data", ["Catatan é".encode("latin-1"), b"baik \xc3", b"\xff\xfea\0b\0"])
def test_text_in_another_encoding_says_how_to_save_it(data):
    assert refusal("data.csv", data) == (
        "Teks ini bukan UTF-8. Simpan ulang sebagai “CSV UTF-8” atau teks UTF-8, lalu unggah lagi."
    )


def test_text_is_looked_at_to_its_last_byte():
    data = b"a" * 700_001 + "é".encode() * 300_000
    assert sniff(BytesIO(data), filename="a.txt", size=len(data)).code == "text"
    assert refusal("a.txt", data + b"\x07") == lie("teks biasa", "txt")


def test_text_that_begins_like_a_program_in_words_is_text():
    data = b"Mzuzu adalah sebuah kota"
    assert sniff(BytesIO(data), filename="a.txt", size=len(data)).code == "text"


@pytest.mark.parametrize("front", [b"\n", b"\xef\xbb\xbf", b"<html>", b"PK\x03\x04", b"GIF89a"])
def test_pdf_header_not_at_byte_0(front):
    assert refusal("surat.pdf", front + files.PDF) == lie("PDF", "pdf")


def test_pdf_with_an_archive_behind_it():
    assert refusal("surat.pdf", files.PDF + files.docx()) == lie("PDF", "pdf")


@pytest.mark.parametrize("data", [files.PDF[:-7], files.PDF + b"\0" * 5000, b"%PDF-1.7"])
def test_cut_pdf(data):
    assert refusal("surat.pdf", data) == (
        "Berkas PDF ini terpotong atau rusak. Simpan ulang, lalu unggah lagi."
    )


@pytest.mark.parametrize("filename", ["tampilan.png", "foto.jpg", "foto.webp"])
@pytest.mark.parametrize("length", [16, 24, 40])
def test_cut_images(filename, length):
    assert refusal(filename, files.GOOD[filename][:length]) == CUT


def test_png_without_its_end():
    assert refusal("a.png", files.image("PNG")[:-12]) == CUT


def test_image_of_absurd_dimensions():
    data = bytearray(files.image("PNG"))
    data[16:24] = struct.pack(">II", 50_000, 50_000)
    assert refusal("a.png", bytes(data)) == (
        "Ukuran gambar ini terlalu besar. Perkecil gambarnya, lalu unggah lagi."
    )


def test_image_with_an_archive_behind_it():
    assert refusal("a.png", files.image("PNG") + files.zipped({"a.txt": b"a"})) == lie("gambar PNG", "png")


def test_jpeg_with_metadata_and_progressive_frames():
    out = BytesIO()
    Image.new("RGB", (300, 200)).save(out, "JPEG", progressive=True, exif=b"Exif\0\0" + b"\0" * 900)
    data = out.getvalue()
    assert sniff(BytesIO(data), filename="a.jpg", size=len(data)).code == "jpeg"


# --- rarer damage ----------------------------------------------------------------------------------------


def chunk(length: int, name: bytes) -> bytes:
    return struct.pack(">I4s", length, name)


@pytest.mark.parametrize(
    "data",
    [
        files.image("PNG")[:8] + chunk(0, b"IEND") + b"\0" * 4,  # no header part
        files.image("PNG")[:8] + chunk(13, b"IHDR") + struct.pack(">II", 0, 8) + b"\0" * 9,  # no width
        files.image("PNG")[:33] + chunk(0, b"tEXt") + b"\0" * 4,  # no end
        files.image("PNG")[:33] + (chunk(0, b"tEXt") + b"\0" * 4) * 20_001,  # never ends
    ],
)
def test_png_of_wrong_structure(data):
    assert refusal("a.png", data) == CUT


JPEG_START = b"\xff\xd8"


@pytest.mark.parametrize(
    "data",
    [
        JPEG_START + b"\xff\xd9" + b"\0" * 50,  # ends before it begins
        JPEG_START + b"\xff\xe0\x00\x04ab" + b"xxxxxx",  # no mark where one must be
        JPEG_START + b"\xff\xe0\x00\x01" + b"\0" * 50,  # impossible length
        JPEG_START + b"\xff\xda\x00\x04ab" + b"\0" * 50,  # image data without a frame
        JPEG_START + b"\xff" * 30_000,  # filler without end
        JPEG_START + b"\xff\xc0\x00\x0b\x08\xff\xff\xff\xff\x01\x00\x00\x00" + b"\0" * 50,  # 65535 squared
    ],
)
def test_jpeg_of_wrong_structure(data):
    large = "Ukuran gambar ini terlalu besar. Perkecil gambarnya, lalu unggah lagi."
    assert refusal("a.jpg", data) == (large if b"\xff\xff\xff\xff\x01" in data else CUT)


def test_jpeg_with_filler_between_its_parts():
    data = files.image("JPEG")
    filled = data[:2] + b"\xff\xff" + data[2:]
    assert sniff(BytesIO(filled), filename="a.jpg", size=len(filled)).code == "jpeg"


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_change_of_bytes_gets_past_as_an_error(data):
    """Whatever is changed in a real file: it is taken or refused with a sentence, nothing else ever comes out."""
    filename = data.draw(st.sampled_from(sorted(files.GOOD)))
    content = bytearray(files.GOOD[filename])
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.integers(1, len(content)))]
    try:
        outcome = sniff(BytesIO(bytes(content)), filename=filename, size=len(content)).label
    except UploadRefused as refused:
        outcome = refused.message[-1]
    assert outcome in (".", BY_EXTENSION[filename.rpartition(".")[2]].label)
