"""The gate: so many at once, so many waiting, writes first, and nobody waits for ever."""

import threading
import time

import pytest

from zi_portal.gate import Gate


def entered(gate: Gate, *, is_write: bool, times: int) -> list[bool]:
    return [gate.enter(is_write=is_write) for _ in range(times)]


class Waiting:
    """Somebody who waits at the gate in a thread of their own."""

    def __init__(self, gate: Gate, name: str, log: list[str], *, is_write: bool) -> None:
        before = len(gate._reads) + len(gate._writes)

        def wait() -> None:
            if gate.enter(is_write=is_write):
                log.append(name)
                gate.leave(is_write=is_write)

        self.thread = threading.Thread(target=wait)
        self.thread.start()
        while len(gate._reads) + len(gate._writes) == before:
            time.sleep(0.001)


@pytest.mark.parametrize("is_write", [True, False])
def test_neither_kind_takes_the_last_quarter_of_the_slots_from_the_other(is_write):
    gate = Gate(slots=4, places=0, patience=0)
    assert entered(gate, is_write=is_write, times=4) == [True, True, True, False]
    assert entered(gate, is_write=not is_write, times=2) == [True, False]
    gate.leave(is_write=not is_write)
    assert entered(gate, is_write=is_write, times=1) == [False]
    gate.leave(is_write=is_write)
    assert entered(gate, is_write=is_write, times=2) == [True, False]


def test_who_waits_comes_in_turn_and_writes_before_reads():
    gate, log = Gate(slots=1, places=8, patience=30), []
    assert gate.enter(is_write=True)
    waiting = [Waiting(gate, name, log, is_write=name.startswith("w")) for name in ("r1", "w1", "r2", "w2")]
    gate.leave(is_write=True)
    for one in waiting:
        one.thread.join(30)
    assert log == ["w1", "w2", "r1", "r2"]
    assert (gate._reading, gate._writing) == (0, 0)


def test_no_place_is_told_at_once_and_neither_kind_takes_all_places():
    gate, log = Gate(slots=1, places=4, patience=30), []
    assert gate.enter(is_write=True)
    waiting = [Waiting(gate, f"r{n}", log, is_write=False) for n in range(3)]
    assert not gate.enter(is_write=False)
    waiting.append(Waiting(gate, "w", log, is_write=True))
    assert not gate.enter(is_write=True)
    gate.leave(is_write=True)
    for one in waiting:
        one.thread.join(30)
    assert log == ["w", "r0", "r1", "r2"]


def test_who_loses_patience_leaves_the_place():
    gate = Gate(slots=1, places=1, patience=0.01)
    assert gate.enter(is_write=True)
    assert not gate.enter(is_write=True)
    assert (len(gate._reads), len(gate._writes)) == (0, 0)
    gate.leave(is_write=True)
    assert gate.enter(is_write=True)
