"""Turns for work that takes a core, over all processes of this machine: who holds the lock of a file is at work.

The system gives a lock back when its holder ends, however it ends.
"""

import fcntl
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

FOLDER = "turns"
EVERY = 0.05  # seconds between two looks


class Busy(Exception):
    """Too much is at work; come again."""


@contextmanager
def one_of(names: Sequence[str], *, patience: float) -> Iterator[None]:
    """Hold one of these names, which are ours (a word, a number); Busy when none was free in so many seconds."""
    folder = Path(settings.DATA_DIR) / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    ends = time.monotonic() + patience
    while (held := _held(folder, names)) is None:
        if time.monotonic() >= ends:
            raise Busy
        time.sleep(EVERY)
    try:
        yield
    finally:
        os.close(held)


def _held(folder: Path, names: Sequence[str]) -> int | None:
    for name in names:
        held = os.open(folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(held)
        else:
            return held
    return None
