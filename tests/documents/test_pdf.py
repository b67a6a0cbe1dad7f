"""HTML to PDF: only our own static files are fetched, whatever stands in a text."""

import io
import socket
from pathlib import Path

import pytest
from fontTools.ttLib import woff2
from pypdf import PdfReader

from documents.pdf import BASE, NotFetched, OwnStaticFiles, pdf_of

PAGE = '<!doctype html><html><head><link rel="stylesheet" href="css/print.css"></head><body>{}</body></html>'


def test_our_style_is_served():
    with OwnStaticFiles().fetch(f"{BASE}css/print.css")._file_obj as body:
        assert body.read() == Path("static/css/print.css").read_bytes()


def test_our_fonts_are_served_unpacked_to_the_byte_as_weasyprint_does_it():
    path, out = "vendor/plus-jakarta-sans/plus-jakarta-sans-latin-400.woff2", io.BytesIO()
    woff2.decompress(io.BytesIO(Path("static", path).read_bytes()), out)
    for _ in range(2):
        with OwnStaticFiles().fetch(BASE + path)._file_obj as body:
            assert body.read() == out.getvalue()


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "file:///etc/passwd?x.css",
        "http://169.254.169.254/latest/meta-data/x.css",
        "https://contoh.go.id/x.css",
        "data:text/css,body{}",
        "ftp://static.invalid/css/print.css",
        f"{BASE}css/print.css?x",
        f"{BASE}../zi_portal/settings.py",
        f"{BASE}../../etc/x.css",
        f"{BASE}%2e%2e/%2e%2e/etc/x.css",
        f"{BASE}/etc/x.css",
        f"{BASE}css/tidak-ada.css",
        f"{BASE}img/favicon.svg",
        "https://static.invalid.contoh.go.id/css/print.css",
        "https://static.invalid@169.254.169.254/css/print.css",
    ],
)
def test_everything_else_is_refused(url):
    with pytest.raises(NotFetched):
        OwnStaticFiles().fetch(url)


@pytest.mark.parametrize(
    "evil",
    [
        '<img src="file:///etc/hostname">',
        '<link rel="stylesheet" href="http://169.254.169.254/x.css">',
        '<div style="background: url(http://169.254.169.254/x.png)">x</div>',
        '<style>@import url("http://169.254.169.254/x.css");</style>',
        "<style>@font-face { font-family: x; src: url(file:///etc/hostname) } p { font-family: x }</style>",
        '<object data="file:///etc/hostname"></object><embed src="http://169.254.169.254/">',
        '<a rel="attachment" href="file:///etc/hostname">x</a>',
        '<base href="http://169.254.169.254/"><img src="x.png">',
        '<svg><image href="http://169.254.169.254/x.svg" width="9" height="9"/></svg>',
    ],
)
def test_markup_that_slipped_through_opens_nothing(evil, monkeypatch):
    def no_network(*args, **kwargs):
        raise AssertionError(f"network: {args}")

    monkeypatch.setattr(socket, "create_connection", no_network)
    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    reader = PdfReader(io.BytesIO(pdf_of(PAGE.format(evil + "<p>selesai</p>"))))
    assert "selesai" in reader.pages[0].extract_text()
    assert not list(reader.attachments)
