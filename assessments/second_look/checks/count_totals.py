"""Counts of one question that together exceed the whole that they are part of."""

from collections.abc import Iterator

from assessments.second_look.doubt import Doubt, Seen, Weight
from assessments.second_look.links import links_of


def check(seen: Seen) -> Iterator[Doubt]:
    """Heavy."""
    for one in links_of(seen.instrument).within:
        whole, parts = seen.count(one.whole), [seen.count(place) for place in one.places]
        known = [part for part in parts if part is not None]
        if whole is None or len(known) < len(parts) or sum(known) <= whole:
            continue
        yield Doubt(
            "jumlah_bagian",
            one.whole,
            Weight.HEAVY,
            "Jumlah bagian melebihi keseluruhannya",
            f"{one.why}: {' + '.join(map(str, known))} dari {whole}.",
            (one.whole.partition("/")[0],),
            (*map(str, known), str(whole)),
        )
