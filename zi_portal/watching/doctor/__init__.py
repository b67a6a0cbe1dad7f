"""`manage.py doctor`: what is wrong with an installation, and what to do about it.

One check is one function that takes nothing and returns a Finding; a list names them in order. A check never changes
anything but the file that it writes and removes itself, and never takes longer than some seconds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """How bad it is; the worst one is the exit code of the command."""

    OK = 0
    PERHATIAN = 1
    RUSAK = 2


@dataclass(frozen=True)
class Finding:
    """What a check saw, and, unless it is well, what to do."""

    level: Level
    text: str
    advice: str = ""


Check = Callable[[], Finding]


def well(text: str) -> Finding:
    """Nothing to do."""
    return Finding(Level.OK, text)


def mind(text: str, advice: str) -> Finding:
    """It works, but somebody should look."""
    return Finding(Level.PERHATIAN, text, advice)


def broken(text: str, advice: str) -> Finding:
    """It does not work, or is not safe."""
    return Finding(Level.RUSAK, text, advice)
