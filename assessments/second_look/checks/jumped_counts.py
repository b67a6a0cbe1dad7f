"""Counts that are many times, or a small part of, what the unit wrote the year before."""

from collections.abc import Iterator

from assessments.second_look.doubt import Doubt, Seen, Weight

TIMES = 3  # a jump is at least this many times more or less
AT_LEAST = 10  # and at least this far: from 1 to 4 says nothing


def check(seen: Seen) -> Iterator[Doubt]:
    """Light: units grow, and units mistype."""
    for code, question in seen.answered.items():
        jumps = []
        for item in question.inputs:
            now, then = seen.count(f"{code}/{item.code}"), seen.count(f"{code}/{item.code}", before=True)
            if now is not None and then is not None and _is_jump(then, now):
                jumps.append(f"{item.text}: {then} menjadi {now}")
        if jumps:
            yield Doubt(
                "melonjak",
                code,
                Weight.LIGHT,
                f"Jumlah berubah jauh dari {seen.before_year}",
                f"{'; '.join(jumps)}. Jelaskan di catatan bila memang demikian.",
                (code,),
                tuple(jumps),
            )


def _is_jump(then: int, now: int) -> bool:
    low, high = sorted((then, now))
    return high - low >= AT_LEAST and high >= TIMES * low
