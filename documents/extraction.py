"""The text in a file, for search: read in a process of its own, short-lived, without secrets, with limits.

Whatever a hostile file does to a parser, it does to that process. A file that gives no text in time is kept all the
same: it is then found by its number and title alone.
"""

import logging
import subprocess
import sys
from pathlib import Path
from typing import IO

from documents.filetypes import DOCX, ODS, ODT, PDF, PPTX, TEXT, XLSX, FileType

logger = logging.getLogger(__name__)
READABLE = frozenset(kind.code for kind in (PDF, DOCX, XLSX, PPTX, ODT, ODS, TEXT))
ROOT = Path(__file__).resolve().parents[1]
CHILD = Path(__file__).with_name("extraction_child.py")
MEMORY = 512_000_000
PROCESSOR = 8
CLOCK = 15.0


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
    """
    if kind.code not in READABLE:
        return ""
    command = [sys.executable, "-I", "-B", str(CHILD), str(ROOT), str(memory), str(processor), kind.code]
    try:
        done = subprocess.run(  # noqa: S603 our own program; nothing of the file is part of the command
            command,
            stdin=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            timeout=clock,
            start_new_session=True,
        )
    except subprocess.TimeoutExpired:
        logger.warning("the text of a file of type %s took longer than %s s", kind.code, clock)
        return ""
    if done.returncode != 0:
        logger.warning("the text of a file of type %s could not be read: %s", kind.code, done.returncode)
        return ""
    return done.stdout.decode("utf-8", "replace")
