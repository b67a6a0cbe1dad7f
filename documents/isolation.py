"""A short-lived process of ours that reads what strangers sent: without secrets, with limits, told nothing but bytes.

Whatever a hostile file does to a parser, it does to that process. What its answer means is the caller's to judge.
"""

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from documents.errors import Unavailable

_CHUNK = 65_536
PATIENCE = 5.0  # seconds to leave in, after everything is said


class TooSlow(Exception):
    """The process had not said everything, or not left, when its time was over; it is gone."""


class TooMuch(Exception):
    """The process said more than it may; it is gone."""


@dataclass(frozen=True)
class Ended:
    """How a process ended: its exit code (negative: the signal that ended it) and all that it said."""

    code: int
    answer: bytes

    @property
    def out_of_processor(self) -> bool:
        """Whether it was ended for using more of the processor than it may."""
        return self.code == -signal.SIGXCPU


def run(arguments: Sequence[str], given: IO[bytes], *, clock: float, answer: int) -> Ended:
    """Run our own Python with these arguments, `given` (a file of the system, at its start) as its input.

    At most `clock` seconds and `answer` bytes: TooSlow, TooMuch. Limits on memory and processor are the program's own
    to set, before it reads anything. Unavailable where it was told to end, as when the machine goes down: that says
    nothing of what it read.
    """
    with subprocess.Popen(  # noqa: S603 our own program; nothing of the file is part of the command
        [sys.executable, "-I", "-B", *arguments],
        stdin=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
        start_new_session=True,
    ) as process:
        try:
            said = _said(process, clock, answer)
        except BaseException:
            _end(process, patience=0)
            raise
        left = _end(process, patience=PATIENCE)
    if not left:
        raise TooSlow
    if process.returncode == -signal.SIGTERM:
        raise Unavailable("a process that read a file was told to end")
    return Ended(process.returncode, said)


def _said(process: subprocess.Popen[bytes], clock: float, most: int) -> bytes:
    """Everything that the process says, until it closes its mouth."""
    if process.stdout is None:
        raise AssertionError("stdout is a pipe")
    ends = time.monotonic() + clock
    parts, length = [], 0
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while True:
            left = ends - time.monotonic()
            if left <= 0 or not selector.select(left):
                raise TooSlow
            part = os.read(process.stdout.fileno(), _CHUNK)
            if not part:
                return b"".join(parts)
            parts.append(part)
            length += len(part)
            if length > most:
                raise TooMuch


def _end(process: subprocess.Popen[bytes], *, patience: float) -> bool:
    """Give it so many seconds to leave by itself, then none; whether it left."""
    try:
        process.wait(timeout=patience)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return False
    return True
