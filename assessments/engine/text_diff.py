"""What changed between two texts, word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, GONE, NEW = "same", "gone", "new"
FEW = 3  # words
MOST = 3000  # words; beyond that the texts are told whole, for the comparison takes quadratic time
_PIECES = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Part:
    """A stretch of text: `kind` same, gone (only before) or new (only after)."""

    kind: str
    text: str


def word_diff(before: str, after: str) -> tuple[Part, ...]:
    """The way from one text to the other. The parts same and gone give `before`, same and new give `after`.

    A few words that stayed between two changes are told with them: scraps are harder to read than a sentence.
    """
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    if len(old) + len(new) > MOST and before != after:
        return tuple(part for part in (Part(GONE, before), Part(NEW, after)) if part.text)
    found: list[tuple[str, str]] = []  # (old, new) of each stretch; alike where nothing changed
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for place, (_, i, k, j, m) in enumerate(codes):
        left, right = "".join(old[i:k]), "".join(new[j:m])
        scrap = left == right and 0 < place < len(codes) - 1 and len(left.split()) < FEW
        joins = found and found[-1][0] != found[-1][1] and (scrap or left != right)
        if joins:
            found[-1] = (found[-1][0] + left, found[-1][1] + right)
        else:
            found.append((left, right))
    pairs = ((Part(SAME, a),) if a == b else (Part(GONE, a), Part(NEW, b)) for a, b in found)
    return tuple(part for pair in pairs for part in pair if part.text)
