"""Writing our KKE (both sides, formulas, drop-downs, recap) against bare openpyxl writing the same styled cells.

The bare one is given every cell finished, with shared style objects, sets value and style and saves: no instrument, no
formulas to make, no validations. Ratios of medians in one run, in processor time.
"""

import io
import statistics
import time
from copy import copy

import openpyxl
import yaml

from assessments.engine.policy import parse_policy
from assessments.engine.schema import parse_instrument
from tests.kke.conftest import DATA, random_sheet
from tests.kke.exports import export

ROUNDS = 9
MOST = 1.5


def load(folder: str, code: str) -> dict:
    return yaml.safe_load((DATA / folder / f"{code}.yaml").read_text(encoding="utf-8"))


def seconds(act) -> float:
    """How long `act` takes, in processor time: other programs on the machine don't count."""
    begun = time.process_time()
    act()
    return time.process_time() - begun


def finished_cells(content: bytes) -> dict[str, list[tuple]]:
    """Sheet → its cells as plain tuples; equal styles are one object."""
    pool: dict[tuple, object] = {}

    def shared(style):
        style = copy(style)
        return pool.setdefault((type(style), hash(style)), style)

    return {
        ws.title: [
            (
                *(cell.row, cell.column, cell.value, cell.data_type, cell.quotePrefix),
                *(shared(cell.font), shared(cell.fill), shared(cell.border), shared(cell.alignment)),
                *(cell.number_format, shared(cell.protection)),
            )
            for row in ws.iter_rows()
            for cell in row
            if cell.value is not None or cell.has_style
        ]
        for ws in openpyxl.load_workbook(io.BytesIO(content))
    }


def write_bare(sheets: dict[str, list[tuple]]) -> bytes:
    """The same cells by openpyxl alone."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, cells in sheets.items():
        ws = book.create_sheet(title)
        for (
            row,
            column,
            value,
            kind,
            quoted,
            font,
            fill,
            border,
            alignment,
            number_format,
            protection,
        ) in cells:
            cell = ws.cell(row, column)
            cell.value, cell.data_type = value, kind
            cell.font, cell.fill, cell.border, cell.alignment = font, fill, border, alignment
            cell.number_format, cell.protection = number_format, protection
            if quoted:
                cell.quotePrefix = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_writing_our_kke_costs_at_most_half_more_than_bare_openpyxl(measured):
    instrument = parse_instrument(load("instruments", "lke-zi-2021"))
    policy = parse_policy(load("policies", "policy-2024"))
    unit, tpi = random_sheet(instrument, 1), random_sheet(instrument, 2)
    content = export(instrument, policy, unit, tpi)
    cells = finished_cells(content)
    assert finished_cells(write_bare(cells)) == cells
    pairs = []
    for _ in range(ROUNDS + 2):
        pairs.append(
            (seconds(lambda: write_bare(cells)), seconds(lambda: export(instrument, policy, unit, tpi)))
        )
    bare, ours = (statistics.median(side) for side in zip(*pairs[2:], strict=True))
    measured("writing our KKE, in bare openpyxl writing the same cells", ours / bare, most=MOST)
