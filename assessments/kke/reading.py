"""From the bytes of a workbook to what it says: a value, note and evidence for each question it names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import BinaryIO

from assessments.engine.instrument import Instrument

from . import checks
from .assigned import decided, wrongly_assigned
from .cells import Grid, number_text
from .entries import Filled, Finding, fill
from .guard import FileRefused
from .isolated import read_grids_isolated
from .layout import Layout, describe, recognise
from .mapping import RowMap
from .portal_rows import Identity, read_identity, recognise_portal_rows
from .recognised import Recognised
from .rows import recognise_rows
from .unknown import UnknownRow, unknown_rows
from .values import CellValue, values_of


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
    return understand(grids, instrument, mapping, side=side, block=block)


def understand(
    grids: Sequence[Grid],
    instrument: Instrument,
    mapping: RowMap | None,
    *,
    side: str = "unit",
    block: int = 1,
    assigned: Mapping[int, str] = MappingProxyType({}),
) -> Reading:
    """What the sheets say for a side ("unit" or "tpi", the latter with its block counted from 1).

    `assigned`: what a person decided on rows of the recognised sheet: row number → question code,
    "question/input", or "-" (leave this row out). It stands above every witness but the answer type.
    FileRefused: another layout or instrument, a side that the sheet has no columns for.
    """
    layout = recognise(grids)
    chosen = layout.block(side, block)
    ours = layout.name == "portal"
    assign = decided(assigned, instrument)
    found = (
        recognise_portal_rows(layout, instrument, assign)
        if ours
        else recognise_rows(layout, instrument, mapping, assign)
    )
    if not found.questions:
        raise FileRefused(
            f"Lembar “{layout.grid.name}” tidak memuat satu pun pertanyaan {instrument.name} ({instrument.code})."
        )
    filled = fill(found, chosen)
    findings = [*wrongly_assigned(filled, assigned), *checks.run(filled)]
    remarks = [Finding("warning", layout.grid.name, remark) for remark in found.remarks]
    return Reading(
        layout=layout.name,
        where=describe(layout, chosen),
        rows=values_of(filled, findings),
        unknown=unknown_rows(findings, filled, instrument),
        warnings=(*remarks, *_of_level(findings, "warning")),
        bad=_of_level(findings, "bad"),
        sheet_total=_sheet_total(layout, found, filled),
        identity=read_identity(grids) if ours else None,
    )


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
    return None if total is None else number_text(total.quantize(Decimal("0.000001")))
