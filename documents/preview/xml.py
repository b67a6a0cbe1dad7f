"""Parts of an office file, read piece by piece and never trusted to be as long as they say."""

import zipfile
from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse

from documents.preview.verdicts import NotShown

MAX_SMALL = 2_000_000
MAX_PART = 60_000_000
FAULTS = (zipfile.BadZipFile, ParseError, DefusedXmlException, KeyError, ValueError, EOFError, OSError)


def archive_of(source: IO[bytes]) -> zipfile.ZipFile:
    """The archive; NotShown when it is none."""
    try:
        return zipfile.ZipFile(source)
    except FAULTS as error:
        raise NotShown("broken") from error


def small(archive: zipfile.ZipFile, name: str) -> Element:
    """A part that is short (relations, lists of slides), parsed whole."""
    try:
        if archive.getinfo(name).file_size > MAX_SMALL:
            raise NotShown("large")
        return fromstring(archive.read(name))
    except FAULTS as error:
        raise NotShown("broken") from error


def ends(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, Element]]:
    """Every start and end of an element of a part, as (event, element)."""
    try:
        if archive.getinfo(name).file_size > MAX_PART:
            raise NotShown("large")
        with archive.open(name) as part:
            yield from iterparse(part, events=("start", "end"))
    except FAULTS as error:
        raise NotShown("broken") from error
