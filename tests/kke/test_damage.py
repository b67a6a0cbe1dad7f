"""Whatever is wrong inside a workbook: it is read, or refused in a sentence; nothing else ever happens."""

import io
import random
import zipfile

import pytest

from assessments.kke.mapping import mapping_for
from assessments.kke.reading import read, understand
from documents.workbooks.csv_reader import read_csv
from documents.workbooks.guard import FileRefused, is_text, open_package
from documents.workbooks.reader import read_grids
from tests.crawl.fuzzing import EXAMPLES
from tests.kke_files.csv_files import build_csv
from tests.kke_files.jawaban import build_jawaban
from tests.kke_files.lke2014 import TLHP, build_lke2014
from tests.kke_files.lke_zi import build_lke_zi

from .conftest import random_values
from .exports import export

PIECES = [b"1e999", b"-", b"9" * 30, b'"', b't="s"', b'r="A0"', b"&#x1;", b"<f/>", b"NaN", b"</c>"]
MORE = [
    *PIECES, b"\0", b"\xff", b"PK\x01\x02", b"PK\x05\x06", b"\n", b";", b"<c", b"/>", b'r="XFD1048576"', b'r="ZZZZ9"',
    b't="inlineStr"', b't="e"', b't="b"', b't="d"', b"s=", b"1E-400", b"&amp;", b"&x;", b"<!DOCTYPE a>", b"<v>",
    b'ref="A1:XFD1048576"', b't="shared" si="0"', b"xmlns=", b"<?xml version='1.1'?>", b"\xc3\x28", b"_x0000_",
    b"<is><t>",
]  # fmt: skip
KINDS = ("portal", "jawaban", "lke", "lke2014", "csv")


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


def mangled(content: bytes, dice: random.Random) -> bytes:
    """The bytes of a file as they lie, its directory too, changed, doubled, cut out or put in."""
    data = bytearray(content)
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(data)) if dice.random() < 0.6 else max(0, len(data) - dice.randint(1, 2000))
        other = dice.randrange(len(data))
        piece = dice.choice([*MORE, bytes([dice.randrange(256)]), bytes(data[other : other + 50])])
        data[at : at + dice.choice([0, 1, len(piece), 20, 300])] = piece
    return bytes(data)


def sound(kind: str, instrument, instrument_2014, policy) -> bytes:
    """A filled file of this kind."""
    values = random_values(instrument, seed=1)
    if kind == "portal":
        return export(instrument, policy, {})
    if kind == "jawaban":
        return build_jawaban(instrument, mapping_for(instrument), agency=True)
    if kind == "lke2014":
        return build_lke2014(instrument_2014, {TLHP: 80})
    return (build_csv if kind == "csv" else build_lke_zi)(instrument, values)


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


@pytest.mark.slow
@pytest.mark.crawl
@pytest.mark.parametrize("kind", KINDS)
def test_no_bytes_of_any_layout_end_in_an_error(instrument, instrument_2014, policy, kind):
    """Without the process around it, which would hide what went wrong; FUZZ=N tries N of each kind."""
    of = instrument_2014 if kind == "lke2014" else instrument
    content, outcomes = sound(kind, instrument, instrument_2014, policy), set()
    for seed in range(EXAMPLES):
        dice = random.Random(f"{kind} {seed}")
        hit = mangled(content, dice) if kind == "csv" or seed % 2 else damaged(content, seed)
        try:
            grids = (read_csv(hit),) if is_text(hit) else read_grids(open_package(hit))
            understood = set(understand(grids, of, mapping_for(of)).rows)
        except FileRefused as refused:
            outcomes.add(str(refused)[-1])
        else:
            outcomes.add("read")
            assert understood <= set(of.questions)
    assert outcomes == {"read", "."}
