"""One page of a document, made in a short-lived process without secrets and with limits. At most AT_ONCE at a time
on this machine, and one for each person.

Whatever a hostile document does to a parser, it does to that process; the portal gets a page as plain data, or a
reason why there is none.
"""

import json
import logging
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import UnsupportedOperation
from pathlib import Path
from typing import IO, Any

from documents import isolation
from documents.filetypes import DOCX, JPEG, ODS, ODT, PDF, PNG, PPTX, TEXT, WEBP, XLSX, FileType
from documents.preview.turns import one_of
from documents.preview.verdicts import BROKEN, LARGE, SLOW, WHY

logger = logging.getLogger(__name__)
ROOT = Path(__file__).resolve().parents[2]
CHILD = Path(__file__).with_name("child.py")
KINDS = {
    **{kind.code: "image" for kind in (PNG, JPEG, WEBP)},
    **{kind.code: kind.code for kind in (PDF, DOCX, XLSX, PPTX, ODT, ODS, TEXT)},
}
MAX_PAGE = 1_000_000
AT_ONCE = 2  # a machine of two cores still answers others
PATIENCE = 4.0  # seconds that a request waits for its turn
OWN_SEATS = 4  # requests of one person that work or wait; who asks for more is told at once
OWN_PATIENCE = 2.0  # seconds that a request waits for another one of the same person
BLOCKS = frozenset({"title", "heading", "text", "item", "pre", "table", "grid"})
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")


@dataclass(frozen=True)
class Limits:
    """What the process may use: bytes of memory, seconds of processor and of the clock, bytes of its answer."""

    memory: int = 640_000_000
    processor: int = 5
    clock: float = 7.0
    answer: int = 12_000_000


@dataclass(frozen=True)
class Page:
    """Page `number` of `of`. Either `image` (a data: URI of `width` × `height` pixels, with `text`) or `blocks`.

    `unit`: what such a page is called (halaman, lembar, salindia, bagian, gambar); `name` its own name; `cut`: what
    is left out, as a sentence.
    """

    number: int
    of: int
    unit: str
    name: str = ""
    image: str = ""
    width: int = 0
    height: int = 0
    text: str = ""
    blocks: tuple[tuple[str, Any], ...] = ()
    cut: str = ""

    @property
    def exists(self) -> bool:
        """Whether the document has such a page."""
        return 1 <= self.number <= self.of


class NothingToShow(Exception):
    """`message` is Indonesian, for the reader."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def kind_of(file_type: FileType | None, filename: str) -> str:
    """What `page_of` calls a file of this type; "" for one that is not shown."""
    kind = KINDS.get(file_type.code, "") if file_type else ""
    return "csv" if kind == TEXT.code and filename.lower().endswith(".csv") else kind


def page_of(
    content: IO[bytes],
    kind: str,
    number: int,
    *,
    wide: bool = False,
    limits: Limits | None = None,
    person: int | None = None,
) -> Page:
    """Page `number` (from 1) of an open document, for a person; number 0 asks only how many there are.

    Raises NothingToShow (locked, broken, too large, too slow), Busy when no turn came, Unavailable when told to end.
    """
    number = min(max(number, 0), MAX_PAGE)
    with _turn(person), _as_file(content) as given:
        answer = _answer(given, [kind, str(number), "1" if wide else "0"], limits or Limits())
    return _page(answer, number)


@contextmanager
def _turn(person: int | None) -> Iterator[None]:
    """A turn of the person's own first, so that nobody takes the turns of others; then one of all."""
    with ExitStack() as held:
        if person is not None:
            seats = [f"person-{person}-{seat}" for seat in range(OWN_SEATS)]
            held.enter_context(one_of(seats, patience=0))
            held.enter_context(one_of([f"person-{person}"], patience=OWN_PATIENCE))
        held.enter_context(one_of([f"page-{turn}" for turn in range(AT_ONCE)], patience=PATIENCE))
        yield


@contextmanager
def _as_file(content: IO[bytes]) -> Iterator[IO[bytes]]:
    """The content as a file of the system, at its start: from a bucket it comes as a stream."""
    try:
        number = content.fileno()
    except (AttributeError, UnsupportedOperation):
        with tempfile.TemporaryFile() as copy:
            content.seek(0)
            shutil.copyfileobj(content, copy, 256 * 1024)
            copy.seek(0)
            yield copy
        return
    os.lseek(number, 0, os.SEEK_SET)
    yield content


def _answer(given: IO[bytes], arguments: list[str], limits: Limits) -> bytes:
    told = [str(CHILD), str(ROOT), str(limits.memory), str(limits.processor), *arguments]
    try:
        ended = isolation.run(told, given, clock=limits.clock, answer=limits.answer)
    except isolation.TooSlow as error:
        logger.warning("a page of a document took longer than %s s", limits.clock)
        raise NothingToShow(SLOW) from error
    except isolation.TooMuch as error:
        raise NothingToShow(LARGE) from error
    if ended.code == 0:
        return ended.answer
    logger.warning("a page of a document of kind %s was not made: %s", arguments[0], ended.code)
    raise NothingToShow(SLOW if ended.out_of_processor else BROKEN)


def _page(answer: bytes, number: int) -> Page:
    """The answer, taken apart as if a stranger had written it: that process met the document."""
    try:
        told = json.loads(answer)
        if "refused" in told:
            raise NothingToShow(WHY[told["refused"]])
        image = str(told.get("image", ""))
        if image and not _BASE64.fullmatch(image):
            raise ValueError("not base64")
        return Page(
            number=number,
            of=int(told["of"]),
            unit=str(told["unit"]),
            name=str(told.get("name", "")),
            image=f"data:image/jpeg;base64,{image}" if image else "",
            width=int(told.get("width", 0)),
            height=int(told.get("height", 0)),
            text=str(told.get("text", "")).strip(),
            blocks=tuple(_block(*block) for block in told.get("blocks", ())),
            cut=str(told.get("cut", "")),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        logger.warning("a page of a document came as something else: %s", error)
        raise NothingToShow(BROKEN) from error


def _block(kind: str, content: Any, after: int = 0) -> tuple[str, Any]:
    if kind not in BLOCKS:
        raise ValueError("unknown block")
    if kind not in ("table", "grid"):
        return kind, str(content)
    rows = tuple(tuple(str(cell) for cell in row) for row in content)
    return kind, rows if kind == "table" else tuple(enumerate(rows, start=int(after) + 1))
