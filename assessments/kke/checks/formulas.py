"""An answer must be a value: not an Excel error, not a formula whose result was never stored."""

from collections.abc import Iterator

from assessments.kke.entries import Filled, Finding


def check(filled: Filled) -> Iterator[Finding]:
    """Errors and formulas without result are bad; a formula with a result is taken, and said."""
    for entry in filled.entries:
        cell = entry.answer
        if cell is None or (entry.row.kind == "question" and entry.question.inputs):
            continue
        if cell.error:
            yield Finding("bad", cell.place, f"{entry.code}: sel berisi galat Excel {cell.text}.")
        elif cell.formula and cell.value is None:
            yield Finding(
                "bad", cell.place, f"{entry.code}: rumus tanpa hasil tersimpan. Isi nilainya langsung."
            )
        elif cell.formula:
            yield Finding(
                "warning", cell.place, f"{entry.code}: diisi rumus; yang diambil hasilnya, {cell.text}."
            )
