"""What follows a predicate: the register, corrections, revocation, two-yearly reports, notes of complaints."""

from .listing import register
from .notes import note, notes
from .record import add, edit, paper, record, revocation, revoke
from .report import report

__all__ = ["add", "edit", "note", "notes", "paper", "record", "register", "report", "revocation", "revoke"]
