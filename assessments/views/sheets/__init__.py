"""The work queue, members' sheets as the lead sees them, and conflicts of interest."""

from assessments.views.sheets.conflict import declare_conflict
from assessments.views.sheets.members import tpi_members
from assessments.views.sheets.queue import tpi_queue

__all__ = ["declare_conflict", "tpi_members", "tpi_queue"]
