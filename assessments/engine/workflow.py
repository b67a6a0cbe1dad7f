"""The year of a unit as one table, and the one function that says whether a move is allowed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from . import guards
from .facts import STAGE_FAILED, WHERE, Facts, Refusal

__all__ = [
    "STAGE_FAILED",
    "STATES",
    "STATE_LABELS",
    "TRANSITIONS",
    "WHERE",
    "Facts",
    "Refusal",
    "Transition",
    "check",
    "open_from",
]

Guard = Callable[[Facts], list[Refusal]]

TERDAFTAR = "terdaftar"
PENCANANGAN = "pencanangan"
PEMBANGUNAN = "pembangunan"
PENILAIAN_MANDIRI = "penilaian_mandiri"
PENDAHULUAN = "pendahuluan"
PENILAIAN_TPI = "penilaian_tpi"
PERBAIKAN = "perbaikan"
SELESAI_TPI = "selesai_tpi"
DIUSULKAN = "diusulkan"
PENILAIAN_TPN = "penilaian_tpn"
WBK = "wbk"
WBBM = "wbbm"
BELUM_MEMENUHI = "belum_memenuhi"
DICABUT = "dicabut"

STATE_LABELS: dict[str, str] = {
    TERDAFTAR: "Terdaftar",
    PENCANANGAN: "Pencanangan",
    PEMBANGUNAN: "Pembangunan",
    PENILAIAN_MANDIRI: "Penilaian mandiri",
    PENDAHULUAN: "Penilaian pendahuluan",
    PENILAIAN_TPI: "Penilaian TPI",
    PERBAIKAN: "Perbaikan",
    SELESAI_TPI: "Selesai TPI",
    DIUSULKAN: "Diusulkan",
    PENILAIAN_TPN: "Penilaian TPN",
    WBK: "Ditetapkan WBK",
    WBBM: "Ditetapkan WBBM",
    BELUM_MEMENUHI: "Belum memenuhi",
    DICABUT: "Predikat dicabut",
}
STATES: tuple[str, ...] = tuple(STATE_LABELS)


@dataclass(frozen=True)
class Transition:
    """A move: from which states to which, the name of the permission it needs, the guards that it asks."""

    name: str
    label: str
    sources: tuple[str, ...]
    target: str
    permission: str
    guards: tuple[Guard, ...]


_TABLE = (
    Transition(
        "catat_pencanangan",
        "Catat pencanangan",
        (TERDAFTAR,),
        PENCANANGAN,
        "declare",
        (guards.declaration_is_complete, guards.enough_have_signed),
    ),
    Transition(
        "catat_pembangunan",
        "Catat pembangunan",
        (PENCANANGAN,),
        PEMBANGUNAN,
        "record_development",
        (guards.development_is_complete, guards.unit_is_selected),
    ),
    Transition(
        "buka_penilaian",
        "Buka penilaian mandiri",
        (PEMBANGUNAN,),
        PENILAIAN_MANDIRI,
        "open_self_assessment",
        (guards.development_is_recorded, guards.window_is_open),
    ),
    Transition(
        "ajukan",
        "Ajukan ke TPI",
        (PENILAIAN_MANDIRI,),
        PENILAIAN_TPI,
        "submit",
        (
            guards.goes_straight_to_tpi,
            guards.answers_are_complete,
            guards.carried_answers_are_checked,
            guards.evidence_is_attached,
            guards.deadline_has_not_passed,
        ),
    ),
    Transition(
        "ajukan_pendahuluan",
        "Ajukan ke penilai pendahuluan",
        (PENILAIAN_MANDIRI,),
        PENDAHULUAN,
        "submit",
        (
            guards.goes_through_preliminary,
            guards.preliminary_assessor_exists,
            guards.answers_are_complete,
            guards.carried_answers_are_checked,
            guards.evidence_is_attached,
            guards.deadline_has_not_passed,
        ),
    ),
    Transition(
        "teruskan_ke_tpi",
        "Teruskan ke TPI",
        (PENDAHULUAN,),
        PENILAIAN_TPI,
        "decide_preliminary",
        (
            guards.preliminary_sheet_is_complete,
            guards.preliminary_changes_are_looked_at,
            guards.preliminary_conclusion_is_written,
            guards.preliminary_letter_is_complete,
            guards.preliminary_says_fit,
        ),
    ),
    Transition(
        "kembalikan_pendahuluan",
        "Kembalikan untuk pembinaan",
        (PENDAHULUAN,),
        PENILAIAN_MANDIRI,
        "decide_preliminary",
        (
            guards.preliminary_sheet_is_complete,
            guards.preliminary_changes_are_looked_at,
            guards.preliminary_conclusion_is_written,
            guards.preliminary_says_not_fit,
        ),
    ),
    Transition(
        "kembalikan",
        "Kembalikan ke unit",
        (PENILAIAN_TPI,),
        PERBAIKAN,
        "return_to_unit",
        (guards.requests_are_written, guards.due_is_ahead),
    ),
    Transition(
        "ajukan_perbaikan",
        "Ajukan perbaikan",
        (PERBAIKAN,),
        PENILAIAN_TPI,
        "submit",
        (guards.requests_are_replied, guards.answers_are_complete, guards.evidence_is_attached),
    ),
    Transition(
        "tutup_perbaikan",
        "Tutup putaran tanpa jawaban",
        (PERBAIKAN,),
        PENILAIAN_TPI,
        "return_to_unit",
        (guards.due_has_passed, guards.a_reason_is_given),
    ),
    Transition(
        "finalkan",
        "Finalkan penilaian TPI",
        (PENILAIAN_TPI,),
        SELESAI_TPI,
        "finalise",
        (
            guards.team_has_a_lead,
            guards.nobody_assesses_their_own_unit,
            guards.members_are_done,
            guards.someone_assessed,
            guards.every_question_has_a_final_answer,
            guards.changed_questions_are_decided_again,
            guards.considerations_are_written,
            guards.recommendation_is_written,
            guards.recommendation_fits_the_score,
            guards.signatures_are_complete,
        ),
    ),
    Transition(
        "buka_kembali",
        "Buka kembali penilaian TPI",
        (SELESAI_TPI,),
        PENILAIAN_TPI,
        "reopen",
        (guards.is_in_no_proposal, guards.a_reason_is_given),
    ),
    Transition(
        "usulkan",
        "Usulkan ke TPN",
        (SELESAI_TPI,),
        DIUSULKAN,
        "propose",
        (
            guards.conditions_are_met,
            guards.tpi_score_reaches_minima,
            guards.tpi_recommends_it,
            guards.lhe_is_issued,
            guards.proposal_letter_is_complete,
            guards.proposal_documents_are_complete,
            guards.proposal_deadline_has_not_passed,
            guards.pimpinan_instansi_approved,
        ),
    ),
    Transition(
        "tarik_usulan",
        "Tarik usulan",
        (DIUSULKAN,),
        SELESAI_TPI,
        "propose",
        (guards.withdrawal_is_recorded, guards.a_reason_is_given),
    ),
    Transition(
        "mulai_tpn",
        "Mulai penilaian TPN",
        (DIUSULKAN,),
        PENILAIAN_TPN,
        "record_tpn",
        (guards.proposal_is_sent, guards.proposal_is_not_void, guards.unit_may_still_become_it),
    ),
    Transition(
        "tetapkan_wbk",
        "Catat penetapan WBK",
        (PENILAIAN_TPN,),
        WBK,
        "record_tpn",
        (
            guards.proposed_as_wbk,
            guards.proposal_is_not_void,
            guards.unit_may_still_become_it,
            guards.all_stages_have_results,
            guards.stages_lead_to_predicate,
            guards.final_values_reach_minima,
            guards.decision_is_dated,
            guards.decision_date_is_possible,
        ),
    ),
    Transition(
        "tetapkan_wbbm",
        "Catat penetapan WBBM",
        (PENILAIAN_TPN,),
        WBBM,
        "record_tpn",
        (
            guards.proposed_as_wbbm,
            guards.proposal_is_not_void,
            guards.unit_may_still_become_it,
            guards.all_stages_have_results,
            guards.stages_lead_to_predicate,
            guards.final_values_reach_minima,
            guards.decision_is_dated,
            guards.decision_date_is_possible,
        ),
    ),
    Transition(
        "tetapkan_belum",
        "Catat belum memenuhi",
        (PENILAIAN_TPN,),
        BELUM_MEMENUHI,
        "record_tpn",
        (
            guards.stages_up_to_the_end,
            guards.no_objection_is_pending,
            guards.objection_window_has_passed,
            guards.decision_is_dated,
            guards.decision_date_is_possible,
        ),
    ),
    Transition(
        "tetapkan_wbk_mandiri",
        "Catat penetapan WBK mandiri",
        (SELESAI_TPI,),
        WBK,
        "determine_self",
        (
            guards.self_determination_is_allowed,
            guards.predicate_is_wbk,
            guards.is_in_no_proposal,
            guards.conditions_are_met,
            guards.tpi_score_reaches_minima,
            guards.tpi_recommends_it,
            guards.lhe_is_issued,
            guards.own_decree_is_complete,
        ),
    ),
    Transition(
        "batalkan_penetapan",
        "Batalkan penetapan",
        (WBK, WBBM, BELUM_MEMENUHI),
        PENILAIAN_TPN,
        "record_tpn",
        (
            guards.determined_by_tpn,
            guards.nothing_rests_on_the_determination,
            guards.a_reason_is_given,
        ),
    ),
    Transition(
        "batalkan_wbk_mandiri",
        "Batalkan WBK mandiri",
        (WBK,),
        SELESAI_TPI,
        "determine_self",
        (
            guards.determined_by_instansi,
            guards.nothing_rests_on_the_determination,
            guards.a_reason_is_given,
        ),
    ),
    Transition(
        "cabut",
        "Catat pencabutan predikat",
        (WBK, WBBM),
        DICABUT,
        "record_tpn",
        (
            guards.revocation_is_dated,
            guards.revocation_follows_the_determination,
            guards.nothing_higher_is_held,
            guards.a_reason_is_given,
        ),
    ),
    Transition(
        "batalkan_cabut_wbk",
        "Batalkan pencabutan WBK",
        (DICABUT,),
        WBK,
        "record_tpn",
        (guards.held_as_wbk, guards.nothing_rests_on_the_revocation, guards.a_reason_is_given),
    ),
    Transition(
        "batalkan_cabut_wbbm",
        "Batalkan pencabutan WBBM",
        (DICABUT,),
        WBBM,
        "record_tpn",
        (guards.held_as_wbbm, guards.nothing_rests_on_the_revocation, guards.a_reason_is_given),
    ),
)
TRANSITIONS: dict[str, Transition] = {transition.name: transition for transition in _TABLE}


def check(name: str, state: str, facts: Facts) -> list[Refusal]:
    """Every reason why the move is refused in this state; none: it is allowed.

    From a state that is not a source of the move that alone is the reason: its guards ask about a step
    that the unit has not reached or has left. KeyError: no such move. ValueError: no such state, or a
    fact that a guard needs was not given.
    """
    transition = TRANSITIONS[name]
    if state not in STATE_LABELS:
        raise ValueError(f"no state {state!r}")
    if state not in transition.sources:
        wanted = " atau ".join(STATE_LABELS[source] for source in transition.sources)
        text = (
            f"“{transition.label}” hanya dapat dilakukan pada tahap {wanted}; sekarang {STATE_LABELS[state]}."
        )
        return [Refusal(text, "alur")]
    return [refusal for guard in transition.guards for refusal in guard(facts)]


def open_from(state: str) -> tuple[Transition, ...]:
    """The moves that start in this state."""
    return tuple(transition for transition in TRANSITIONS.values() if state in transition.sources)
