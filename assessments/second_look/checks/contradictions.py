"""An answer that rests on what another answer denies, e.g. an evaluation followed up that was never made."""

from collections.abc import Iterator

from assessments.second_look.doubt import Doubt, Seen, Weight
from assessments.second_look.links import links_of


def check(seen: Seen) -> Iterator[Doubt]:
    """Heavy: assessors compare these two answers."""
    for one in links_of(seen.instrument).follows:
        if seen.claims(one.claim) and seen.denies(one.ground):
            yield Doubt(
                "bertentangan",
                f"{one.claim} {one.ground}",
                Weight.HEAVY,
                "Dua jawaban bertentangan",
                one.why,
                (one.claim, one.ground),
                (str(seen.values[one.claim]),),
            )
