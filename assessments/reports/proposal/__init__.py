"""The papers of a proposal as PDF: the letter, the SPTJM in both its forms, the recap."""

from assessments.reports.proposal.papers import print_paper, print_recap

__all__ = ["print_paper", "print_recap"]
