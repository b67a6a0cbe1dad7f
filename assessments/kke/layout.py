"""Recognises a workbook: which sheet, which header row, which column is what. By text, never by position."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from documents.workbooks.cells import PORTAL_SHEET, Grid, column_letters, normal
from documents.workbooks.csv_reader import SHEET as CSV_SHEET
from documents.workbooks.guard import FileRefused

HEADER_WITHIN = 60
_TPI = re.compile(r"\b(tpi|itjen|inspektorat|evaluator|penilai)\b")
_EVIDENCE = ("daftar bukti", "bukti", "tautan", "link", "daftar dokumen", "dokumen")
_NOTE = ("catatan", "keterangan", "penjelasan")
_TEXT = ("pertanyaan", "pernyataan", "uraian", "penilaian")
_BESIDE = (
    "id",
    "no",
    "bobot",
    "pilihan",
    "kriteria",
    "penjelasan",
    "nilai",
    "%",
    "catatan",
    "keterangan",
)
_CLAIM = re.compile(r"\s*(instansi|unit kerja|unit|tahun)\b\s*:?\s*(\S.*)", re.IGNORECASE | re.DOTALL)
_SHEET_NAMES = {"portal": "kke", "jawaban": "jawaban", "lke": "lke zi"}


@dataclass(frozen=True)
class Block:
    """The columns of one assessor: answer, and where they exist value, percent, note, evidence.

    `listed`: columns of evidence that our own export fills for reading; what a person adds there is not taken.
    """

    label: str
    answer: int
    value: int | None = None
    percent: int | None = None
    note: int | None = None
    evidence: tuple[int, ...] = ()
    listed: tuple[int, ...] = ()


@dataclass(frozen=True)
class Layout:
    """A recognised sheet. `levels` are the hierarchy columns; `code` (our layout) and `ident` (row id) or None."""

    name: str
    grid: Grid
    header: int
    levels: tuple[int, ...]
    weight: int | None
    kind: int | None
    code: int | None
    ident: int | None
    unit: Block | None
    tpi: tuple[Block, ...]

    def block(self, side: str, number: int = 1) -> Block:
        """The block of a side ("unit" or "tpi", the latter counted from 1). FileRefused: it is not there."""
        if side == "unit":
            if self.unit is None:
                raise FileRefused(f"Lembar “{self.grid.name}” tidak punya kolom jawaban unit.")
            return self.unit
        if not 1 <= number <= len(self.tpi):
            have = f"hanya punya {len(self.tpi)}" if self.tpi else "tidak punya"
            raise FileRefused(f"Lembar “{self.grid.name}” {have} blok jawaban TPI; blok {number} tidak ada.")
        return self.tpi[number - 1]


def recognise(grids: Sequence[Grid]) -> Layout:
    """The KKE sheet of a workbook. FileRefused names the sheets that were looked through."""
    ours = any(grid.name == PORTAL_SHEET for grid in grids)
    found = [layout for grid in grids if (layout := _recognise_grid(grid, ours)) is not None]
    if not found:
        names = ", ".join(f"“{grid.name}”" for grid in grids) or "tidak ada lembar"
        raise FileRefused(
            "Susunan KKE tidak dikenali. Dicari baris judul dengan kolom Penilaian, Bobot, Pilihan Jawaban, dan "
            f"Jawaban (atau Kode dan Jawaban) di lembar: {names}."
        )
    return max(found, key=_rank)


def _rank(layout: Layout) -> tuple[bool, bool, bool, int]:
    named = normal(layout.grid.name) == _SHEET_NAMES.get(layout.name)
    return layout.name != "csv", named, not layout.grid.hidden, len(layout.grid.rows)


def _recognise_grid(grid: Grid, ours: bool) -> Layout | None:
    for number in sorted(grid.rows)[:HEADER_WITHIN]:
        header = {column: normal(cell.text) for column, cell in sorted(grid.rows[number].items())}
        layout = _recognise_header(grid, number, header, ours) or _recognise_table(grid, number, header)
        if layout is not None:
            return layout
    return None


def _first(header: dict[int, str], *starts: str) -> int | None:
    return next((column for column, text in header.items() if text.startswith(starts)), None)


def _recognise_header(grid: Grid, number: int, header: dict[int, str], ours: bool) -> Layout | None:
    ours = (
        ours or _first(header, "uraian penilaian") is not None
    )  # even where its hidden sheet was taken away
    code = _first(header, "kode") if ours else None
    level = _first(header, "uraian") if code is not None else _first(header, "penilaian")
    weight = _first(header, "bobot")
    answers = [column for column, text in header.items() if text.startswith("jawaban")]
    if level is None or weight is None or weight <= level or not answers:
        return None
    after_level = min(column for column in header if column > level)
    blocks = [_block(header, answers, index) for index in range(len(answers))]
    if code is not None:  # what our export lists as evidence is the portal's own: it is never read back
        blocks = [replace(block, evidence=(), listed=block.evidence) for block in blocks]
    tpi = tuple(block for block in blocks if _TPI.search(block.label))
    unit = next((block for block in blocks if block not in tpi), None)
    return Layout(
        name=_name(header, code, unit, tpi, answers[0]),
        grid=grid,
        header=number,
        levels=tuple(range(level, after_level)),
        weight=weight,
        kind=_first(header, "pilihan jawaban"),
        code=code,
        ident=next((column for column, text in header.items() if text == "id"), None),
        unit=unit,
        tpi=tpi,
    )


def _recognise_table(grid: Grid, number: int, header: dict[int, str]) -> Layout | None:
    """A plain table: a code (or, in a CSV file, the hierarchy columns before the answer), Jawaban, Catatan, Bukti."""
    code = _first(header, "kode", "code")
    answers = [column for column, text in header.items() if text.startswith("jawaban")]
    if not answers:
        return None
    text = _first(header, *_TEXT)
    levels = tuple(
        column for column in range(1, answers[0]) if not header.get(column, "").startswith(_BESIDE)
    )
    if code is not None:
        levels = (text or code,)
    elif grid.name != CSV_SHEET or len(levels) < 3:
        return None
    blocks = [_block(header, answers, index) for index in range(len(answers))]
    return Layout(
        name="csv",
        grid=grid,
        header=number,
        levels=levels,
        weight=_first(header, "bobot"),
        kind=_first(header, "pilihan jawaban"),
        code=code,
        ident=None,
        unit=next((block for block in blocks if not _TPI.search(block.label)), None),
        tpi=tuple(block for block in blocks if _TPI.search(block.label)),
    )


def _name(
    header: dict[int, str], code: int | None, unit: Block | None, tpi: tuple[Block, ...], first_answer: int
) -> str:
    if code is not None:
        return "portal"
    if tpi or (unit is not None and "unit" in unit.label):
        return "jawaban"
    criteria = _first(header, "penjelasan", "kriteria")
    return "lke" if criteria is not None and criteria < first_answer else "lke2014"


def _block(header: dict[int, str], answers: list[int], index: int) -> Block:
    start = answers[index]
    stop = answers[index + 1] if index + 1 < len(answers) else max(header) + 1
    own = {column: text for column, text in header.items() if start < column < stop}
    return Block(
        label=header[start],
        answer=start,
        value=_first(own, "nilai"),
        percent=_first(own, "%", "persen"),
        note=next((found for word in _NOTE if (found := _first(own, word)) is not None), None),
        evidence=tuple(column for column, text in own.items() if text.startswith(_EVIDENCE)),
    )


def describe(layout: Layout, block: Block) -> str:
    """One Indonesian line for the preview: which sheet, header row and answer column were taken."""
    column = column_letters(block.answer)
    claims = "".join(f" {claim}" for claim in _claims(layout))
    return f"Lembar “{layout.grid.name}”, judul di baris {layout.header}, jawaban di kolom {column}.{claims}"


def _claims(layout: Layout) -> list[str]:
    """What the lines above the header say of whose sheet it is (INSTANSI, TAHUN), for the person to compare."""
    said = []
    for number in sorted(layout.grid.rows):
        text = " ".join(cell.text for _, cell in sorted(layout.grid.rows[number].items()))
        match = _CLAIM.match(text)
        if match and number < layout.header:
            said.append(f"Berkas menyebut {match.group(1).lower()}: {match.group(2).strip()[:80]}.")
    return said
