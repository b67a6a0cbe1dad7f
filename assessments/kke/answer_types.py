"""The answer type that a sheet shows ("Ya/Tidak", "A/B/C", "%", "Jumlah", "Nilai (0-4)") against the instrument."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assessments.engine.instrument import Question

_STOP = frozenset(
    re.findall(
        r"\w+",
        "dan atau yang untuk dari dengan dalam pada oleh atas telah sudah terdapat ada adanya tidak belum jika "
        "sebagai secara serta para agar terhadap kepada dapat ini itu nilai jumlah",
    )
)


_HUNDRED = re.compile(r"\b0\s*%?\s*[-–—]\s*100\b")


@dataclass(frozen=True)
class AnswerType:
    """`kind`: choice, percent, count, index or other; `options` in upper case for a choice."""

    kind: str
    options: frozenset[str] = frozenset()
    text: str = ""


def parse_type(text: str) -> AnswerType | None:
    """The type of a cell of "Pilihan Jawaban"; None when the cell is empty."""
    flat = re.sub(r"\s+", " ", text.strip())
    if not flat:
        return None
    lower = flat.lower()
    if lower.startswith(("%", "persen")) or _HUNDRED.search(lower):
        return AnswerType("percent", text=flat)
    if lower.startswith("jumlah"):
        return AnswerType("count", text=flat)
    if re.search(r"0\s*[-–—]\s*\d", lower) or lower.startswith(("nilai", "indeks")):
        return AnswerType("index", text=flat)
    options = frozenset(part.strip().upper() for part in re.split(r"[/,;|]", flat) if part.strip())
    if options and all(re.fullmatch(r"[A-Z]|YA|TIDAK", option) for option in options):
        return AnswerType("choice", options, flat)
    return AnswerType("other", text=flat)


def type_label(question: Question) -> str:
    """How the question's own type is written in "Pilihan Jawaban"."""
    if question.kind == "choice":
        return "/".join(option.code for option in question.options)
    return "Nilai (0-4)" if question.kind == "index" else "%"


def fits(question: Question, shown: AnswerType | None) -> bool:
    """Whether the shown type can be this question's. A sheet that says only "Ya" means Ya/Tidak."""
    if shown is None:
        return True
    if question.kind == "choice":
        own = {option.code.upper() for option in question.options}
        return shown.kind == "choice" and (shown.options == own or (shown.options == {"YA"} and "YA" in own))
    return shown.kind == ("index" if question.kind == "index" else "percent")


def words(text: str) -> frozenset[str]:
    """The words of a text that carry meaning, in lower case."""
    return frozenset(
        word for word in re.findall(r"[a-z0-9]+", text.lower()) if len(word) > 2 and word not in _STOP
    )


def similarity(one: str, other: str) -> float:
    """How much of the shorter text's words stand in the other, 0 to 1. Only ever decides between two readings."""
    left, right = words(one), words(other)
    return len(left & right) / min(len(left), len(right)) if left and right else 0.0
