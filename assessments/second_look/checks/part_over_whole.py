"""A part that is larger than its whole: it scores 100%, and is more likely a slip."""

from collections.abc import Iterator

from assessments.second_look.doubt import Doubt, Seen, Weight


def check(seen: Seen) -> Iterator[Doubt]:
    """Heavy."""
    for code, question in seen.answered.items():
        if question.kind != "ratio":
            continue
        part, whole = (
            sum(seen.count(f"{code}/{name}") or 0 for name in names)
            for names in (question.part, question.whole)
        )
        if part > whole:
            yield Doubt(
                "melebihi",
                code,
                Weight.HEAVY,
                "Bagian lebih besar daripada keseluruhannya",
                f"Tertulis {part} dari {whole}. Nilainya dihitung paling banyak 100%.",
                (code,),
                (f"{part}/{whole}",),
            )
