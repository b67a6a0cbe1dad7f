"""Pages around a proposal: the check before sending, its documents, the deadline, corrections and withdrawal."""

from assessments.views.propose.changing import (
    letter_edit,
    take_out,
    units_edit,
    withdrawal,
    withdrawal_scan,
)
from assessments.views.propose.checking import candidates_check, proposal_check
from assessments.views.propose.deadline import deadline, deadline_scan
from assessments.views.propose.papers import paper, paper_file, paper_print, proposal_papers, proposal_recap

__all__ = [
    "candidates_check",
    "deadline",
    "deadline_scan",
    "letter_edit",
    "paper",
    "paper_file",
    "paper_print",
    "proposal_check",
    "proposal_papers",
    "proposal_recap",
    "take_out",
    "units_edit",
    "withdrawal",
    "withdrawal_scan",
]
