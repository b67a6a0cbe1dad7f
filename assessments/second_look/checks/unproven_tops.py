"""Best answers without any evidence; one doubt for each area, so that a bare sheet does not give a hundred."""

from collections.abc import Iterator

from assessments.engine.scoring import ONE
from assessments.second_look.doubt import Doubt, Seen, Weight


def check(seen: Seen) -> Iterator[Doubt]:
    """Heavy: a claim without evidence is the first that an assessor marks down. Indices name their source instead."""
    proven = {proof.code for proof in seen.proofs}
    bare: dict[str, list[str]] = {}
    for code, question in seen.answered.items():
        if question.kind != "index" and seen.values[code] == ONE and code not in proven:
            bare.setdefault(question.area or "Hasil", []).append(code)
    for area, codes in bare.items():
        name = seen.instrument.areas.get(area, area)
        yield Doubt(
            "tanpa_bukti",
            area,
            Weight.HEAVY,
            "Nilai penuh tanpa bukti",
            f"{name}: {len(codes)} jawaban bernilai penuh belum memiliki bukti dukung.",
            tuple(codes),
        )
