"""The text in a file, for search: read in a process of its own, short-lived, without secrets, with limits.

Whatever a hostile file does to a parser, it does to that process. A file that gives no text in time is kept all the
same: it is then found by its number and title alone.
"""

import logging
import signal
from pathlib import Path
from typing import IO

from documents import isolation
from documents.errors import Unavailable
from documents.extraction_child import MAX_CHARACTERS
from documents.filetypes import DOCX, ODS, ODT, PDF, PPTX, TEXT, XLSX, FileType

logger = logging.getLogger(__name__)
READABLE = frozenset(kind.code for kind in (PDF, DOCX, XLSX, PPTX, ODT, ODS, TEXT))
ROOT = Path(__file__).resolve().parents[1]
CHILD = Path(__file__).with_name("extraction_child.py")
MEMORY = 512_000_000
PROCESSOR = 8
CLOCK = 15.0
ANSWER = 4 * MAX_CHARACTERS  # bytes, in UTF-8


def text_of(
    content: IO[bytes],
    kind: FileType,
    *,
    memory: int = MEMORY,
    processor: int = PROCESSOR,
    clock: float = CLOCK,
) -> str:
    """The first MAX_CHARACTERS (`extraction_child`) of the text in an open file of this type; "" where there is none,
    where none could be read, or where reading broke a limit: bytes of memory, seconds of processor and clock.

    Unavailable where somebody, a machine that goes down or has no memory left, ended the process.
    """
    if kind.code not in READABLE:
        return ""
    told = [str(CHILD), str(ROOT), str(memory), str(processor), kind.code]
    try:
        ended = isolation.run(told, content, clock=clock, answer=ANSWER)
    except (isolation.TooSlow, isolation.TooMuch):
        logger.warning("the text of a file of type %s took longer than %s s, or had no end", kind.code, clock)
        return ""
    if ended.code == -signal.SIGKILL:
        raise Unavailable("a process that read the text of a file was killed")
    if ended.code != 0:
        logger.warning("the text of a file of type %s could not be read: %s", kind.code, ended.code)
        return ""
    return ended.answer.decode("utf-8", "replace")
