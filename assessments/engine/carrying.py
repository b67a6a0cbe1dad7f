"""What of an earlier year's answers can stand in a later year: question by question, with the reason where not.

Two versions of one instrument are compared by code; two instruments through a mapping of questions that mean the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from .answers import Given, clean_value, is_answered
from .instrument import Instrument, Question

FORMAT = 1
_KEYS = {"format", "code", "from", "to", "items"}
_ITEM_KEYS = {"to", "why"}


class Kind(Enum):
    """How a question of the later year stands to the one of the earlier year."""

    SAME = "same"  # every word and every choice
    COMPATIBLE = "compatible"  # the same kinds of answers, other words
    CHANGED = "changed"  # other kinds of answers: what was answered can't stand
    GONE = "gone"  # there is no such question any more


@dataclass(frozen=True)
class Pair:
    """A question of the earlier year and its successor; `why` says in Indonesian what to know of it, "" for SAME."""

    old: Question
    new: Question | None
    kind: Kind
    why: str = ""

    @property
    def fits(self) -> bool:
        """Whether an answer can stand as it is."""
        return self.kind in (Kind.SAME, Kind.COMPATIBLE)


@dataclass(frozen=True)
class Successor:
    """The question of the later instrument that means the same, and why that is so."""

    code: str
    why: str


@dataclass(frozen=True)
class CarryMapping:
    """Questions of two instruments that mean the same: code of the earlier → successor."""

    code: str
    source: str
    target: str
    items: Mapping[str, Successor]


class MappingError(ValueError):
    """A mapping that does not fit its two instruments; the message names every mistake."""


def compare_questions(old: Question, new: Question) -> tuple[Kind, str]:
    """SAME, COMPATIBLE or CHANGED, with the reason in Indonesian ("" for SAME). Evidence and place don't count."""
    if changed := _other_answers(old, new):
        return Kind.CHANGED, changed
    if _wording(old) == _wording(new):
        return Kind.SAME, ""
    return Kind.COMPATIBLE, "Rumusan pertanyaan atau kriterianya berubah; baca dahulu yang baru."


def _other_answers(old: Question, new: Question) -> str:
    if old.kind != new.kind:
        return "Jenis jawabannya berubah."
    if old.kind == "choice":
        codes = [[option.code for option in question.options] for question in (old, new)]
        if codes[0] != codes[1]:
            return f"Pilihan jawabannya berubah: dahulu {', '.join(codes[0])}, kini {', '.join(codes[1])}."
        if [option.value for option in old.options] != [option.value for option in new.options]:
            return "Nilai pilihan jawabannya berubah."
        return ""
    if old.kind == "index":
        same = (old.minimum, old.maximum) == (new.minimum, new.maximum)
        return "" if same else "Rentang indeksnya berubah."
    counts = [
        ({i.code for i in q.inputs}, set(q.part), set(q.whole), q.if_whole_zero, q.before, q.after)
        for q in (old, new)
    ]
    return "" if counts[0] == counts[1] else "Jumlah yang diisi atau cara menghitungnya berubah."


def _wording(question: Question) -> tuple:
    options = [(option.code, option.criteria) for option in question.options]
    return question.text, options, sorted((item.code, item.text) for item in question.inputs)


def are_editions(old: Instrument, new: Instrument) -> bool:
    """Whether two versions are of one instrument, so that a code names the same question: most codes are common."""
    common = old.questions.keys() & new.questions.keys()
    return 2 * len(common) > max(len(old.questions), len(new.questions))


def same_scale(old: Instrument, new: Instrument) -> bool:
    """Whether a total and an area mean the same in both: the same components and weights, the same questions in them,
    the same kinds of answers. Other words change nothing.
    """
    shapes = [
        [(c.code, c.weight, c.area, [q.code for q in c.questions]) for c in one.walk()] for one in (old, new)
    ]
    return shapes[0] == shapes[1] and all(
        not _other_answers(question, new.questions[code]) for code, question in old.questions.items()
    )


def pairs_of(old: Instrument, new: Instrument, mapping: CarryMapping | None = None) -> tuple[Pair, ...]:
    """Every question of the earlier instrument with its successor, in the order of the earlier sheet."""
    if mapping is not None:
        return tuple(_mapped(question, new, mapping) for question in old.questions.values())
    if not are_editions(old, new):
        why = f"Instrumennya lain ({old.code}) dan belum ada pemetaan ke {new.code}."
        return tuple(Pair(question, None, Kind.GONE, why) for question in old.questions.values())
    return tuple(_by_code(question, new) for question in old.questions.values())


