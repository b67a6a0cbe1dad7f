"""The column that names a unit of the instansi."""

from __future__ import annotations

from documents.workbooks.columns import Choice, Column


def unit_column(
    units: tuple[Choice, ...], text: str, *, required: bool = True, also: tuple[str, ...] = ()
) -> Column:
    """The column that names a unit of the instansi; `text` says which unit is meant, `units` are its choices."""
    return Column(
        "unit",
        "Unit",
        text,
        "choice",
        required=required,
        choices=units,
        code_first=True,
        also=("kode unit", *also),
        unknown="Pakai kode unit instansi ini.",
        width=34,
        example="PKM-01",
    )
