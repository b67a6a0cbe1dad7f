"""One check, one file: each looks at all rows and tells a row why it cannot be taken. In this order."""

from . import complete, doubled, identified

BEFORE = (identified.check, doubled.check)  # before the rows are compared with what stands
AFTER = (complete.check,)

__all__ = ["AFTER", "BEFORE"]
