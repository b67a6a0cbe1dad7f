"""The hidden sheet of a template: which table, instansi and year it was made for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from documents.workbooks.cells import PORTAL_SHEET, Grid
from documents.workbooks.guard import FileRefused

from .table import Scope, Table

FORMAT = "1"


@dataclass(frozen=True)
class Identity:
    """What the hidden sheet says."""

    table: str
    instansi: str
    year: str
    unit: str = ""

    def rows(self) -> list[tuple[str, str]]:
        """As they stand in the sheet."""
        return [
            ("format tabel", FORMAT),
            ("tabel", self.table),
            ("instansi", self.instansi),
            ("tahun", self.year),
            *([("unit", self.unit)] if self.unit else []),
        ]


def identity_of(table: Table, scope: Scope) -> Identity:
    """The identity of a template."""
    if table.file_key:
        return Identity(table.file_key, scope.instansi.code, "")
    unit = scope.assessment.unit.code if scope.assessment else ""
    return Identity(table.key, scope.instansi.code, str(scope.year) if table.needs else "", unit)


def found_identity(grids: Sequence[Grid]) -> dict[str, str] | None:
    """What the hidden sheet of a workbook says; None without one."""
    for grid in grids:
        if grid.name == PORTAL_SHEET:
            return {row[1].text: row[2].text if 2 in row else "" for row in grid.rows.values() if 1 in row}
    return None


def refuse_another(table: Table, scope: Scope, grids: Sequence[Grid], titles: dict[str, str]) -> None:
    """FileRefused for a workbook that the portal made for something else, naming what it is.

    `titles`: table key → its title.
    """
    said = found_identity(grids)
    if said is None:
        return
    here = identity_of(table, scope)
    if "format tabel" not in said:
        raise FileRefused(
            f"Berkas ini KKE dari portal, bukan tabel {table.title}. Unggah KKE di halaman impor KKE unitnya."
        )
    if said.get("tabel") != here.table:
        title = titles.get(said.get("tabel", ""), said.get("tabel", "")[:40])
        raise FileRefused(f"Berkas ini templat “{title}”, bukan “{table.title}”. Unggah di tabelnya sendiri.")
    if said.get("instansi") != here.instansi:
        raise FileRefused(
            f"Templat ini dibuat untuk instansi {said.get('instansi', '')[:40]}, bukan {here.instansi}. "
            "Unduh templat instansi ini, lalu salin isinya."
        )
    if said.get("tahun", "") != here.year:
        raise FileRefused(
            f"Templat ini dibuat untuk tahun {said.get('tahun', '')[:10]}, bukan {here.year}. "
            "Pilih tahunnya di halaman impor, atau unduh templat tahun ini."
        )
    if said.get("unit", "") != here.unit:
        raise FileRefused(
            f"Berkas ini dibuat untuk unit {said.get('unit', '')[:40]}, bukan {here.unit}. "
            "Unduh rencana aksi unit ini, lalu salin isinya."
        )
