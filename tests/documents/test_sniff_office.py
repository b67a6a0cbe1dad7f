"""Office files: macros, passwords, templates, and archives built to harm."""

import zipfile
from io import BytesIO

import pytest

from documents.contents import archive, office
from documents.contents.archive import BOMB, BROKEN
from documents.contents.office import LOCKED, MACRO, OLD, TEMPLATE
from documents.sniff import sniff
from tests.documents import files
from tests.documents.refusals import lie, refusal


@pytest.mark.parametrize(
    "extra",
    [
        "word/vbaProject.bin",
        "word/VBAPROJECT.BIN",
        "xl/macrosheets/sheet1.xml",
        "word/activeX/activeX1.xml",
        "word/embeddings/Microsoft_Excel_Sheet1.xlsm",
    ],
)
def test_parts_with_macros(extra):
    assert refusal("a.docx", files.docx({extra: b"x"})) == MACRO


def test_macro_content_type_under_an_innocent_name():
    kind = "application/vnd.ms-word.document.macroEnabled.main+xml"
    types = files.content_types(("/word/document.xml", kind))
    assert refusal("a.docx", files.docx(types=types)) == MACRO


@pytest.mark.parametrize("extra", ["Basic/Standard/Module1.xml", "Scripts/python/a.py"])
def test_macros_in_opendocument(extra):
    assert refusal("a.odt", files.odf("text", {extra: b"x"})) == MACRO


RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"


@pytest.mark.parametrize(
    "target",
    ["https://jahat.id/a.dotm", "HTTP://jahat.id/a", "\\\\jahat.id\\a.dotm", "file://jahat.id/a.dotm"],
)
def test_template_from_elsewhere(target):
    rels = f'<Relationships><Relationship Type="{RELATION}" Target="{target}"/></Relationships>'
    assert refusal("a.docx", files.docx({"word/_rels/settings.xml.rels": rels.encode()})) == TEMPLATE


@pytest.mark.parametrize("target", ["file:///C:/Users/siti/Templates/Dinas.dotx", "Normal.dotm"])
def test_template_on_the_authors_disk_is_usual(target):
    rels = f'<Relationships><Relationship Type="{RELATION}" Target="{target}"/></Relationships>'
    data = files.docx({"word/_rels/settings.xml.rels": rels.encode()})
    assert sniff(BytesIO(data), filename="a.docx", size=len(data)).code == "docx"


def test_encrypted_office_says_what_to_do():
    assert refusal("a.xlsx", files.OLE + "EncryptedPackage".encode("utf-16-le") + b"\0" * 100) == LOCKED
    assert refusal("a.odt", files.odf("text", manifest=b"<m><encryption-data/></m>")) == LOCKED


def test_old_binary_office_under_a_new_name():
    assert refusal("a.docx", files.OLE) == OLD


def test_zip_entry_with_a_password():
    data = bytearray(files.docx())
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(signature) + at] |= 1
    assert refusal("a.docx", bytes(data)) == (
        "Berkas ini dikunci dengan kata sandi. Hapus kata sandinya, lalu unggah lagi."
    )


def test_plain_archive_and_template_are_no_word_document():
    template = files.content_types(
        ("/word/document.xml", f"{files.OPENXML}.wordprocessingml.template.main+xml")
    )
    missing = files.content_types(("/word/other.xml", files.DOCX_MAIN[1]))
    assert refusal("a.docx", files.zipped({"a.txt": b"a"})) == lie("dokumen Word", "docx")
    assert refusal("a.docx", files.docx(types=template)) == lie("dokumen Word", "docx")
    assert refusal("a.docx", files.docx(types=missing)) == lie("dokumen Word", "docx")


def test_entities_in_the_directory_of_parts():
    bomb = b'<!DOCTYPE a [<!ENTITY b "c">]><Types>&b;</Types>'
    assert refusal("a.docx", files.docx(types=bomb)) == BROKEN


def test_bomb_by_ratio():
    assert refusal("a.docx", files.docx({"word/media/a.bin": b"\0" * (30 * 1024 * 1024)})) == BOMB


def test_bomb_by_declared_size(monkeypatch):
    monkeypatch.setattr(archive, "MAX_UNPACKED", 10_000)
    assert refusal("a.docx", files.docx({"word/a.bin": b"\0" * 10_001})) == BOMB


