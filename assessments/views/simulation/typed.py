"""What stands in the form of the simulation: answers that nobody saves, and the effort of each question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import QueryDict

from assessments.engine.answers import BadValue, Given, clean_value
from assessments.engine.cheapest import USUAL
from assessments.engine.instrument import Instrument, Question
from assessments.forms.answering import NONE_YET
from assessments.services.efforts import HARDEST

ANSWER, EFFORT, WHOLE_AREA, SEEN, TAKE, SHOWN = "j-", "u-", "u-area-", "semula", "kode", "tampak"
UNSAID = Given()


@dataclass
class Simulated:
    """`answers` with what was changed; `raw`: field → text as it was typed; `errors`: code → why it does not count."""

    answers: dict[str, Given]
    efforts: dict[str, int]
    raw: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)

    def suppose(self, question: Question, text: str) -> None:
        """Change an answer as if it had been typed."""
        self.raw[f"{ANSWER}{question.code}"] = text.replace(".", ",")
        self.answers[question.code] = Given(value=clean_value(question, text))
        self.changed.add(question.code)


def read(
    instrument: Instrument, start: Mapping[str, Given], efforts: Mapping[str, int], data: QueryDict
) -> Simulated:
    """The sheet as simulated: the start, and over it whatever the form says otherwise. Bad values are told and left."""
    found = Simulated(dict(start), dict(efforts))
    for question in instrument.questions.values():
        names = field_names(question)
        typed = {name: data[name] for name in names if name in data}
        if typed:
            found.raw |= typed
            _take(found, question, [typed.get(name, "") for name in names])
        _weigh(found, question, data)
    return found


def field_names(question: Question) -> tuple[str, ...]:
    """The fields of a question: one, or one for each of its counts."""
    if not question.inputs:
        return (f"{ANSWER}{question.code}",)
    return tuple(f"{ANSWER}{question.code}-{item.code}" for item in question.inputs)


def shown_value(question: Question, given: Given) -> tuple[str, ...]:
    """What stands in these fields for an answer."""
    if question.inputs:
        counts = given.value if isinstance(given.value, Mapping) and not given.none_yet else {}
        return tuple(str(counts.get(item.code, "")) for item in question.inputs)
    if given.none_yet:
        return (NONE_YET if question.kind == "choice" else "",)
    text = given.value if isinstance(given.value, str) else ""
    return (text.replace(".", ",") if question.kind == "index" else text,)


def _take(found: Simulated, question: Question, typed: list[str]) -> None:
    before = found.answers.get(question.code, UNSAID)
    if tuple(typed) == shown_value(question, before):
        return
    none_yet = question.kind == "choice" and typed[0] == NONE_YET
    raw = (
        {item.code: text for item, text in zip(question.inputs, typed, strict=True)}
        if question.inputs
        else typed[0]
    )
    try:
        value = None if none_yet else clean_value(question, raw)
    except BadValue as error:
        found.errors[question.code] = str(error)
        return
    if (value, none_yet) != (before.value, before.none_yet):
        found.answers[question.code] = Given(value=value, none_yet=none_yet)
        found.changed.add(question.code)


def _weigh(found: Simulated, question: Question, data: QueryDict) -> None:
    own = data.get(f"{EFFORT}{question.code}", "")
    typed = data.get(f"{WHOLE_AREA}{question.area or 'HASIL'}", "") or own
    if len(typed) == 1 and typed in "123456789":
        found.efforts[question.code] = int(typed)
    elif typed:
        found.errors[question.code] = f"{question.code}: bobot usaha harus dari {USUAL} sampai {HARDEST}."


def seen_efforts(data: QueryDict) -> dict[str, int]:
    """The efforts that stood on the page when it was made: "A.I.1.i.a:3 …". What can't be read was not seen."""
    pairs = (part.rpartition(":") for part in data.get(SEEN, "").split())
    return {code: int(number) for code, _, number in pairs if len(number) == 1 and number in "123456789"}


def seen_text(efforts: Mapping[str, int]) -> str:
    """The same, for the page."""
    return " ".join(f"{code}:{number}" for code, number in efforts.items())


def unticked(data: QueryDict, predicate: str) -> set[str]:
    """Steps that the page offered on the way to this predicate ("WBK A.I.1.i.a …") and the person did not choose."""
    shown, *codes = data.get(SHOWN, "").split() or [""]
    return set(codes).difference(data.getlist(TAKE)) if shown == predicate else set()


def waiting_way(data: QueryDict) -> list[tuple[str, str]]:
    """The way that was shown or asked for, as fields of the form, to be kept while a bad value hides it."""
    if not data.get("menuju"):
        return []
    return [
        ("menuju", data["menuju"]),
        (SHOWN, data.get(SHOWN, "")),
        *((TAKE, c) for c in data.getlist(TAKE)),
    ]
