"""Evidence before a submission, where the policy of the year wants it."""

from __future__ import annotations

from ..facts import Facts, Refusal, given
from ..wording import listed

NAMED = 5  # questions with a line and a link of their own; of the others the first is linked


def evidence_is_attached(facts: Facts) -> list[Refusal]:
    """Every question that scores above 0 has a piece of evidence, by `evidence: {required: answered}` of the policy.

    No regulation says so in these words (90/2021 p. 53 tests answers with their evidence): an instansi's own policy.
    """
    if not given(facts.policy, "policy").evidence_required:
        return []
    codes = given(facts.without_evidence, "without_evidence")
    found = [
        Refusal(f"{code} belum memiliki bukti, padahal ketentuan tahun ini memintanya.", f"bukti?{code}")
        for code in codes[:NAMED]
    ]
    if rest := codes[NAMED:]:
        text = f"{len(rest)} pertanyaan lain juga belum memiliki bukti: {listed(rest)}."
        found.append(Refusal(text, f"bukti?{rest[0]}"))
    return found