def test_bomb_by_number_of_entries(monkeypatch):
    monkeypatch.setattr(archive, "MAX_ENTRIES", 10)
    assert refusal("a.docx", files.docx({f"word/{n}.xml": b"x" for n in range(9)})) == BOMB


def test_bomb_that_declares_less_than_it_unpacks_to():
    assert refusal("a.docx", files.lying_archive(declared=1000, real=5_000_000)) == BOMB


def test_entry_that_declares_more_than_it_unpacks_to():
    assert refusal("a.docx", files.lying_archive(declared=99_999, real=77_777)) == BROKEN


def test_entries_that_share_their_bytes():
    """Two directory entries of one local file: the quine of a bomb."""
    data = bytearray(files.docx({"word/a.bin": b"x" * 50, "word/b.bin": b"x" * 50}))
    second = data.rfind(b"PK\x01\x02")
    first = data.rfind(b"PK\x01\x02", 0, second)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    assert refusal("a.docx", bytes(data)) == BOMB


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "word/../../x", "c:\\x", "[content_types].XML"]
)
def test_entry_names_that_climb_or_double(name):
    assert refusal("a.docx", files.docx({name: b"x"})) == BROKEN


def test_names_that_differ_between_the_two_headers():
    data = files.docx({"word/aaaa.bin": b"x"})
    assert refusal("a.docx", data.replace(b"word/aaaa.bin", b"word/bbbb.bin", 1)) == BROKEN


def test_archive_with_something_before_or_behind():
    assert refusal("a.docx", b"x" + files.docx()) == lie("dokumen Word", "docx")
    assert refusal("a.docx", files.docx() + b"<html>") == lie("dokumen Word", "docx")


@pytest.mark.parametrize("cut", [40, 120, 200])
def test_cut_office_file(cut):
    assert refusal("a.docx", files.docx()[:-cut]) == lie("dokumen Word", "docx")


def test_damaged_compressed_data():
    data = bytearray(files.docx({"word/a.bin": bytes(range(256)) * 40}))
    at = data.find(b"word/a.bin") + len(b"word/a.bin")
    data[at : at + 8] = b"\xff" * 8
    assert refusal("a.docx", bytes(data)) == BROKEN


def test_archive_packed_in_another_way():
    data = files.zipped(
        {"[Content_Types].xml": files.content_types(files.DOCX_MAIN)}, method=zipfile.ZIP_BZIP2
    )
    assert refusal("a.docx", data) == BROKEN


def test_stored_entry_that_contradicts_itself():
    data = bytearray(files.zipped({"word/a.bin": b"x" * 50}, method=zipfile.ZIP_STORED))
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = (60).to_bytes(4, "little")
    assert refusal("a.docx", bytes(data)) == BROKEN


@pytest.mark.parametrize(
    ("at", "value", "message"),
    [(16, b"\xff\xff\xff\x7f", lie("dokumen Word", "docx")), (12, b"\x05\0\0\0", BROKEN)],
)
def test_directory_of_the_archive_that_lies(at, value, message):
    """Offset and length in the end record."""
    data = bytearray(files.docx())
    end = data.rfind(b"PK\x05\x06")
    data[end + at : end + at + len(value)] = value
    assert refusal("a.docx", bytes(data)) == message


def test_entry_that_reaches_into_the_directory():
    data = bytearray(files.zipped({"word/a.bin": b"x" * 50}, method=zipfile.ZIP_STORED))
    at = data.rfind(b"PK\x01\x02")
    data[at + 20 : at + 28] = (60).to_bytes(4, "little") * 2
    assert refusal("a.docx", bytes(data)) == BROKEN


def test_entry_without_its_own_header():
    data = bytearray(files.docx())
    data[data.rfind(b"PK\x03\x04") + 2] = 9
    assert refusal("a.docx", bytes(data)) == BROKEN


def test_directory_of_parts_that_is_too_long_or_fails_its_checksum(monkeypatch):
    data = bytearray(files.docx())
    entry = data.find(b"PK\x01\x02")
    data[entry + 16] ^= 1
    assert refusal("a.docx", bytes(data)) == BROKEN
    monkeypatch.setattr(office, "MAX_XML", 10)
    assert refusal("a.docx", files.docx()) == BROKEN


def test_opendocument_without_its_parts():
    assert refusal("a.odt", files.zipped({"mimetype": b"application/vnd.oasis.opendocument.text"})) == lie(
        "dokumen OpenDocument", "odt"
    )
