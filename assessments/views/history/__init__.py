"""The history of a unit: timeline, one question, two moments compared, the trail as PDF."""

from assessments.views.history.compare import history_compare
from assessments.views.history.pages import history, history_question
from assessments.views.history.trail import trail

__all__ = ["history", "history_compare", "history_question", "trail"]
