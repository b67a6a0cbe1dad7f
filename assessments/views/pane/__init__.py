"""The reading pane: a piece of evidence beside its question."""

from assessments.views.pane.page import pane
from assessments.views.pane.sheet import pane_sheet

__all__ = ["pane", "pane_sheet"]
