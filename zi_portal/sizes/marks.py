"""Texts with holes: where a copied text names an id, a hash or a number, the copy names its own."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

HOLE = re.compile(r'"?@@(i|s)(\d{6})@@"?')


@dataclass(frozen=True)
class Text:
    """A text cut at its holes: `literals` has one part more than `holes`."""

    literals: tuple[str, ...]
    holes: tuple[Any, ...]

    def fill(self, say: Callable[[Any], Any]) -> str:
        """The text with `say(hole)` in each hole."""
        if not self.holes:
            return self.literals[0]
        parts = [self.literals[0]]
        for hole, literal in zip(self.holes, self.literals[1:], strict=True):
            parts.append(str(say(hole)))
            parts.append(literal)
        return "".join(parts)


class Marker:
    """Puts marks into plain data; `cut` makes a Text of the serialised data. Marks sort in the order of making."""

    def __init__(self) -> None:
        self.holes: list[Any] = []

    def number(self, hole: Any) -> str:
        """Stands for a number in JSON: the quotes around it go with it."""
        return self._mark("i", hole)

    def text(self, hole: Any) -> str:
        """Stands for (a part of) a text."""
        return self._mark("s", hole)

    def _mark(self, kind: str, hole: Any) -> str:
        self.holes.append(hole)
        return f"@@{kind}{len(self.holes) - 1:06d}@@"

    def cut(self, text: str) -> Text:
        """The serialised text as a Text."""
        literals, holes, at = [], [], 0
        for found in HOLE.finditer(text):
            start, end = found.span()
            if found[1] == "s":  # a mark within a text keeps the quotes of the text
                start += text[start] == '"'
                end -= text[end - 1] == '"'
            literals.append(text[at:start])
            holes.append(self.holes[int(found[2])])
            at = end
        literals.append(text[at:])
        return Text(tuple(literals), tuple(holes))


def stored(value: Any) -> str:
    """Data as a JSON column takes it."""
    return json.dumps(value, ensure_ascii=False)
