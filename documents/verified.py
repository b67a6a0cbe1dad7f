"""What this process verified lately, so that a large file is not hashed at every click (decision 0018).

A file counts as untouched when inode, length and the times of its last change are those that were seen through the very
handle that was hashed. The kernel sets the time of change (ctime) itself, also when someone puts the other time back;
a file that changed in the last two seconds is not remembered, because two changes in one tick look alike.
"""

import os
import time
from collections import OrderedDict
from threading import Lock

SECONDS = 600  # after that the bytes are looked at again, in case the disk itself lost some
MOST = 1024  # files a process remembers
RACY = 2

Untouched = tuple[int, int, int, int, int]
_seen: OrderedDict[str, tuple[Untouched, float]] = OrderedDict()
_lock = Lock()


def _untouched(stat: os.stat_result) -> Untouched:
    return stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns


def knows(sha256: str, size: int, stat: os.stat_result) -> bool:
    """True when the open file was verified in the last ten minutes and is untouched since."""
    with _lock:
        found = _seen.get(sha256)
    return (
        found is not None
        and found[0] == _untouched(stat)
        and stat.st_size == size
        and 0 <= time.monotonic() - found[1] < SECONDS
    )


def remember(sha256: str, size: int, before: os.stat_result, after: os.stat_result) -> None:
    """Note that all of the open file was just hashed, and found right; `before` and `after` the hashing."""
    racy = time.time() - max(after.st_mtime, after.st_ctime) < RACY
    if racy or after.st_size != size or _untouched(before) != _untouched(after):
        return
    with _lock:
        _seen[sha256] = (_untouched(after), time.monotonic())
        _seen.move_to_end(sha256)
        while len(_seen) > MOST:
            _seen.popitem(last=False)


def forget() -> None:
    """Verify everything again."""
    with _lock:
        _seen.clear()
