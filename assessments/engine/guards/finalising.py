"""Finalising by the lead of TPI: who assessed, what was decided, what was weighed (PermenPANRB 90/2021 p. 38-39)."""

from __future__ import annotations

from ..facts import Facts, Refusal, given
from ..policy_model import consideration_name
from ..wording import listed

NOT_FIT = "belum"  # a recommendation: neither WBK nor WBBM


def team_has_a_lead(facts: Facts) -> list[Refusal]:
    """A team is assigned to the unit and has a lead."""
    if not facts.team_assigned:
        return [Refusal("Tim TPI untuk unit ini belum ditugaskan.", "tim")]
    if not facts.team_has_lead:
        return [Refusal("Tim TPI belum punya ketua. Tetapkan ketuanya.", "tim")]
    return []


def nobody_assesses_their_own_unit(facts: Facts) -> list[Refusal]:
    """No one of the team is a member of the unit, or was within the two years before."""
    names = given(facts.own_unit_assessors, "own_unit_assessors")
    if not names:
        return []
    text = f"{listed(names)} adalah anggota unit ini dan tidak boleh menilainya. Ganti penilainya."
    return [Refusal(text, "tim")]


def members_are_done(facts: Facts) -> list[Refusal]:
    """Every member declared their sheet done, or was excused."""
    names = given(facts.members_pending, "members_pending")
    if not names:
        return []
    people = listed(names).removesuffix(".")  # a name may end with the point of a title
    return [Refusal(f"{len(names)} anggota TPI belum menyatakan selesai: {people}.", "tpi")]


def every_question_has_a_final_answer(facts: Facts) -> list[Refusal]:
    """A final answer to each question, with a note wherever it differs from the unit's."""
    without_final = given(facts.without_final, "without_final")
    without_note = given(facts.differing_without_note, "differing_without_note")
    found = []
    if without_final:
        text = f"{len(without_final)} pertanyaan belum punya jawaban akhir TPI: {listed(without_final)}."
        found.append(Refusal(text, "tpi?belum"))
    if without_note:
        text = (
            f"{len(without_note)} jawaban akhir berbeda dari jawaban unit tanpa catatan: "
            f"{listed(without_note)}. Tulis alasannya."
        )
        found.append(Refusal(text, "tpi?tanpa_catatan"))
    return found


def considerations_are_written(facts: Facts) -> list[Refusal]:
    """What the policy wants weighed is written down."""
    wanted = given(facts.policy, "policy").assessors.considerations
    written = given(facts.considerations_written, "considerations_written")
    missing = [consideration_name(code) for code in wanted if code not in written]
    if not missing:
        return []
    text = f"{len(missing)} pertimbangan TPI belum ditulis: {listed(missing, most=len(missing))}."
    return [Refusal(text, "konsiderasi")]


def someone_assessed(facts: Facts) -> list[Refusal]:
    """Excusing everybody does not replace an independent sheet: at least one counts."""
    if given(facts.sheets_done, "sheets_done") or given(facts.members_pending, "members_pending"):
        return []
    text = "Semua anggota dibebaskan. Paling sedikit satu lembar anggota harus selesai."
    return [Refusal(text, "tpi")]


def changed_questions_are_decided_again(facts: Facts) -> list[Refusal]:
    """What the unit changed in a round is looked at again before it is final."""
    codes = given(facts.unconfirmed, "unconfirmed")
    if not codes:
        return []
    text = f"{len(codes)} jawaban akhir perlu diperiksa lagi sesudah perbaikan: {listed(codes)}."
    return [Refusal(text, "tpi?periksa")]


def recommendation_is_written(facts: Facts) -> list[Refusal]:
    """Fit for WBK, for WBBM, or not fit and then with the coaching that follows (90/2021 p. 43-44)."""
    if not facts.recommendation:
        return [Refusal("Rekomendasi TPI belum dipilih.", "rekomendasi")]
    if facts.recommendation == NOT_FIT and not facts.coaching.strip():
        return [
            Refusal("Rekomendasi belum layak perlu uraian pembinaannya. Tulis pembinaannya.", "rekomendasi")
        ]
    return []


def recommendation_fits_the_score(facts: Facts) -> list[Refusal]:
    """TPI calls no unit fit whose final answers miss a minimum of the predicate (90/2021 p. 43, 52-53)."""
    if facts.recommendation in ("", NOT_FIT):
        return []
    found = given(facts.tpi_verdicts, "tpi_verdicts")[facts.recommendation]
    if found.met:
        return []
    text = (
        f"Rekomendasi layak {facts.recommendation} tidak sesuai dengan nilainya: {len(found.short)} nilai minimal "
        f"belum tercapai. Pilih rekomendasi yang sesuai."
    )
    return [Refusal(text, "rekomendasi")]


def signatures_are_complete(facts: Facts) -> list[Refusal]:
    """Signed in the order anggota, ketua, pengendali teknis (where the team has one), each on what stands now."""
    missing = given(facts.signatures_missing, "signatures_missing")
    return [Refusal(f"Belum ditandatangani: {name.removesuffix('.')}.", "tanda_tangan") for name in missing]


def is_in_no_proposal(facts: Facts) -> list[Refusal]:
    """A unit that a proposal names is taken out of it before its assessment is opened again."""
    if not given(facts.in_proposal, "in_proposal"):
        return []
    return [Refusal("Unit ini ada dalam usulan. Batalkan usulannya dahulu.", "usulan")]
