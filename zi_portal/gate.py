"""How many requests one process works on at once, and how many wait for their turn. Knows nothing of HTTP."""

import threading
from collections import deque
from dataclasses import dataclass, field


@dataclass
class Gate:
    """`slots` at once, `places` to wait in for at most `patience` seconds.

    Whoever waits is let in as they came, writes before reads: what somebody typed is worth more than a page that can be
    asked for again. Neither kind takes the last quarter of slots or places from the other.
    """

    slots: int
    places: int
    patience: float
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _reading: int = 0
    _writing: int = 0
    _reads: deque[threading.Event] = field(default_factory=deque)
    _writes: deque[threading.Event] = field(default_factory=deque)

    def enter(self, *, is_write: bool) -> bool:
        """Wait for a slot. False: there is none to be had in time, the caller must not go on."""
        queue = self._writes if is_write else self._reads
        with self._lock:
            if not queue and self._is_free(is_write=is_write):
                self._take(is_write=is_write)
                return True
            if _is_taken(self.places, len(self._reads) + len(self._writes), len(queue)):
                return False
            turn = threading.Event()
            queue.append(turn)
        if turn.wait(self.patience):
            return True
        with self._lock:
            if turn.is_set():  # called in the very last moment
                return True
            queue.remove(turn)
            return False

    def leave(self, *, is_write: bool) -> None:
        """Give the slot back, to whoever has waited longest."""
        with self._lock:
            if is_write:
                self._writing -= 1
            else:
                self._reading -= 1
            for kind, queue in ((True, self._writes), (False, self._reads)):
                while queue and self._is_free(is_write=kind):
                    self._take(is_write=kind)
                    queue.popleft().set()

    def _is_free(self, *, is_write: bool) -> bool:
        own = self._writing if is_write else self._reading
        return not _is_taken(self.slots, self._reading + self._writing, own)

    def _take(self, *, is_write: bool) -> None:
        if is_write:
            self._writing += 1
        else:
            self._reading += 1


def _is_taken(whole: int, all_kinds: int, own_kind: int) -> bool:
    """Whether there is nothing left of `whole`, or of the share that one kind may have of it."""
    return all_kinds >= whole or own_kind >= whole - whole // 4
