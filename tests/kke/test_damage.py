"""Whatever is wrong inside a workbook: it is read, or refused in a sentence; nothing else ever happens."""

import io
import random
import zipfile

import pytest

from assessments.kke.guard import FileRefused
from assessments.kke.reading import read

from .exports import export

PIECES = [b"1e999", b"-", b"9" * 30, b'"', b't="s"', b'r="A0"', b"&#x1;", b"<f/>", b"NaN", b"</c>"]


def damaged(content: bytes, seed: int) -> bytes:
    """The workbook with some bytes of one part changed, cut out or put in."""
    dice = random.Random(seed)
    source, buffer = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    hit = dice.choice(source.namelist())
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = bytearray(source.read(name))
            for _ in range(dice.randint(1, 5) if name == hit else 0):
                at, piece = dice.randrange(len(part)), dice.choice(PIECES)
                part[at : at + dice.choice([0, 1, 20])] = piece
            target.writestr(name, bytes(part))
    return buffer.getvalue()


@pytest.mark.parametrize("seed", range(30))
def test_damaged_workbooks_are_read_or_refused(instrument, mapping, policy, seed):
    content = damaged(export(instrument, policy, {}), seed)
    understood, why = set(), ""
    try:
        understood = set(read(content, instrument, mapping).rows)
    except FileRefused as refused:
        why = str(refused)
    assert "terhenti mendadak" not in why  # that would be a fault of ours
    assert understood <= set(instrument.questions)
