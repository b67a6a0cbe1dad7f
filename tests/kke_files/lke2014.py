"""Builds a workbook in the layout of PermenPANRB 52/2014: INSTANSI and TAHUN above, criteria in Keterangan."""

from collections.abc import Callable, Mapping

from openpyxl import Workbook

from assessments.engine.instrument import Instrument

from .jawaban import save
from .live import Live, Shape
from .packing import settled

SHAPE = Shape(levels=1, deepest=5, weight=6, kind=7, answer=8, value=9, percent=10, criteria=11)
HEADER = 5
TLHP = "B.I.2"


def build_lke2014(
    instrument: Instrument,
    answers: Mapping[str, object],
    *,
    change: Callable[[Live], None] | None = None,
    note: bool = False,
    results: bool = True,
) -> bytes:
    """A filled workbook; the answer of TLHP is a percentage 0–100. `note`: an agency's column Catatan."""
    workbook = Workbook()
    ws = workbook.active
    ws.title = "LKE"
    ws["A1"], ws["A2"], ws["A3"] = (
        "LEMBAR KERJA EVALUASI",
        "INSTANSI : Pemerintah Kabupaten Sukamaju",
        "TAHUN : 2019",
    )
    heads = {
        1: "Penilaian",
        6: "Bobot",
        7: "Pilihan Jawaban",
        8: "Jawaban",
        9: "Nilai",
        10: "%",
        11: "Keterangan",
    }
    for column, text in (heads | ({12: "Catatan"} if note else {})).items():
        ws.cell(HEADER, column).value = text
    ws.merge_cells(start_row=HEADER, end_row=HEADER, start_column=1, end_column=5)
    live = Live(ws, SHAPE, instrument, answers, percent_only=frozenset({TLHP}))
    live.write(HEADER + 1)
    if change is not None:
        change(live)
    return settled(save(workbook), {"sheet1": live.results} if results else None)
