"""The guards of the workflow: pure functions Facts -> list[Refusal], one file a step of the year.

Each tells everything that it finds missing. The table in `workflow.py` says which move asks which.
"""

from __future__ import annotations

from .carried import carried_answers_are_checked
from .decision import (
    all_stages_have_results,
    decision_date_is_possible,
    decision_is_dated,
    final_values_reach_minima,
    no_objection_is_pending,
    objection_window_has_passed,
    proposed_as_wbbm,
    proposed_as_wbk,
    stages_lead_to_predicate,
    stages_up_to_the_end,
)
from .declaration import declaration_is_complete, enough_have_signed
from .development import development_is_complete, unit_is_selected
from .evidence import evidence_is_attached
from .finalising import (
    changed_questions_are_decided_again,
    considerations_are_written,
    every_question_has_a_final_answer,
    is_in_no_proposal,
    members_are_done,
    nobody_assesses_their_own_unit,
    recommendation_fits_the_score,
    recommendation_is_written,
    signatures_are_complete,
    someone_assessed,
    team_has_a_lead,
)
from .opening import development_is_recorded, window_is_open
from .preliminary import (
    goes_straight_to_tpi,
    goes_through_preliminary,
    preliminary_assessor_exists,
    preliminary_changes_are_looked_at,
    preliminary_conclusion_is_written,
    preliminary_letter_is_complete,
    preliminary_says_fit,
    preliminary_says_not_fit,
    preliminary_sheet_is_complete,
)
from .proposing import (
    conditions_are_met,
    lhe_is_issued,
    pimpinan_instansi_approved,
    proposal_deadline_has_not_passed,
    proposal_documents_are_complete,
    proposal_is_not_void,
    proposal_is_sent,
    proposal_letter_is_complete,
    tpi_recommends_it,
    tpi_score_reaches_minima,
    unit_may_still_become_it,
    withdrawal_is_recorded,
)
from .revocation import (
    held_as_wbbm,
    held_as_wbk,
    nothing_higher_is_held,
    nothing_rests_on_the_revocation,
    revocation_follows_the_determination,
    revocation_is_dated,
)
from .rounds import (
    a_reason_is_given,
    due_has_passed,
    due_is_ahead,
    requests_are_replied,
    requests_are_written,
)
from .self_determination import own_decree_is_complete, predicate_is_wbk, self_determination_is_allowed
from .submission import answers_are_complete, deadline_has_not_passed

__all__ = [
    "a_reason_is_given",
    "all_stages_have_results",
    "answers_are_complete",
    "carried_answers_are_checked",
    "changed_questions_are_decided_again",
    "conditions_are_met",
    "considerations_are_written",
    "deadline_has_not_passed",
    "decision_date_is_possible",
    "decision_is_dated",
    "declaration_is_complete",
    "development_is_complete",
    "development_is_recorded",
    "due_has_passed",
    "due_is_ahead",
    "enough_have_signed",
    "every_question_has_a_final_answer",
    "evidence_is_attached",
    "final_values_reach_minima",
    "goes_straight_to_tpi",
    "goes_through_preliminary",
    "held_as_wbbm",
    "held_as_wbk",
    "is_in_no_proposal",
    "lhe_is_issued",
    "members_are_done",
    "no_objection_is_pending",
    "nobody_assesses_their_own_unit",
    "nothing_higher_is_held",
    "nothing_rests_on_the_revocation",
    "objection_window_has_passed",
    "own_decree_is_complete",
    "pimpinan_instansi_approved",
    "predicate_is_wbk",
    "preliminary_assessor_exists",
    "preliminary_changes_are_looked_at",
    "preliminary_conclusion_is_written",
    "preliminary_letter_is_complete",
    "preliminary_says_fit",
    "preliminary_says_not_fit",
    "preliminary_sheet_is_complete",
    "proposal_deadline_has_not_passed",
    "proposal_documents_are_complete",
    "proposal_is_not_void",
    "proposal_is_sent",
    "proposal_letter_is_complete",
    "proposed_as_wbbm",
    "proposed_as_wbk",
    "recommendation_fits_the_score",
    "recommendation_is_written",
    "requests_are_replied",
    "requests_are_written",
    "revocation_follows_the_determination",
    "revocation_is_dated",
    "self_determination_is_allowed",
    "signatures_are_complete",
    "someone_assessed",
    "stages_lead_to_predicate",
    "stages_up_to_the_end",
    "team_has_a_lead",
    "tpi_recommends_it",
    "tpi_score_reaches_minima",
    "unit_is_selected",
    "unit_may_still_become_it",
    "window_is_open",
    "withdrawal_is_recorded",
]
