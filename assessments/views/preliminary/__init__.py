"""Penilaian pendahuluan in K/L: conclusion and letter of the level above, and what a unit sent back reads of it."""

from assessments.views.preliminary.conclusion import conclusion

__all__ = ["conclusion"]
