"""A file is read in a process of its own: whatever happens there, here it is cells or a sentence."""

import json
import logging
import socket
import time

import pytest

from assessments.kke.reading import read
from assessments.kke.references import rows_referred
from documents.errors import Unavailable
from documents.workbooks.cells import Cell, Grid
from documents.workbooks.guard import FileRefused, open_package
from documents.workbooks.isolated import Limits, read_grids_isolated, run_isolated
from documents.workbooks.reader import read_grids
from tests.kke_files import bombs
from tests.kke_files.jawaban import build_jawaban

QUICK = Limits(clock=30, processor=10)


def run(name: str, limits: Limits = QUICK) -> bytes:
    """Let one of the functions of `hostile` loose."""
    return run_isolated(f"tests.kke.hostile:{name}", b"berkas", limits)


def test_the_cells_are_those_of_a_reading_here(instrument, mapping):
    content = build_jawaban(instrument, mapping)
    assert read_grids_isolated(content) == read_grids(open_package(content))


def test_a_refusal_says_the_same_as_here():
    with pytest.raises(FileRefused) as here:
        open_package(bombs.open_document())
    with pytest.raises(FileRefused) as there:
        read_grids_isolated(bombs.open_document())
    assert str(there.value) == str(here.value)


@pytest.mark.parametrize(
    ("name", "limits", "hint"),
    [
        ("endless", Limits(processor=1), "terlalu lama"),
        ("asleep", Limits(clock=0.5), "terlalu lama"),
        ("hungry", QUICK, "menghabiskan memori"),
        ("killed", QUICK, "terhenti mendadak"),
        ("crashed", QUICK, "terhenti mendadak"),
        ("left", QUICK, "terhenti mendadak"),
        ("talkative", Limits(answer=100_000), "terlalu banyak teks"),
    ],
)
def test_a_reading_that_goes_wrong_is_a_sentence(name, limits, hint):
    begun = time.monotonic()
    with pytest.raises(FileRefused, match=hint):
        run(name, limits)
    assert time.monotonic() - begun < 30


def test_a_reading_that_was_told_to_end_says_nothing_of_the_file():
    with pytest.raises(Unavailable):
        run("told_to_end")


def test_a_fault_of_ours_is_logged_with_its_trace(caplog):
    with caplog.at_level(logging.ERROR), pytest.raises(FileRefused):
        run("crashed")
    assert "a fault that the log should name" in caplog.text


def test_the_process_knows_no_secret_and_no_django(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "rahasia")
    monkeypatch.setenv("DATABASE_URL", "postgres://rahasia")
    told = json.loads(run("surroundings"))
    assert set(told.pop("environment")) <= {"LC_CTYPE"}  # which Python itself sets
    assert told.pop("open")[:3] == [0, 1, 2]
    assert (told["django"], told["core"], told["folder"]) == ([], 0, "/")
    assert "rahasia" not in json.dumps(told)


def test_no_socket_of_the_server_comes_along():
    with socket.create_server(("127.0.0.1", 0)):
        assert run("connected") == b"nothing"


def test_an_answer_that_is_no_cells_is_not_believed(monkeypatch):
    monkeypatch.setattr("documents.workbooks.isolated.TARGET", "tests.kke.hostile:liar")
    with pytest.raises(FileRefused, match="terhenti mendadak"):
        read_grids_isolated(b"berkas")


def test_a_file_that_is_too_large_starts_no_process():
    with pytest.raises(FileRefused, match="lebih besar"):
        read_grids_isolated(b"PK\x03\x04" + b"\0" * 10_000_000, limits=Limits(clock=0))


@pytest.mark.parametrize(("loose", "hint"), [(False, "mengembang"), (True, "lebih dari 50000 baris")])
def test_a_million_rows_of_250_kb_are_refused_within_the_limits(loose, hint):
    content = bombs.million_rows_packed(loose=loose)
    assert len(content) < 250_000
    begun = time.monotonic()
    with pytest.raises(FileRefused, match=hint):
        read_grids_isolated(content)
    assert time.monotonic() - begun < 30


def test_a_caller_that_is_handling_an_error_of_its_own_gets_its_answer(instrument, mapping):
    try:
        raise KeyError("something else")
    except KeyError:
        assert read_grids_isolated(build_jawaban(instrument, mapping))


def test_what_the_parent_weighs_is_bounded(instrument, mapping):
    """Thousands of filled rows, doubtful rows and formulas that lead to formulas take no time here."""
    rows = b"".join(b"A.X.%d;Ya;catatan pembangunan zona integritas\n" % n for n in range(2_900))
    begun = time.process_time()
    reading = read(b"Kode;Jawaban;Catatan\nA.I.1.i.a;Ya;\n" + rows, instrument, mapping)
    assert len(reading.unknown) == 2_900
    assert time.process_time() - begun < 5
    with pytest.raises(FileRefused, match="berisi 3501 baris yang terisi"):
        read(b"Kode;Jawaban\n" + b"A.I.1.i.a;Ya\n" * 3_500, instrument, mapping)


def test_formulas_that_lead_to_formulas_are_not_followed_for_ever():
    grid = Grid("LKE ZI", hidden=False)
    for row in range(1, 2_000):
        formula = f"SUM(L1:L2000)+{'+'.join(f'L{n}' for n in range(1, 900))}"
        grid.rows[row] = {12: Cell("LKE ZI", row, 12, None, formula)}
    begun = time.process_time()
    assert len(rows_referred(grid, 12, "SUM(L1:L2000)")) < 3_000
    assert time.process_time() - begun < 3


@pytest.mark.parametrize("number", ["9" * 5_000, "٣", "-1"])
def test_row_numbers_that_are_none(number):
    sheet = bombs.SHEET.format(f'<row r="{number}"><c><v>1</v></c><c t="s"><v>{"9" * 5_000}</v></c></row>')
    with pytest.raises(FileRefused, match="rusak di lembar “Jawaban” baris 1"):
        read_grids_isolated(bombs.package(sheet))
