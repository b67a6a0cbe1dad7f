"""From the bytes of a workbook to what it says: a value, note and evidence for each question it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import BinaryIO

from assessments.engine.instrument import Instrument
from documents.workbooks.cells import Grid, number_text
from documents.workbooks.guard import FileRefused
from documents.workbooks.isolated import read_grids_isolated

from . import checks
from .assigned import decided, wrongly_assigned
from .editions import honour
from .entries import Filled, Finding, fill
from .layout import CSV_SHEET, Layout, describe, recognise
from .mapping import RowMap
from .path_rows import recognise_paths, spells_paths
from .portal_rows import Identity, read_identity, recognise_portal_rows
from .recognised import Assign, Recognised
from .rows import recognise_rows
from .totals import Total, totals
from .unknown import UnknownRow, unknown_rows
from .values import CellValue, values_of

TOO_LARGE = 10**15  # a total beyond any sense is shown as it stands
MAX_ROWS = 3000  # filled rows of the sheet that is read


@dataclass(frozen=True)
class Reading:
    """A workbook as read for one side. `bad` are bad values in recognised rows: they refuse an import."""

    layout: str
    where: str
    rows: Mapping[str, CellValue]
    unknown: tuple[UnknownRow, ...]
    warnings: tuple[Finding, ...]
    bad: tuple[Finding, ...]
    sheet_total: Decimal | None
    totals: tuple[Total, ...]
    identity: Identity | None


def read(
    source: bytes | BinaryIO,
    instrument: Instrument,
    mapping: RowMap | None,
    *,
    side: str = "unit",
    block: int = 1,
    name: str = "",
) -> Reading:
    """Read a file (in a process of its own) and understand it; arguments and refusals as `understand`.

    FileRefused also: nothing that can be read, too big, a bomb. `name`: the file's name, for messages only.
    """
    grids = read_grids_isolated(source, name=name)
    return understand(grids, instrument, mapping, side=side, block=block, name=name)


def understand(
    grids: Sequence[Grid],
    instrument: Instrument,
    mapping: RowMap | None,
    *,
    side: str = "unit",
    block: int = 1,
    assigned: Mapping[int, str] = MappingProxyType({}),
    name: str = "",
) -> Reading:
    """What the sheets say for a side ("unit" or "tpi", the latter with its block counted from 1).

    `assigned`: what a person decided on rows of the recognised sheet: row number → question code,
    "question/input", or "-" (leave this row out). It stands above every witness but the answer type.
    FileRefused: another layout or instrument, a side that the sheet has no columns for.
    """
    layout = honour(_bounded(recognise(grids)), instrument)
    chosen = layout.block(side, block)
    identity = read_identity(grids) if layout.name == "portal" else None
    found = _recognised(layout, instrument, mapping, decided(assigned, instrument))
    if not found.questions:
        of = f" Berkas ini diekspor dengan instrumen {identity.instrument}." if identity is not None else ""
        raise FileRefused(
            f"Lembar “{layout.grid.name}” tidak memuat satu pun pertanyaan {instrument.name} "
            f"({instrument.regulation}).{of}"
        )
    filled = fill(found, chosen)
    findings = [*wrongly_assigned(filled, assigned), *checks.run(filled)]
    remarks = [
        Finding("warning", layout.grid.name, remark) for remark in (*found.remarks, *_misnamed(name, grids))
    ]
    rows = values_of(filled, findings)
    return Reading(
        layout=layout.name,
        where=describe(layout, chosen),
        rows=rows,
        unknown=unknown_rows(findings, filled, instrument),
        warnings=(*remarks, *_of_level(findings, "warning")),
        bad=_of_level(findings, "bad"),
        sheet_total=_sheet_total(layout, found, filled),
        totals=totals(filled, instrument, {code: row.as_given() for code, row in rows.items()}),
        identity=identity,
    )


def rows_of(grids: Sequence[Grid]) -> frozenset[int]:
    """The numbers of the filled rows under the header of the recognised sheet; none where there is no such sheet."""
    try:
        layout = recognise(grids)
    except FileRefused:
        return frozenset()
    return frozenset(number for number in layout.grid.rows if number > layout.header)


def _bounded(layout: Layout) -> Layout:
    """The layout, unless its sheet holds more rows than anyone fills: they would be weighed here, not in the child."""
    filled = len(layout.grid.rows)
    if filled > MAX_ROWS:
        raise FileRefused(
            f"Lembar “{layout.grid.name}” berisi {filled} baris yang terisi, padahal KKE hanya beberapa ratus baris. "
            "Hapus baris yang bukan bagian KKE lalu unggah lagi."
        )
    return layout


def _recognised(layout: Layout, instrument: Instrument, mapping: RowMap | None, assign: Assign) -> Recognised:
    """The rows of the sheet: by code, by the path that each row spells, or by the hierarchy from top to bottom."""
    if layout.code is not None:
        return recognise_portal_rows(layout, instrument, assign)
    if layout.name == "csv" and spells_paths(layout, instrument):
        return recognise_paths(layout, instrument, assign)
    return recognise_rows(layout, instrument, mapping, assign)


def _misnamed(name: str, grids: Sequence[Grid]) -> Iterator[str]:
    """A file whose name says another type than its content: it is read as what it is, and that is said."""
    is_csv = [grid.name for grid in grids] == [CSV_SHEET]
    if name.lower().endswith(".csv") and not is_csv:
        yield "Berkas ini bernama .csv, tetapi isinya buku kerja Excel, dan dibaca sebagai buku kerja Excel."
    elif is_csv and name.lower().endswith((".xlsx", ".xls")):
        yield "Berkas ini bernama seperti buku kerja Excel, tetapi isinya teks, dan dibaca sebagai CSV."


def _of_level(findings: Iterable[Finding], level: str) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if finding.level == level)


def _sheet_total(layout: Layout, found: Recognised, filled: Filled) -> Decimal | None:
    """The total that the sheet itself shows in the value column of the block, if it holds one."""
    for row in reversed(found.rows):
        if row.kind == "total" and row.question is None:
            cell = filled.cell(row.number, filled.block.value)
            return cell.value if cell is not None and isinstance(cell.value, Decimal) else None
    return None


def total_text(total: Decimal | None) -> str | None:
    """A sheet's total for JSON: six places with a point, None without one."""
    if total is None:
        return None
    return number_text(total if abs(total) > TOO_LARGE else total.quantize(Decimal("0.000001")))
