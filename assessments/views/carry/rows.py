"""What the pages of taking over show: answers by area, evidence, lines, and what stays behind by its reason."""

from collections.abc import Iterable
from dataclasses import dataclass

from assessments.carrying.drafted import LABELS, AnswerDraft, Draft, counted
from assessments.engine.comparison import same_answer
from assessments.engine.instrument import Instrument
from assessments.models import CarryOver
from assessments.panels import Shown
from assessments.views.answering.rows import answer_text

COUNTS = "Jumlah tahun lalu: ganti dengan jumlah tahun ini."
DECREASE = "Hanya jumlah tahun sebelumnya yang terisi."


@dataclass(frozen=True)
class AnswerRow(Shown):
    """An answer that would come along. `final`: TPI's where it said otherwise; `remarks`: what to know of it."""

    code: str
    text: str
    answer: str
    note: str
    final: str
    remarks: str


@dataclass(frozen=True)
class Part(Shown):
    """The answers of an area or of Hasil."""

    area: str
    name: str
    rows: tuple[AnswerRow, ...]


@dataclass(frozen=True)
class Reason(Shown):
    """What stays behind for one reason: (kind, code, what)."""

    why: str
    lines: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Past(Shown):
    """A taking over that happened. `took`: "98 jawaban, 31 bukti"; `waiting`: how many answers still wait."""

    carry: CarryOver
    took: str
    reasons: tuple[Reason, ...]
    left: int


def parts_of(draft: Draft, instrument: Instrument) -> list[Part]:
    """The answers that would come along, by area in the order of this year's sheet. No queries."""
    order = {code: at for at, code in enumerate(instrument.questions)}
    rows = sorted(draft.answers, key=lambda one: order[one.question.code])
    found = []
    for area, name in [*instrument.areas.items(), (None, "Hasil")]:
        if mine := tuple(_row(one, draft) for one in rows if one.question.area == area):
            found.append(Part(area or "", name, mine))
    return found


def _row(one: AnswerDraft, draft: Draft) -> AnswerRow:
    final = draft.source.finals.get(one.pair.old.code)
    differs = final is not None and not same_answer(one.pair.old, one.told, final)
    remarks = [one.pair.why, _of_counts(one)]
    if one.question.code != one.pair.old.code:
        remarks.insert(0, f"Dahulu {one.pair.old.code}: {one.pair.old.text}.")
    return AnswerRow(
        code=one.question.code,
        text=one.question.text,
        answer=answer_text(one.question, one.given),
        note=one.given.note,
        final=answer_text(one.pair.old, final) if differs and final else "",
        remarks=" ".join(filter(None, remarks)),
    )


def _of_counts(one: AnswerDraft) -> str:
    if not one.counts:
        return ""
    return DECREASE if one.question.kind == "decrease" else COUNTS


def reasons_of(left: Iterable[dict[str, str]]) -> tuple[Reason, ...]:
    """What stays behind, by reason, the most frequent first."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for one in left:
        found.setdefault(one["why"], []).append((LABELS[one["kind"]], one["code"], one["what"]))
    ordered = sorted(found.items(), key=lambda pair: -len(pair[1]))
    return tuple(Reason(why, tuple(lines)) for why, lines in ordered)


def took_text(kinds: Iterable[str]) -> str:
    """ "98 jawaban, 31 bukti"; "tidak ada" for nothing."""
    return ", ".join(f"{number} {label.lower()}" for label, number in counted(kinds)) or "tidak ada"


def past_of(carries: Iterable[CarryOver]) -> list[Past]:
    """The takings over, newest first; `items` and people are prefetched."""
    return [
        Past(
            carry,
            took_text(item.kind for item in carry.items.all()),
            reasons_of(carry.left_out),
            len(carry.left_out),
        )
        for carry in carries
    ]
