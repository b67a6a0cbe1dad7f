"""Names that every system unpacks, whatever somebody typed."""

import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.package.names import MAX_FILE, Taken, extension_of, file_name, plain_name

DEVICES = {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(10))}


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("SK Tim Kerja: nomor 12/2026", "SK Tim Kerja- nomor 12-2026"),
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\Windows\\system32", "C-Windows-system32"),
        ("laporan\r\n2026\t\x00", "laporan 2026"),
        ("Rapat \u202eexe.fdp", "Rapat -exe.fdp"),
        ("Notulen é rapat <b>", "Notulen é rapat -b"),
        ("Notulen e\u0301", "Notulen é"),
        ("a...b..", "a.b"),
        (" .titik. ", "titik"),
        ("con", "_con"),
        ("CON.pdf", "_CON.pdf"),
        ("LPT1", "_LPT1"),
        ("konsep", "konsep"),
        ("?*|", "tanpa nama"),
        ("", "tanpa nama"),
        ("📄 Surat", "Surat"),
        ("=HYPERLINK(1)", "HYPERLINK(1)"),
    ],
)
def test_a_title_as_a_name(title, name):
    assert plain_name(title, 80) == name


def test_long_names_are_cut_between_words():
    assert plain_name("Peningkatan Kualitas Pelayanan Publik", 30) == "Peningkatan Kualitas Pelayanan"
    assert plain_name("x" * 99, 30) == "x" * 30
    assert file_name("a" * 200, "PDF") == f"{'a' * (MAX_FILE - 4)}.pdf"
    assert file_name("Laporan", "") == "Laporan"
    assert file_name("Laporan", "p/d\\f..") == "Laporan.pdf"
    assert [extension_of(name) for name in ("a.b.PDF", "tanpa", "titik.")] == ["PDF", "", ""]


@given(st.text(max_size=300), st.integers(min_value=5, max_value=80))
def test_whatever_is_typed_is_one_safe_part_of_a_path(title, limit):
    name = plain_name(title, limit)
    assert 0 < len(name) <= max(limit, len("tanpa nama"))
    assert not set(name) & set('/\\:*?"<>|')
    assert name not in (".", "..")
    assert name == name.strip(" .") == unicodedata.normalize("NFC", name)
    assert all(unicodedata.category(char)[0] != "C" for char in name)
    assert name.split(".")[0].casefold() not in DEVICES


def test_a_name_is_given_out_once_capitals_or_not():
    taken = Taken()
    assert [taken.free("a", name) for name in ("SK.pdf", "sk.PDF", "SK.pdf", "SK")] == [
        "a/SK.pdf",
        "a/sk (2).PDF",
        "a/SK (3).pdf",
        "a/SK",
    ]
    assert taken.free("b", "SK.pdf") == "b/SK.pdf"
    long = f"{'y' * 76}.pdf"
    assert [len(taken.free("", long)) for _ in range(12)] == [80] * 12
    assert plain_name(string.ascii_letters, 80) == string.ascii_letters
