"""The same note under many answers."""

from collections.abc import Iterator

from assessments.second_look.doubt import Doubt, Seen, Weight

MOST = 4  # answers that may share a note
SHORT = 20  # "sudah dilakukan" says little, and nobody is to be bothered for it


def check(seen: Seen) -> Iterator[Doubt]:
    """Light."""
    found: dict[str, list[str]] = {}
    for code in seen.answered:
        words = " ".join(seen.answers[code].note.casefold().split())
        if len(words) >= SHORT:
            found.setdefault(words, []).append(code)
    for words, codes in found.items():
        if len(codes) > MOST:
            told = seen.answers[codes[0]].note.strip()
            yield Doubt(
                "catatan_sama",
                codes[0],
                Weight.LIGHT,
                "Catatan yang sama di banyak jawaban",
                f"{len(codes)} jawaban memakai catatan “{told[:80]}{'…' if len(told) > 80 else ''}”.",
                tuple(codes),
                (words,),
            )