def _by_code(old: Question, new: Instrument) -> Pair:
    found = new.questions.get(old.code)
    if found is None:
        return Pair(old, None, Kind.GONE, "Pertanyaan ini tidak ada lagi di instrumen tahun ini.")
    return Pair(old, found, *compare_questions(old, found))


def _mapped(old: Question, new: Instrument, mapping: CarryMapping) -> Pair:
    successor = mapping.items.get(old.code)
    if successor is None:
        return Pair(old, None, Kind.GONE, f"Tidak ada pertanyaan semakna di {new.code}.")
    found = new.questions[successor.code]
    kind, why = compare_questions(old, found)
    return Pair(old, found, kind, why)


def carried(pair: Pair, given: Given | None, *, years: int) -> tuple[Given | None, str]:
    """The answer as it can stand `years` later, or None with the reason in Indonesian.

    An index is never carried: its source is that year's survey. Of a `decrease` only last year's own number is known:
    it becomes the number of the year before, and the rest is counted anew.
    """
    old, new = pair.old, pair.new
    if new is None:
        return None, pair.why
    if new.kind == "index" or old.kind == "index":
        return None, "Indeks survei selalu dari tahunnya sendiri."
    if given is None or not (is_answered(old, given) or given.value is not None):
        return None, "Tidak dijawab."
    if not pair.fits:
        return None, pair.why
    if given.none_yet:
        return Given(None, none_yet=True, note=given.note), ""
    if new.kind == "decrease":
        return _decrease(pair, given, years)
    return Given(clean_value(new, given.value), note=given.note), ""


def _decrease(pair: Pair, given: Given, years: int) -> tuple[Given | None, str]:
    counts = given.value if isinstance(given.value, Mapping) else {}
    known = counts.get(pair.old.after)
    if years != 1 or known is None or pair.new is None:
        return None, "Jumlah tahun ini dan tahun sebelumnya diisi baru."
    return Given({pair.new.before: known}, note=given.note), ""


def parse_mapping(data: Mapping[str, Any], old: Instrument, new: Instrument) -> CarryMapping:
    """Check a mapping against its two instruments. MappingError with every mistake.

    Refused: unknown keys or codes, a successor named twice, no reason, an index, other kinds of answers.
    """
    wrong = [f"unknown key {key}" for key in sorted(set(data) - _KEYS)]
    wrong += [f"{key} is missing" for key in sorted(_KEYS - set(data))]
    if wrong:
        raise MappingError("; ".join(wrong))
    if data["format"] != FORMAT:
        wrong.append(f"format is {data['format']!r}, not {FORMAT}")
    if (data["from"], data["to"]) != (old.code, new.code):
        wrong.append(f"written for {data['from']} and {data['to']}, not {old.code} and {new.code}")
    items: dict[str, Successor] = {}
    taken: dict[str, str] = {}
    for code, item in (data["items"] or {}).items():
        found = _item(code, item, old, new, wrong)
        if found is None:
            continue
        if found.code in taken:
            wrong.append(f"{code}: {found.code} is the successor of {taken[found.code]} already")
            continue
        items[code], taken[found.code] = found, code
    if wrong:
        raise MappingError("; ".join(wrong))
    return CarryMapping(str(data["code"]), old.code, new.code, items)


def _item(code: str, item: Any, old: Instrument, new: Instrument, wrong: list[str]) -> Successor | None:
    if not isinstance(item, Mapping) or set(item) != _ITEM_KEYS:
        wrong.append(f"{code}: needs exactly {', '.join(sorted(_ITEM_KEYS))}")
        return None
    before, after = old.questions.get(code), new.questions.get(item["to"])
    if before is None or after is None:
        wrong.append(
            f"{code}: {'not in ' + old.code if before is None else item['to'] + ' not in ' + new.code}"
        )
        return None
    if not str(item["why"]).strip():
        wrong.append(f"{code}: says no reason")
    if before.kind == "index":
        wrong.append(f"{code}: an index is never carried")
    if _other_answers(before, after):
        wrong.append(f"{code}: {item['to']} takes other answers")
    return Successor(item["to"], str(item["why"]).strip())
