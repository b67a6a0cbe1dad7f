"""Evidence whose content speaks of another time than the year that is assessed."""

from collections.abc import Iterator

from assessments.papers.periods import is_outside, period_text
from assessments.second_look.doubt import Doubt, Proof, Seen, Weight


def check(seen: Seen) -> Iterator[Doubt]:
    """Heavy, one for each document, whatever it proves."""
    found: dict[int, list[Proof]] = {}
    for proof in seen.proofs:
        if is_outside(proof, seen.year):
            found.setdefault(proof.document, []).append(proof)
    for document, proofs in found.items():
        period = period_text(proofs[0])
        yield Doubt(
            "luar_periode",
            str(document),
            Weight.HEAVY,
            f"Bukti di luar tahun {seen.year}",
            f"“{proofs[0].title}” berisi {period}. Penilai mencari bukti tahun {seen.year}.",
            tuple(dict.fromkeys(proof.code for proof in proofs)),
            (period,),
        )
