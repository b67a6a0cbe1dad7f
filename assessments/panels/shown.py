"""What all values for templates share."""

from typing import Any


class Shown:
    """Values that templates read. For `row.name` Django first tries `row["name"]`: without an answer to that, each
    look-up costs an exception, a third of the time of rendering what a save moves.
    """

    def __getitem__(self, name: str) -> Any:
        """The attribute of that name; KeyError where there is none."""
        try:
            return getattr(self, name)
        except (AttributeError, TypeError) as error:
            raise KeyError(name) from error
