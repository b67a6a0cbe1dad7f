"""Builds a filled workbook in the layout of PermenPANRB 90/2021 (sheet "LKE ZI"), results beside its formulas."""

from collections.abc import Callable, Mapping

from openpyxl import Workbook

from assessments.engine.instrument import Instrument

from .jawaban import save
from .live import Live, Shape
from .packing import settled

SHAPE = Shape(
    levels=2,
    deepest=7,
    weight=8,
    criteria=9,
    kind=10,
    answer=11,
    value=12,
    percent=13,
    note=15,
    evidence=(16, 17),
)
HEADER = 2


def build_lke_zi(
    instrument: Instrument,
    answers: Mapping[str, object],
    *,
    wealth: str = "letters",
    change: Callable[[Live], None] | None = None,
    results: bool = True,
) -> bytes:
    """A filled workbook (answers in JSON form). `change` may spoil it; `results`: with the formulas' results."""
    workbook = Workbook()
    for number, title in enumerate(("Utama", "Ctt Eval")):
        recap = workbook.create_sheet(title)
        recap.sheet_state = "hidden"
        recap["A1"], recap["B2"] = f"Rekap {number + 1}", 71.5  # stale figures, as in the real ones
    workbook.remove(workbook.worksheets[0])
    ws = workbook.create_sheet("LKE ZI")
    workbook.active = 2
    ws["B1"] = "LEMBAR KERJA EVALUASI ZONA INTEGRITAS"
    heads = {
        2: "Penilaian",
        8: "Bobot",
        9: "Penjelasan",
        10: "Pilihan Jawaban",
        11: "Jawaban",
        12: "Nilai",
        13: "%",
    }
    heads |= {1: "id", 15: "Catatan", 16: "Daftar Dokumen", 17: "Link"}
    for column, text in heads.items():
        ws.cell(HEADER, column).value = text
    ws.merge_cells(start_row=HEADER, end_row=HEADER, start_column=2, end_column=7)
    live = Live(ws, SHAPE, instrument, answers, wealth=wealth)
    live.write(HEADER + 1)
    for row in range(HEADER + 1, live.next_row):
        ws.cell(row, 1).value = 1 + row % 40  # ids that repeat and skip
    ws.column_dimensions["A"].hidden = ws.column_dimensions["J"].hidden = True
    if change is not None:
        change(live)
    return settled(save(workbook), {"sheet3": live.results} if results else None)
