"""Every row that was not understood is listed; so is an answer that stands where none is asked for."""

from collections.abc import Iterator

from assessments.kke.entries import Filled, Finding, is_empty


def check(filled: Filled) -> Iterator[Finding]:
    """Rows without a code: headings and totals only when an answer stands in them."""
    for row in filled.others:
        answer = filled.cell(row.number, filled.block.answer)
        answered = not is_empty(answer) and not (answer is not None and answer.formula)
        if row.kind in ("heading", "total"):
            if answered and row.kind == "heading":
                place = filled.place(row.number)
                yield Finding("unknown", place, "Ada jawaban di baris judul.", row.text, row.number)
            continue
        noted = filled.cell(row.number, filled.block.note) is not None
        if row.text or answered or noted:
            first = min(filled.layout.grid.rows[row.number])
            place = filled.place(row.number, filled.block.answer if answered else first)
            text = row.text or (answer.text if answer is not None else "")
            why = row.why or "Baris ini tidak dikenali."
            yield Finding("unknown", place, why, text, row.number)
