"""One count that is typed at two questions, with two numbers."""

from collections.abc import Iterator

from assessments.second_look.doubt import Doubt, Seen, Weight
from assessments.second_look.links import links_of


def check(seen: Seen) -> Iterator[Doubt]:
    """Heavy."""
    for one in links_of(seen.instrument).same:
        codes = tuple(place.partition("/")[0] for place in one.places)
        numbers = [seen.count(place) for place in one.places]
        known = [number for number in numbers if number is not None]
        if len(known) < len(numbers) or len(set(known)) == 1:
            continue
        told = ", ".join(f"{number} di {code}" for code, number in zip(codes, known, strict=True))
        yield Doubt(
            "dua_jumlah",
            " ".join(one.places),
            Weight.HEAVY,
            "Jumlah yang sama ditulis berbeda",
            f"{one.why}: {told}.",
            codes,
            tuple(map(str, known)),
        )
