"""One question of an instrument file, checked against its answer type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from .checking import Checker
from .instrument import Component, Input, Kind, Option, Question

ALWAYS = ("code", "text", "answer")
NEEDS: Mapping[str, tuple[str, ...]] = {
    "choice": ("criteria",),
    "ratio": ("inputs", "part", "whole", "if_whole_zero"),
    "decrease": ("inputs", "before", "after"),
    "index": (),
}


@dataclass(frozen=True)
class AnswerType:
    """A named way of answering, shared by questions (`abc`, `ratio` …)."""

    kind: Kind
    options: tuple[Option, ...] = ()
    minimum: Fraction | None = None
    maximum: Fraction | None = None


def parse_question(
    check: Checker, place: str, raw: Any, types: Mapping[str, AnswerType], leaf: Component
) -> Question:
    """The question in `raw`, of the leaf component; mistakes go to `check`."""
    type_code = raw.get("answer") if isinstance(raw, Mapping) else None
    known_type = types.get(type_code) if isinstance(type_code, str) else None
    needed = NEEDS[known_type.kind] if known_type else ()
    # Of an unknown type nothing can be said about the other keys.
    optional = (
        ("evidence",) if known_type else ("evidence", *(key for keys in NEEDS.values() for key in keys))
    )
    place = check.place_of("pertanyaan", raw, place)
    item = check.mapping(place, raw, (*ALWAYS, *needed), optional)
    code = check.text(f"{place}.code", item.get("code"))
    question = Question(
        code=code,
        text=check.text(f"{place}.text", item.get("text")),
        type_code=check.one_of(f"{place}.answer", type_code, types),
        kind=known_type.kind if known_type else "choice",
        evidence=check.texts(f"{place}.evidence", item.get("evidence", []), empty=True),
        component=leaf.code,
        area=leaf.area,
    )
    if known_type is None:
        return question
    if known_type.kind == "choice":
        return replace(question, options=_options(check, place, item.get("criteria"), known_type))
    if known_type.kind == "index":
        return replace(question, minimum=known_type.minimum, maximum=known_type.maximum)
    question = replace(question, inputs=_inputs(check, place, item.get("inputs")))
    return (
        _ratio(check, place, item, question)
        if known_type.kind == "ratio"
        else _decrease(check, place, item, question)
    )


def _options(check: Checker, place: str, raw: Any, known_type: AnswerType) -> tuple[Option, ...]:
    criteria = check.mapping(f"{place}.criteria", raw, optional=None)
    allowed = [option.code for option in known_type.options]
    for code in criteria:
        if code not in allowed:
            check.say(f"{place}.criteria", f"“{code}” bukan pilihan; pilihannya: {', '.join(allowed)}")
    for code in allowed:
        if code not in criteria:
            check.say(f"{place}.criteria", f"kriteria untuk {code} belum ada")
    return tuple(
        replace(option, criteria=check.text(f"{place}.criteria.{option.code}", criteria[option.code]))
        for option in known_type.options
        if option.code in criteria
    )


def _inputs(check: Checker, place: str, raw: Any) -> tuple[Input, ...]:
    found = []
    for code, item in check.mapping(f"{place}.inputs", raw, optional=None).items():
        spot = f"{place}.inputs.{code}"
        if not (code.isascii() and code.isidentifier()):
            check.say(spot, "kode isian hanya boleh huruf, angka, dan garis bawah")
        found.append(
            Input(code, check.text(f"{spot}.text", check.mapping(spot, item, ("text",)).get("text")))
        )
    if not found:
        check.say(f"{place}.inputs", "belum ada isian")
    return tuple(found)


def _ratio(check: Checker, place: str, item: Mapping[str, Any], question: Question) -> Question:
    known = [entry.code for entry in question.inputs]
    sides = {side: check.texts(f"{place}.{side}", item.get(side)) for side in ("part", "whole")}
    for side, codes in sides.items():
        for code in codes:
            if code and code not in known:
                check.say(f"{place}.{side}", f"isian “{code}” tidak ada")
    for code in sides["part"]:
        if code and code in sides["whole"]:
            check.say(f"{place}.part", f"isian “{code}” juga ada di whole")
    zero = check.number(f"{place}.if_whole_zero", item.get("if_whole_zero"), low=0, high=1)
    return replace(question, part=sides["part"], whole=sides["whole"], if_whole_zero=zero)


def _decrease(check: Checker, place: str, item: Mapping[str, Any], question: Question) -> Question:
    known = [entry.code for entry in question.inputs]
    before, after = (check.text(f"{place}.{side}", item.get(side)) for side in ("before", "after"))
    for side, code in (("before", before), ("after", after)):
        if code and code not in known:
            check.say(f"{place}.{side}", f"isian “{code}” tidak ada")
    if before and before == after:
        check.say(f"{place}.after", "sama dengan before")
    return replace(question, before=before, after=after)
