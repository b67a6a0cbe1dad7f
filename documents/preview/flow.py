"""Word and OpenDocument texts as headings, paragraphs, list items and tables. Parsed and cleared piece by piece."""

from collections.abc import Iterator
from typing import IO, Any
from xml.etree.ElementTree import Element

from documents.preview.blocks import MAX_BLOCKS, MAX_ROWS, MAX_TEXT, Block, in_parts, table
from documents.preview.verdicts import NotShown
from documents.preview.xml import archive_of, ends

PART = 80  # blocks
CUT = "Hanya awal dokumen ini yang ditampilkan."
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
T = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
O = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"  # noqa: E741
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
PARTS = {"docx": "word/document.xml", "odt": "content.xml"}


def flow_of(source: IO[bytes], kind: str, number: int) -> dict[str, Any]:
    """A part of the text of a docx or odt."""
    blocks: list[Block] = []
    cut = ""
    with archive_of(source) as archive:
        for block in _blocks(ends(archive, PARTS[kind]), _word if kind == "docx" else _odf):
            if len(blocks) == MAX_BLOCKS:
                cut = CUT
                break
            blocks.append(block)
    if not blocks:
        raise NotShown("empty")
    return in_parts(blocks, number, size=PART, cut=cut)


def _blocks(events: Iterator[tuple[str, Element]], paragraph) -> Iterator[Block]:
    """Blocks in the order of the text; of a table only its outermost level, its cells as texts."""
    depth, rows, cells, words = 0, [], [], []
    second = 0  # inside what older programs show in place of a drawing: the same text again
    for event, element in events:
        tag = element.tag
        if tag == FALLBACK:
            second += 1 if event == "start" else -1
            element.clear()
        if second:
            continue
        if event == "start":
            depth += tag in (f"{W}tbl", f"{O}table")
            if tag in (f"{W}tr", f"{O}table-row") and depth == 1:
                cells = []
            elif tag in (f"{W}tc", f"{O}table-cell") and depth == 1:
                words = []
            continue
        if tag in (f"{W}p", f"{T}p", f"{T}h"):
            kind, text = paragraph(element)
            if depth:
                words.append(text)
            elif text:
                yield [kind, text]
            element.clear()
        elif tag in (f"{W}tc", f"{O}table-cell") and depth == 1:
            cells.append(" ".join(word for word in words if word))
        elif tag in (f"{W}tr", f"{O}table-row") and depth == 1:
            if len(rows) < MAX_ROWS:
                rows.append(cells)
            element.clear()
        elif tag in (f"{W}tbl", f"{O}table"):
            depth -= 1
            if depth == 0:
                yield table(rows)
                rows = []
            element.clear()


def _word(element: Element) -> tuple[str, str]:
    style = element.find(f"{W}pPr/{W}pStyle")
    name = (style.get(f"{W}val") or "").lower() if style is not None else ""
    listed = element.find(f"{W}pPr/{W}numPr") is not None
    kind = "text"
    if name.startswith(("heading", "judul", "title")):
        kind = "title" if name in ("title", "judul", "heading1", "judul1") else "heading"
    elif listed:
        kind = "item"
    return kind, _said(element, {f"{W}t"}, {f"{W}tab", f"{W}br", f"{W}cr"})


def _odf(element: Element) -> tuple[str, str]:
    if element.tag == f"{T}h":
        return ("title" if element.get(f"{T}outline-level") == "1" else "heading"), _all(element)
    return "text", _all(element)


def _said(element: Element, texts: set[str], gaps: set[str]) -> str:
    parts = []
    for one in element.iter():
        if one.tag in texts and one.text:
            parts.append(one.text)
        elif one.tag in gaps:
            parts.append(" ")
    return "".join(parts).strip()[:MAX_TEXT]


def _all(element: Element) -> str:
    parts = []
    for one in element.iter():
        if one.tag in (f"{T}s", f"{T}tab", f"{T}line-break"):
            parts.append(" ")
        parts.append(one.text or "")
        if one is not element:
            parts.append(one.tail or "")
    return "".join(parts).strip()[:MAX_TEXT]
