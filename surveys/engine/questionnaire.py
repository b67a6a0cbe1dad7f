"""A questionnaire as a value, and the parser that refuses every mistake in its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

KINDS = ("SPAK", "SPKP")
SCALES = (4, 6)
KEYS = {"code", "kind", "title", "intro", "scale", "items", "control", "comment"}
ITEM_KEYS = {"code", "aspect", "text"}
MAX_TEXT = 400


class BadQuestionnaire(ValueError):
    """The file is wrong; `mistakes` names every one."""

    def __init__(self, mistakes: list[str]) -> None:
        self.mistakes = mistakes
        super().__init__("; ".join(mistakes))


@dataclass(frozen=True)
class Item:
    """One statement to agree or disagree with, and the aspect that it measures."""

    code: str
    aspect: str
    text: str


@dataclass(frozen=True)
class Questionnaire:
    """A version of a questionnaire. `scale`: the labels of its degrees, the worst first (1), the best last."""

    code: str
    kind: str
    title: str
    intro: str
    scale: tuple[str, ...]
    items: tuple[Item, ...]
    control: str
    comment: str

    @property
    def degrees(self) -> int:
        """The highest degree: 4 or 6."""
        return len(self.scale)


def parse_questionnaire(data: Any) -> Questionnaire:
    """The questionnaire in parsed YAML or JSON. Raises BadQuestionnaire with every mistake."""
    if not isinstance(data, Mapping):
        raise BadQuestionnaire(["the file is no mapping"])
    mistakes = _keys("the file", data, KEYS)
    texts = {
        name: _text(data, name, mistakes) for name in ("code", "kind", "title", "intro", "control", "comment")
    }
    if texts["kind"] and texts["kind"] not in KINDS:
        mistakes.append(f"kind {texts['kind']} is none of {', '.join(KINDS)}")
    scale = data.get("scale")
    if not isinstance(scale, list) or len(scale) not in SCALES or not all(_is_text(one) for one in scale):
        mistakes.append(f"scale is no list of {' or '.join(map(str, SCALES))} labels")
        scale = []
    elif len(set(scale)) != len(scale):
        mistakes.append("scale has a label twice")
    items = _items(data.get("items"), mistakes)
    if mistakes:
        raise BadQuestionnaire(mistakes)
    return Questionnaire(**texts, scale=tuple(scale), items=items)


def plain(questionnaire: Questionnaire) -> dict[str, Any]:
    """The questionnaire as data that `parse_questionnaire` takes."""
    return {
        "code": questionnaire.code,
        "kind": questionnaire.kind,
        "title": questionnaire.title,
        "intro": questionnaire.intro,
        "scale": list(questionnaire.scale),
        "items": [{"code": i.code, "aspect": i.aspect, "text": i.text} for i in questionnaire.items],
        "control": questionnaire.control,
        "comment": questionnaire.comment,
    }


def _items(raw: Any, mistakes: list[str]) -> tuple[Item, ...]:
    if not isinstance(raw, list) or not raw:
        mistakes.append("items is no list with items")
        return ()
    found = []
    for number, one in enumerate(raw, 1):
        if not isinstance(one, Mapping):
            mistakes.append(f"item {number} is no mapping")
            continue
        mistakes += _keys(f"item {number}", one, ITEM_KEYS)
        own: list[str] = []
        item = Item(**{name: _text(one, name, own) for name in ("code", "aspect", "text")})
        mistakes += [f"item {number}: {mistake}" for mistake in own]
        if item.code and not (item.code.isascii() and item.code.isalnum()):
            mistakes.append(f"item {number}: code {item.code} has other signs than letters and digits")
        found.append(item)
    codes = [item.code for item in found if item.code]
    mistakes += [f"item code {code} twice" for code in sorted({c for c in codes if codes.count(c) > 1})]
    return tuple(found)


def _keys(where: str, data: Mapping, known: set[str]) -> list[str]:
    unknown = sorted(str(key) for key in data if key not in known)
    missing = sorted(known - set(data))
    return [f"{where} has an unknown key {key}" for key in unknown] + [
        f"{where} lacks {key}" for key in missing
    ]


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= MAX_TEXT


def _text(data: Mapping, name: str, mistakes: list[str]) -> str:
    value = data.get(name)
    if _is_text(value):
        return str(value).strip()
    if name in data:
        mistakes.append(f"{name} is no text of 1 to {MAX_TEXT} characters")
    return ""
