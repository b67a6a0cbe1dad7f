"""The other side of `extraction`: limits itself, reads one file from stdin and answers with the text in it.

Started as a script with an empty environment; no Django, no database, no settings.
"""

import io
import re
import resource
import sys
import zipfile
from collections.abc import Iterable, Iterator

MAX_CHARACTERS = 100_000
MAX_PAGES = 300
MAX_PARTS = 300
PARTS = {
    "docx": re.compile(r"word/(document|footnotes|header\d+|footer\d+)\.xml"),
    "xlsx": re.compile(r"xl/(workbook|sharedStrings|worksheets/sheet\d+)\.xml"),
    "pptx": re.compile(r"ppt/slides/slide\d+\.xml"),
    "odt": re.compile(r"content\.xml"),
    "ods": re.compile(r"content\.xml"),
}


def pieces_of(data: bytes, kind: str) -> Iterator[str]:
    """The texts in a file, in about the order in which people read them."""
    if kind == "pdf":
        yield from _pdf(data)
    elif kind == "text":
        yield data[: 4 * MAX_CHARACTERS].decode("utf-8", "ignore")
    else:
        yield from _archive(data, PARTS[kind])


def bounded(pieces: Iterable[str]) -> str:
    """Join pieces until MAX_CHARACTERS are reached; what was not needed is never read."""
    found: list[str] = []
    left = MAX_CHARACTERS
    for piece in pieces:
        part = piece.strip()[:left]
        if part:
            found.append(part)
            left -= len(part) + 1
        if left <= 0:
            break
    return " ".join(found)[:MAX_CHARACTERS]


def _pdf(data: bytes) -> Iterator[str]:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data))
    for number, page in enumerate(reader.pages):
        if number >= MAX_PAGES:
            return
        yield page.extract_text()


def _archive(data: bytes, wanted: re.Pattern[str]) -> Iterator[str]:
    from defusedxml.ElementTree import iterparse

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if wanted.fullmatch(name)][:MAX_PARTS]
        for name in names:
            with archive.open(name) as part:
                for _, element in iterparse(part):
                    for text in (element.text, element.get("name")):
                        if text and text.strip() and not text.strip().isdecimal():
                            yield text
                    element.clear()


def main(root: str, memory: str, processor: str, kind: str) -> int:
    """Read stdin within the limits and print its text; 1 when it cannot be read to a useful end."""
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_AS: int(memory),
        resource.RLIMIT_CPU: int(processor),
    }
    for what, most in limits.items():
        # at its hard limit a process ends as on a machine without memory: the soft one of the processor says why
        hard = resource.getrlimit(what)[1] if what == resource.RLIMIT_CPU else most
        resource.setrlimit(what, (most, hard))
    sys.path.insert(0, root)
    try:
        text = bounded(pieces_of(sys.stdin.buffer.read(), kind))
    except Exception:  # noqa: BLE001 parsers fail in every way; the parent says so in the log
        return 1
    sys.stdout.buffer.write(text.encode("utf-8", "ignore"))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
