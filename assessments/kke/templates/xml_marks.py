"""Where elements stand in the bytes of an XML part, so that single places can be exchanged and all else kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from xml.parsers import expat

from documents.workbooks.guard import FileRefused, local

_TAG = re.compile(rb"""<([^\s/>]+)((?:\s+[^\s=/>]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(/?)>""")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_DECLARATION = re.compile(r"^\ufeff?<\?xml[^>]*\?>")
DAMAGED = "Templat ini rusak dan tidak dapat diisi. Simpan ulang dari Excel lalu unggah lagi."

Edit = tuple[int, int, bytes]  # from, to, what stands there instead


class Tag:
    """A start tag in the bytes: where it begins and ends, its name as written, whether it closes itself."""

    def __init__(self, xml: bytes, start: int) -> None:
        match = _TAG.match(xml, start)
        if match is None:
            raise FileRefused(DAMAGED)
        self.start, self.end = match.span()
        self.name, self.attributes = match.group(1), match.group(2)
        self.closed = bool(match.group(3))

    @property
    def prefix(self) -> bytes:
        """The namespace prefix with its colon, b"" without one."""
        return self.name.rpartition(b":")[0] + b":" if b":" in self.name else b""

    def with_attributes(self, drop: Iterable[str] = (), **more: str) -> bytes:
        """The tag again, open, with some attributes left out and others set."""
        gone = {name.encode() for name in (*drop, *more)}
        kept = [
            match.group(0)
            for match in re.finditer(rb"""\s+([^\s=]+)\s*=\s*(?:"[^"]*"|'[^']*')""", self.attributes)
            if match.group(1) not in gone
        ]
        added = [f' {name}="{value}"'.encode("ascii") for name, value in more.items()]
        return b"<" + self.name + b"".join([*kept, *added]) + b">"


def plain_bytes(xml: bytes) -> bytes:
    """The part in an encoding whose marks are single bytes (everything but UTF-16 is)."""
    if not xml.startswith(_UTF16):
        return xml
    try:
        return _DECLARATION.sub("", xml.decode("utf-16")).encode("utf-8")
    except UnicodeDecodeError as error:
        raise FileRefused(DAMAGED) from error


def end_of(xml: bytes, start: int, at: int) -> int:
    """The end of the element that begins at `start`, as its end was reported at `at`."""
    tag = Tag(xml, start)
    return tag.end if tag.closed else xml.index(b">", at) + 1


def walk(
    xml: bytes,
    *,
    start: Callable[[str, dict[str, str], int], None],
    end: Callable[[str, int, int], None],
) -> None:
    """Parse a part. `start` gets the local name, attributes and where the tag begins; `end` the local name, where
    the element began and where its end was reported (see `end_of`). FileRefused: damaged, or with a DTD.
    """
    parser = expat.ParserCreate()
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse
    begun: list[int] = []

    def on_start(tag: str, attrs: dict[str, str]) -> None:
        begun.append(parser.CurrentByteIndex)
        start(local(tag), attrs, begun[-1])

    parser.StartElementHandler = on_start
    parser.EndElementHandler = lambda tag: end(local(tag), begun.pop(), parser.CurrentByteIndex)
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, ValueError) as error:
        raise FileRefused(DAMAGED) from error


def _refuse(*_: object) -> None:
    raise FileRefused(DAMAGED)


def apply_edits(xml: bytes, edits: Iterable[Edit]) -> bytes:
    """The bytes with every edit done; edits do not overlap, insertions at one place keep their order."""
    pieces, at = [], 0
    for begin, stop, new in sorted(edits, key=lambda edit: edit[:2]):
        pieces += [xml[at:begin], new]
        at = stop
    return b"".join([*pieces, xml[at:]])
