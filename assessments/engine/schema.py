"""From the data of an instrument file to an `Instrument`; what is wrong is refused, all of it at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any, get_args

from .answers import decimal_text
from .checking import Checker, SchemaError
from .instrument import Component, Instrument, Kind, Option, Question
from .question_schema import AnswerType, parse_question

__all__ = ["SchemaError", "parse_instrument"]

TOTAL = 100
CODE = re.compile(r"[A-Za-z0-9]+(\.[A-Za-z0-9]+)*")
HEAD = ("format", "code", "name", "regulation", "answer_types", "areas", "components")
SURVEYS = ("SPAK", "SPKP")


@dataclass
class _Reading:
    """What is known while the tree is read."""

    check: Checker
    types: Mapping[str, AnswerType]
    areas: Mapping[str, str]
    components: set[str] = field(default_factory=set)
    questions: dict[str, str] = field(default_factory=dict)  # question code -> its component's code
    surveys: set[str] = field(default_factory=set)


def parse_instrument(data: Mapping[str, Any]) -> Instrument:
    """The instrument in the data (a parsed YAML file).

    SchemaError with every mistake: unknown keys, weights that don't add up to their parent's (and to
    100 at the top), doubled codes, missing criteria, criteria or counts that refer to nothing.
    """
    check = Checker()
    top = check.mapping("instrumen", data, HEAD)
    check.format(top.get("format"))
    code = check.text("code", top.get("code"))
    name = check.text("name", top.get("name"))
    regulation = check.text("regulation", top.get("regulation"))
    areas = {
        key: check.text(f"areas.{key}", value)
        for key, value in check.mapping("areas", top.get("areas"), optional=None).items()
    }
    reading = _Reading(check, _answer_types(check, top.get("answer_types")), areas)
    components = tuple(
        _component(reading, f"components[{at}]", item, None)
        for at, item in enumerate(check.items("components", top.get("components")), 1)
    )
    _check_sum(check, "komponen teratas", components, Fraction(TOTAL))
    _check_codes(reading)
    instrument = Instrument(code, name, regulation, MappingProxyType({}), components)
    used = [component.area for component in instrument.walk() if component.is_leaf and component.area]
    for area in areas:
        if area not in used:
            check.say(f"areas.{area}", "tidak dipakai oleh komponen mana pun")
    check.finish()
    # In the order of the sheet, whatever order the store of the data gave its keys.
    ordered = {area: areas[area] for area in dict.fromkeys(used)}
    return Instrument(code, name, regulation, MappingProxyType(ordered), components)


def _answer_types(check: Checker, raw: Any) -> dict[str, AnswerType]:
    types = {}
    for code, item in check.mapping("answer_types", raw, optional=None).items():
        place = f"answer_types.{code}"
        kind = item.get("kind") if isinstance(item, Mapping) else None
        extra = {"choice": ("options",), "index": ("min", "max")}.get(str(kind), ())
        known = check.mapping(place, item, ("kind", *extra))
        kind = check.one_of(f"{place}.kind", known.get("kind"), get_args(Kind))
        if kind == "choice":
            types[code] = AnswerType(kind, options=_options(check, f"{place}.options", known.get("options")))
        elif kind == "index":
            low = check.number(f"{place}.min", known.get("min"), low=0, high=0)
            high = check.number(f"{place}.max", known.get("max"), low=0)
            if high == 0:
                check.say(f"{place}.max", "harus lebih dari 0")
            types[code] = AnswerType(kind, minimum=low, maximum=high)
        elif kind:
            types[code] = AnswerType(kind)
    return types


def _options(check: Checker, place: str, raw: Any) -> tuple[Option, ...]:
    found = []
    for code, value in check.mapping(place, raw, optional=None).items():
        number = check.number(f"{place}.{code}", value, low=0, high=1)
        found.append(Option(code, Fraction(0) if number is None else number, ""))
    found.sort(key=lambda option: -option.value)  # best first, whatever order the data came in
    if not found or found[0].value != 1:
        check.say(place, "pilihan terbaik harus bernilai 1")
    if len({option.code.casefold() for option in found}) < len(found):
        check.say(place, "ada pilihan yang sama")
    return tuple(found)


def _component(reading: _Reading, place: str, raw: Any, parent: Component | None) -> Component:
    check = reading.check
    place = check.place_of("komponen", raw, place)
    known = check.mapping(place, raw, ("code", "name", "weight"), ("area", "survey", "children", "questions"))
    code = check.text(f"{place}.code", known.get("code"))
    if code and not CODE.fullmatch(code):
        check.say(place, "kode hanya boleh berisi huruf dan angka yang dipisahkan titik")
    if code in reading.components:
        check.say(place, "kode komponen dipakai lebih dari sekali")
    reading.components.add(code)
    weight = check.number(f"{place}.weight", known.get("weight"), low=0)
    if weight == 0:
        check.say(f"{place}.weight", "harus lebih dari 0")
    shell = Component(
        code,
        check.text(f"{place}.name", known.get("name")),
        Fraction(0) if weight is None else weight,
        _area(reading, place, known.get("area"), parent),
        _survey(reading, place, known),
    )
    if ("children" in known) == ("questions" in known):
        check.say(place, "harus berisi salah satu saja: children atau questions")
        return shell
    if "questions" in known:
        items = enumerate(check.items(f"{place}.questions", known["questions"]), 1)
        questions = tuple(_question(reading, f"{place}.questions[{at}]", item, shell) for at, item in items)
        return Component(shell.code, shell.name, shell.weight, shell.area, shell.survey, (), questions)
    items = enumerate(check.items(f"{place}.children", known["children"]), 1)
    children = tuple(_component(reading, f"{place}.children[{at}]", item, shell) for at, item in items)
    if weight is not None:
        _check_sum(check, f"komponen-komponen di bawah {code}", children, weight)
    return Component(shell.code, shell.name, shell.weight, shell.area, shell.survey, children)


def _area(reading: _Reading, place: str, raw: Any, parent: Component | None) -> str | None:
    inherited = parent.area if parent else None
    if raw is None:
        return inherited
    area = reading.check.one_of(f"{place}.area", raw, reading.areas)
    if area and inherited and area != inherited:
        reading.check.say(f"{place}.area", f"{area} bertentangan dengan {inherited} pada induknya")
    return area or inherited


def _survey(reading: _Reading, place: str, known: Mapping[str, Any]) -> str | None:
    if "survey" not in known:
        return None
    survey = reading.check.one_of(f"{place}.survey", known["survey"], SURVEYS)
    if survey in reading.surveys:
        reading.check.say(f"{place}.survey", f"{survey} sudah dipakai komponen lain")
    if "questions" not in known:
        reading.check.say(f"{place}.survey", "hanya boleh pada komponen yang berisi pertanyaan")
    reading.surveys.add(survey)
    return survey


def _question(reading: _Reading, place: str, raw: Any, leaf: Component) -> Question:
    question = parse_question(reading.check, place, raw, reading.types, leaf)
    if question.code and not CODE.fullmatch(question.code):
        reading.check.say(
            f"pertanyaan {question.code}", "kode hanya boleh huruf dan angka yang dipisahkan titik"
        )
    if question.code in reading.questions:
        reading.check.say(f"pertanyaan {question.code}", "kode pertanyaan dipakai lebih dari sekali")
    reading.questions[question.code] = leaf.code
    return question


def _check_codes(reading: _Reading) -> None:
    """A leaf and its one question may share a code (Hasil); any other sharing is ambiguous."""
    leaves = list(reading.questions.values())
    for code, leaf in reading.questions.items():
        if code in reading.components and (code != leaf or leaves.count(leaf) > 1):
            reading.check.say(f"pertanyaan {code}", "kodenya sama dengan kode komponen lain")


def _check_sum(check: Checker, place: str, components: tuple[Component, ...], weight: Fraction) -> None:
    total = sum((component.weight for component in components), Fraction(0))
    if total != weight:
        check.say(place, f"jumlah bobot {decimal_text(total)}, seharusnya {decimal_text(weight)}")
