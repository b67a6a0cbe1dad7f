"""The proposal to TPN (PermenPANRB 90/2021 p. 46-53, 65; 5/2024 p. 4-6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from ..eligibility import ConditionResult
from ..facts import Facts, Refusal, given
from ..scoring import two
from ..verdict import Shortfall
from ..wording import long_time


def conditions_are_met(facts: Facts) -> list[Refusal]:
    """Conditions of instansi and unit for the predicate, met or excused: one sentence for each that is not."""
    results = given(facts.conditions, "conditions")
    return [Refusal(result.reason, "syarat") for result in results if not result.passes]


def tpi_score_reaches_minima(facts: Facts) -> list[Refusal]:
    """The final TPI score reaches every minimum of the predicate."""
    found = given(facts.tpi_verdict, "tpi_verdict")
    return [Refusal(f"Nilai TPI {shortfall_text(line)}", "nilai") for line in found.short]


MISSING = "Rekomendasi TPI belum ada. Buka kembali penilaiannya agar ketua dapat menulisnya."


def tpi_recommends_it(facts: Facts) -> list[Refusal]:
    """TPI found the unit fit for the predicate, or for the higher one (PermenPANRB 90/2021 p. 38-39, 43-44)."""
    if facts.recommendation and facts.recommendation in (facts.predicate, "WBBM"):
        return []
    said = f"layak {facts.recommendation}" if facts.recommendation in ("WBK", "WBBM") else "belum layak"
    text = f"TPI tidak merekomendasikan {facts.predicate}: rekomendasinya {said}."
    return [Refusal(text if facts.recommendation else MISSING, "rekomendasi")]


def lhe_is_issued(facts: Facts) -> list[Refusal]:
    """The LHE of TPI, on which the proposal rests."""
    return [] if facts.lhe_issued else [Refusal("LHE TPI belum diterbitkan. Terbitkan LHE unit ini.", "lhe")]


def proposal_letter_is_complete(facts: Facts) -> list[Refusal]:
    """Number, date and scan of the letter of the head of the instansi."""
    missing = (
        (not facts.letter_number.strip(), "Nomor surat usulan belum diisi."),
        (facts.letter_date is None, "Tanggal surat usulan belum diisi."),
        (not facts.letter_scan, "Pindaian surat usulan belum diunggah."),
    )
    return [Refusal(message, "usulan") for is_missing, message in missing if is_missing]


def proposal_documents_are_complete(facts: Facts) -> list[Refusal]:
    """The documents that the policy asks for by regulation are there, signed, and stamped where it says so (90/2021
    p. 49; 5/2024 p. 6); those of practice alone don't hold a proposal back.
    """
    return [Refusal(text, "dokumen_usulan") for text in given(facts.papers_lacking, "papers_lacking")]


def proposal_deadline_has_not_passed(facts: Facts) -> list[Refusal]:
    """Up to the end of the deadline's second, 23:59:59 in Jakarta (90/2021 p. 50; 5/2024 p. 6)."""
    deadline = given(facts.proposal_deadline, "proposal_deadline")
    if facts.sent_in_time or given(facts.now, "now") < deadline + timedelta(seconds=1):
        return []
    text = f"Batas pengusulan, {long_time(deadline)}, sudah lewat. Bila TPN mengubahnya, catat perubahannya."
    return [Refusal(text, "batas_usulan")]


def pimpinan_instansi_approved(facts: Facts) -> list[Refusal]:
    """The head of the instansi approved the proposal."""
    if facts.approved:
        return []
    return [Refusal("Usulan belum disetujui pimpinan instansi. Minta persetujuannya.", "usulan")]


def proposal_is_sent(facts: Facts) -> list[Refusal]:
    """The proposal went to TPN."""
    return [] if facts.sent else [Refusal("Usulan belum dikirim ke TPN. Catat pengirimannya.", "usulan")]


def withdrawal_is_recorded(facts: Facts) -> list[Refusal]:
    """The letter that takes the unit back, which only the form of the withdrawal asks for."""
    if facts.withdrawal_recorded:
        return []
    return [Refusal("Surat penarikan belum dicatat. Isi nomor, tanggal, dan pindaiannya.", "usulan")]


def proposal_is_not_void(facts: Facts) -> list[Refusal]:
    """What voids also a proposal already sent: a KKN act in the instansi in the year (90/2021 p. 65)."""
    results = given(facts.conditions, "conditions")
    return [
        Refusal(f"{result.reason} {voided_text(result)}", "syarat")
        for result in results
        if result.voids_sent and not result.passes
    ]


def voided_text(result: ConditionResult) -> str:
    """What follows where a condition that voids proposals is not met; nobody knows yet where there is no data."""
    if result.is_known:
        return "Karena itu semua usulan instansi batal."
    return "Catat datanya dahulu."


PREDICATE_KINDS = ("predicate", "years_since_revocation")


def unit_may_still_become_it(facts: Facts) -> list[Refusal]:
    """What the unit holds, and how long ago it lost a predicate, is asked at the determination too (90/2021 p. 58,
    63-64): a WBK may be revoked after its proposal for WBBM was sent.
    """
    results, asked = given(facts.conditions, "conditions"), given(facts.predicate, "predicate")
    return [Refusal(f"{result.reason} {barred_text(asked)}", "syarat") for result in barring(results)]


def barring(results: Iterable[ConditionResult]) -> tuple[ConditionResult, ...]:
    """Conditions on predicates held and revoked that stand in the way of a determination."""
    return tuple(result for result in results if result.kind in PREDICATE_KINDS and not result.passes)


def barred_text(predicate: str) -> str:
    """What follows for a unit that was proposed already."""
    return f"Selama begitu, unit ini tidak dapat ditetapkan {predicate}."


def shortfall_text(line: Shortfall) -> str:
    """What is short, in words: "Total 71,20 dari minimal 75,00 (kurang 3,80 poin)."."""
    sign = "%" if line.percent else ""
    return f"{line.name} {two(line.value)}{sign} dari minimal {two(line.minimum)}{sign} ({line.gap_text})."
