"""How many pages a document has. What was counted once is remembered: content never changes under its hash."""

from collections import OrderedDict
from threading import Lock

MOST = 4096
_counts: OrderedDict[tuple[str, str], tuple[int, str]] = OrderedDict()
_lock = Lock()


def known(sha256: str, kind: str) -> tuple[int, str] | None:
    """(how many, what such a page is called), or None when it was not counted yet."""
    with _lock:
        return _counts.get((sha256, kind))


def remember(sha256: str, kind: str, of: int, unit: str) -> None:
    """Keep what was counted."""
    with _lock:
        _counts[sha256, kind] = of, unit
        _counts.move_to_end((sha256, kind))
        while len(_counts) > MOST:
            _counts.popitem(last=False)


def forget() -> None:
    """Count everything again."""
    with _lock:
        _counts.clear()
