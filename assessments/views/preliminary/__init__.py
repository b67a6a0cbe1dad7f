"""Penilaian pendahuluan in K/L: conclusion and letter of the level above, and what a unit sent back reads of it."""

from assessments.views.preliminary.coaching import coaching
from assessments.views.preliminary.conclusion import conclusion
from assessments.views.preliminary.letter import letter

__all__ = ["coaching", "conclusion", "letter"]
