"""Reads a file in a process of its own: short-lived, without secrets, with limits on memory and time.

Whatever a hostile file does to the parser, it does to that process; the portal gets cells or a sentence.
"""

from __future__ import annotations

import logging
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from documents import isolation
from documents.workbooks.cells import Grid
from documents.workbooks.guard import FileRefused, is_text, read_bytes
from documents.workbooks.stored_cells import MAX_STORED, Damaged, load

logger = logging.getLogger(__name__)
ROOT = Path(__file__).resolve().parents[2]
CHILD = Path(__file__).with_name("isolated_child.py")
TARGET = "documents.workbooks.isolated_child:read_cells"
_COPY = "Salin baris yang terisi ke buku kerja baru lalu unggah lagi."


@dataclass(frozen=True)
class Limits:
    """What the process may use: bytes of memory, seconds of processor and of the clock, bytes of its answer."""

    memory: int = 512_000_000
    processor: int = 10
    clock: float = 30.0
    answer: int = MAX_STORED


def read_grids_isolated(
    source: bytes | BinaryIO, *, name: str = "", limits: Limits | None = None
) -> tuple[Grid, ...]:
    """The sheets of a file as flat cells; its content tells what it is. `name`: only for what a refusal says.

    FileRefused (Indonesian): what the guard or readers refuse, and a reading that had to be stopped. Unavailable.
    """
    data = read_bytes(source)
    try:
        return load(run_isolated(TARGET, data, limits or Limits()))
    except FileRefused as refused:
        if name.lower().endswith(".csv") and not is_text(data):
            raise FileRefused(f"Berkas ini bernama .csv, tetapi isinya bukan teks. {refused}") from refused
        raise
    except Damaged as error:
        raise _stopped(f"answered with {error}") from error


def run_isolated(target: str, data: bytes, limits: Limits, *arguments: str) -> bytes:
    """Call "module:function" with data (and texts) in a process of its own; bytes in, bytes out.

    FileRefused: raised there, or too slow, too hungry, too talkative, killed. Unavailable: told to end.
    """
    told = ["-S", str(CHILD), str(ROOT), str(limits.memory), str(limits.processor), target, *arguments]
    with tempfile.TemporaryFile() as given:
        given.write(data)
        given.seek(0)
        try:
            ended = isolation.run(told, given, clock=limits.clock, answer=limits.answer)
        except isolation.TooSlow as error:
            raise _too_slow(limits) from error
        except isolation.TooMuch as error:
            raise FileRefused(
                "Berkas ini berisi terlalu banyak teks. Hapus lembar yang tidak perlu lalu unggah lagi."
            ) from error
    return _judged(ended, limits)


def _judged(ended: isolation.Ended, limits: Limits) -> bytes:
    """The answer proper. First byte: "A" answer, "R" refused, "M" out of memory, "E" a fault of ours."""
    code, kind, rest = ended.code, ended.answer[:1], ended.answer[1:]
    if code == 0 and kind == b"A":
        return rest
    if code == 0 and kind == b"R":
        raise FileRefused(rest.decode("utf-8", "replace"))
    if kind == b"M":
        raise FileRefused(
            f"Berkas ini menghabiskan memori saat dibaca, jadi pembacaannya dihentikan. {_COPY}"
        )
    if ended.out_of_processor:
        raise _too_slow(limits)
    raise _stopped(f"ended with {code}: {rest.decode('utf-8', 'replace')[-4000:]}")


def _too_slow(limits: Limits) -> FileRefused:
    logger.warning("the reading of a file took longer than %s", limits)
    return FileRefused(f"Berkas ini terlalu lama dibaca, jadi pembacaannya dihentikan. {_COPY}")


def _stopped(how: str) -> FileRefused:
    logger.error("the reading of a file %s", how)
    return FileRefused(
        "Berkas ini tidak dapat dibaca: pembacaannya terhenti mendadak. Simpan ulang dari Excel lalu unggah lagi."
    )
