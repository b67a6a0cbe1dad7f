"""Slides of a pptx as their texts, in the order of the presentation."""

import posixpath
from typing import IO, Any
from xml.etree.ElementTree import Element

from documents.preview.blocks import MAX_BLOCKS, MAX_ROWS, MAX_TEXT, Block, table
from documents.preview.verdicts import NotShown
from documents.preview.xml import archive_of, small

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
TITLES = ("title", "ctrTitle")


def slide_of(source: IO[bytes], number: int) -> dict[str, Any]:
    """Slide `number` (from 1) as blocks; none when there is no such slide."""
    with archive_of(source) as archive:
        listed = small(archive, "ppt/presentation.xml").findall(f"{P}sldIdLst/{P}sldId")
        if not listed:
            raise NotShown("empty")
        found: dict[str, Any] = {"unit": "salindia", "of": len(listed), "blocks": []}
        if not 1 <= number <= len(listed):
            return found
        targets = {
            one.get("Id"): one.get("Target", "")
            for one in small(archive, "ppt/_rels/presentation.xml.rels")
            if one.get("TargetMode") != "External"
        }
        target = targets.get(listed[number - 1].get(f"{R}id"), "")
        name = posixpath.normpath(posixpath.join("ppt", target)).lstrip("/")
        if target.startswith("/"):
            name = target.lstrip("/")
        blocks = _blocks(small(archive, name))[:MAX_BLOCKS]
    return found | {"blocks": blocks, "cut": "" if blocks else "Salindia ini tidak berisi teks."}


def _blocks(slide: Element) -> list[Block]:
    blocks: list[Block] = []
    for shape in slide.iter():
        if shape.tag == f"{P}sp":
            mark = shape.find(f"{P}nvSpPr/{P}nvPr/{P}ph")
            is_title = mark is not None and mark.get("type") in TITLES
            texts = [text for text in map(_text, shape.iter(f"{A}p")) if text]
            kind = "title" if is_title else "item" if len(texts) > 1 else "text"
            blocks += [[kind, text] for text in texts]
        elif shape.tag == f"{A}tbl":
            rows = list(shape.iter(f"{A}tr"))[:MAX_ROWS]
            blocks.append(table([[_text(cell) for cell in row.findall(f"{A}tc")] for row in rows]))
    return blocks


def _text(element: Element) -> str:
    parts = [
        (one.text or "") if one.tag == f"{A}t" else " "
        for one in element.iter()
        if one.tag in (f"{A}t", f"{A}br")
    ]
    return "".join(parts).strip()[:MAX_TEXT]
