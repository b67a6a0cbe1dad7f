"""Builds CSV files: by code, or by the five hierarchy columns."""

import csv
import io
from collections.abc import Mapping, Sequence

from assessments.engine.instrument import Instrument

from .jawaban import cells_of

HEAD = ("Kode", "Jawaban", "Catatan", "Bukti")
LEVELS = ("Komponen", "Bagian", "Area", "Rincian", "Pertanyaan")


def build_csv(
    instrument: Instrument,
    answers: Mapping[str, object],
    *,
    notes: Mapping[str, str] | None = None,
    evidence: Mapping[str, str] | None = None,
    delimiter: str = ";",
    encoding: str = "utf-8",
    head: Sequence[str] = HEAD,
) -> bytes:
    """One row for each answer or count, by code."""
    cells, rows = cells_of(answers), []
    for code in dict.fromkeys([*cells, *(notes or {}), *(evidence or {})]):
        rows.append(
            [code, _text(cells.get(code)), (notes or {}).get(code, ""), (evidence or {}).get(code, "")]
        )
    return written([list(head), *rows], delimiter, encoding)


def build_paths(instrument: Instrument, answers: Mapping[str, object], *, delimiter: str = ",") -> bytes:
    """One row for each question, its path in five columns; counts below it start with a dash."""
    rows: list[list[str]] = [[*LEVELS, "Jawaban", "Catatan", "Bukti"]]
    for code, question in instrument.questions.items():
        path = code.split(".") + [""] * (5 - len(code.split(".")))
        answer = answers.get(code)
        rows.append([*path, "" if isinstance(answer, Mapping) else _text(answer), "", ""])
        for item in question.inputs:
            typed = answer.get(item.code) if isinstance(answer, Mapping) else None
            rows.append(["", "", "", "", f"- {item.text}", _text(typed), "", ""])
    return written(rows, delimiter, "utf-8")


def written(rows: Sequence[Sequence[str]], delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    """The rows as a file."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    return buffer.getvalue().encode(encoding)


def _text(value: object) -> str:
    return "" if value is None else f"{value:g}".replace(".", ",") if isinstance(value, float) else str(value)
