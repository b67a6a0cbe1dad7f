"""The proposal to TPN (PermenPANRB 90/2021 p. 46-53, 65; 5/2024 p. 4-6)."""

from __future__ import annotations

from ..facts import Facts, Refusal, given
from ..scoring import two
from ..verdict import Shortfall


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


def pimpinan_instansi_approved(facts: Facts) -> list[Refusal]:
    """The head of the instansi approved the proposal."""
    if facts.approved:
        return []
    return [Refusal("Usulan belum disetujui pimpinan instansi. Minta persetujuannya.", "usulan")]


def proposal_is_sent(facts: Facts) -> list[Refusal]:
    """The proposal went to TPN."""
    return [] if facts.sent else [Refusal("Usulan belum dikirim ke TPN. Catat pengirimannya.", "usulan")]


def proposal_is_not_void(facts: Facts) -> list[Refusal]:
    """What voids also a proposal already sent: a KKN act in the instansi in the year (90/2021 p. 65)."""
    results = given(facts.conditions, "conditions")
    return [
        Refusal(f"{result.reason} Karena itu semua usulan instansi batal.", "syarat")
        for result in results
        if result.voids_sent and not result.passes
    ]


def shortfall_text(line: Shortfall) -> str:
    """What is short, in words: "Total 71,20 dari minimal 75,00 (kurang 3,80 poin)."."""
    sign = "%" if line.percent else ""
    return f"{line.name} {two(line.value)}{sign} dari minimal {two(line.minimum)}{sign} ({line.gap_text})."
