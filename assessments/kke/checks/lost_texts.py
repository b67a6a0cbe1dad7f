"""A note or evidence cell that holds an error or a formula without stored result cannot be read: this is said."""

from collections.abc import Iterator

from assessments.kke.entries import Filled, Finding, has_link


def check(filled: Filled) -> Iterator[Finding]:
    """Warning; a HYPERLINK formula gives its address without a result."""
    for entry in filled.entries:
        for cell in (entry.note, *entry.evidence):
            if cell is None:
                continue
            what = "catatan" if cell is entry.note else "bukti dukung"
            if cell.error:
                yield Finding(
                    "warning", cell.place, f"{entry.code}: sel {what} berisi galat Excel {cell.text}."
                )
            elif cell.formula and cell.value is None and not has_link(cell):
                why = f"{entry.code}: rumus {what} tanpa hasil tersimpan, jadi tidak terbaca. Ketik isinya langsung."
                yield Finding("warning", cell.place, why)
