"""File names from anywhere become harmless display names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.names import clean_filename, extension_of, plain_line, title_from


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("SK Tim ZI 2026.pdf", "SK Tim ZI 2026.pdf"),
        ("Résumé – é.pdf", "Résumé – é.pdf"),
        ("e\u0301.pdf", "é.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\windows\\system.pdf", "system.pdf"),
        ("C:\\Users\\siti\\Desktop\\foto.jpg", "foto.jpg"),
        ("/etc/passwd", "passwd"),
        ("a.pdf\r\nSet-Cookie: x=1", "a.pdf Set-Cookie_ x=1"),
        ('a"; filename="b.html', "a__ filename=_b.html"),
        ("laporan\0.exe.pdf", "laporan.exe.pdf"),
        ("laporan\u202efdp.exe", "laporanfdp.exe"),
        ("a\u200b\ufeffb.pdf", "ab.pdf"),
        ("  .  .pdf", "berkas.pdf"),
        (".htaccess", "berkas.htaccess"),
        (".pdf", "berkas.pdf"),
        ("...", "berkas"),
        ("", "berkas"),
        ("/", "berkas"),
        ("a%2fb*?.pdf", "a_2fb__.pdf"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
        ("x" * 300, "x" * 150),
        ("a." + "y" * 300, "a." + "y" * 148),
        ("\ud800a.pdf", "a.pdf"),
        ("0 \ufada 0.pdf", "0 0.pdf"),
        ("  banyak \t\n spasi  .pdf", "banyak spasi.pdf"),
    ],
)
def test_clean_filename(raw, clean):
    assert clean_filename(raw) == clean


@given(st.text())
def test_clean_filename_is_always_a_printable_name_and_stays_as_it_is(raw):
    clean = clean_filename(raw)
    assert 1 <= len(clean) <= 150
    assert clean.isprintable()
    assert not set('/\\<>:"|?*%;') & set(clean)
    assert clean_filename(clean) == clean


def test_extension_and_title():
    assert [extension_of(name) for name in ("a.PDF", "a.tar.gz", "a", "a.")] == ["pdf", "gz", "", ""]
    assert title_from("SK_Tim_ZI.2026.pdf") == "SK Tim ZI.2026"
    assert title_from("berkas") == "berkas"
    assert plain_line(" a\r\n\tb\u202e ", 3) == "a b"
