"""PDF: header at byte 0 (nothing in front that another program could read as its own), end mark present."""

import re
from typing import IO

from documents.contents.verdicts import NotThisType, Unacceptable, read_at

_HEADER = re.compile(rb"%PDF-[12]\.\d")
_TAIL = 4096


def check_pdf(handle: IO[bytes], size: int) -> None:
    """Raise NotThisType without the header at the very start, Unacceptable for a cut file."""
    if not _HEADER.match(read_at(handle, 0, 8)):
        raise NotThisType
    if b"%%EOF" not in read_at(handle, max(0, size - _TAIL), _TAIL):
        raise Unacceptable("Berkas PDF ini terpotong atau rusak. Simpan ulang, lalu unggah lagi.")
