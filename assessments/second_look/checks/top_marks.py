"""A finished sheet on which nearly everything is best, and hardly anything is explained."""

from collections.abc import Iterator
from fractions import Fraction

from assessments.engine.scoring import ONE
from assessments.second_look.doubt import Doubt, Seen, Weight

BEST = Fraction(95, 100)  # of the choices
NOTED = Fraction(10, 100)  # of the answers have a note


def check(seen: Seen) -> Iterator[Doubt]:
    """Light, and only where three quarters of the sheet are answered."""
    choices = [code for code, question in seen.answered.items() if question.kind == "choice"]
    if 4 * len(seen.answered) < 3 * len(seen.instrument.questions) or not choices:
        return
    best = [code for code in choices if seen.values[code] == ONE]
    noted = [code for code in seen.answered if seen.answers[code].note.strip()]
    if len(best) >= BEST * len(choices) and len(noted) < NOTED * len(seen.answered):
        yield Doubt(
            "serba_terbaik",
            "lembar",
            Weight.LIGHT,
            "Hampir semua jawaban terbaik, hampir tanpa catatan",
            f"{len(best)} dari {len(choices)} pilihan bernilai penuh, dan hanya {len(noted)} jawaban diberi catatan.",
            (),
            (str(len(best)), str(len(choices))),
        )
