"""What tests of reports share."""

import io

import pytest
from pypdf import PdfReader


@pytest.fixture
def text_of():
    """The text of a PDF, pages joined, runs of white space as one space."""

    def read(content: bytes) -> str:
        pages = PdfReader(io.BytesIO(content)).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())

    return read
