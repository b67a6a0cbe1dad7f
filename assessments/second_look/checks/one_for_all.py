"""One file, whatever its name, that is to prove a great part of the sheet."""

from collections.abc import Iterator

from assessments.second_look.doubt import Doubt, Proof, Seen, Weight

MOST = 8  # questions that one file may prove without a word


def check(seen: Seen) -> Iterator[Doubt]:
    """Light: a thick report can prove much, if the pages are named."""
    found: dict[str, list[Proof]] = {}
    for proof in seen.proofs:
        found.setdefault(proof.content or f"dokumen {proof.document}", []).append(proof)
    for content, proofs in found.items():
        codes = tuple(dict.fromkeys(proof.code for proof in proofs))
        if len(codes) > MOST:
            yield Doubt(
                "satu_berkas",
                content,
                Weight.LIGHT,
                "Satu berkas membuktikan banyak pertanyaan",
                f"“{proofs[0].title}” dipakai di {len(codes)} pertanyaan."
                " Sebutkan halamannya, atau lampirkan bukti yang khusus.",
                codes,
            )
