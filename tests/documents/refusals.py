"""How the tests of the type checks ask and compare."""

from io import BytesIO

import pytest

from documents.errors import UploadRefused
from documents.sniff import sniff


def refusal(filename: str, data: bytes) -> str:
    """The sentence with which a file is refused; fails when it is taken."""
    with pytest.raises(UploadRefused) as caught:
        sniff(BytesIO(data), filename=filename, size=len(data))
    return caught.value.message


def lie(label: str, extension: str) -> str:
    """The sentence for content other than the name says."""
    return f"Berkas ini bukan {label}, meskipun namanya .{extension}. Unggah berkas aslinya."
