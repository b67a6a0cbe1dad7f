"""Understanding a filled official workbook against openpyxl's bare normal load of it.

Run by `./dev bench`. Understanding is all of it: the process of its own, guard, cells, rows, checks, totals. Ratios
of medians in one run, by the clock (two processes work); the bar is 1.5 times. Our own builds are formatted as far as
the official file is, which holds 48,500 formatted cells in 2,200 rows, nearly all of them empty. Starting the process
costs some 60 ms whatever the file.
"""

import io
import statistics
import time

import openpyxl
import pytest
from openpyxl.styles import Alignment, Border, Side

from assessments.kke.reading import read
from tests.kke.conftest import REAL, random_values
from tests.kke_files.jawaban import ANSWER, build_jawaban, cells_of, fill_column
from tests.kke_files.lke_zi import build_lke_zi
from tests.kke_files.material import instrument, mapping

ROUNDS = 15
MOST = 1.5
OFFICIAL_ROWS, OFFICIAL_COLUMNS = 2205, 22


def formatted(ws) -> None:
    """Borders, wrapped text and a number format, over and below what is filled."""
    thin = Side(style="thin")
    for row in ws.iter_rows(min_row=2, max_row=OFFICIAL_ROWS, max_col=OFFICIAL_COLUMNS):
        for cell in row:
            cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
            cell.alignment, cell.number_format = Alignment(wrap_text=True, vertical="top"), "0.00"


def filled(kind: str) -> bytes:
    """A workbook with an answer to every question."""
    answers = random_values(instrument(), 1)
    if kind == "lke":
        return build_lke_zi(instrument(), answers, change=lambda live: formatted(live.ws))
    if kind == "jawaban":

        def change(ws) -> None:
            fill_column(ws, ANSWER, cells_of(answers), mapping().rows)
            formatted(ws)

        return build_jawaban(instrument(), mapping(), agency=True, change=change)
    if not REAL.exists():
        pytest.skip("needs ../shared/kke/lke-template-jawaban.xlsx")
    workbook = openpyxl.load_workbook(io.BytesIO(REAL.read_bytes()))
    fill_column(workbook["Jawaban"], ANSWER, cells_of(answers), mapping().rows)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def timed(call) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


@pytest.mark.parametrize("kind", ["jawaban", "lke", "real"])
def test_understanding_costs_at_most_one_and_a_half_loads(kind, measured):
    content = filled(kind)
    bare, ours = [], []
    for _ in range(ROUNDS + 2):
        bare.append(timed(lambda: openpyxl.load_workbook(io.BytesIO(content))))
        ours.append(timed(lambda: read(content, instrument(), mapping())))
    assert len([row for row in read(content, instrument(), mapping()).rows.values() if row.value]) == 113
    bare, ours = bare[2:], ours[2:]
    ratio = statistics.median(ours) / statistics.median(bare)
    measured(f"understanding a filled workbook ({kind}), in bare loads", ratio, most=MOST)
