"""What waits for a person, over all their hats, most urgent first.

A source is one module with `items(desk) -> Iterable[Item]`; all stand in SOURCES. Each reads with a constant number of
queries and, like every read, only what the person may see: nothing that TPI has before its release but for TPI.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from assessments.todo import approving, first, kawasan, objecting, reporting, running, tpi, unit
from assessments.todo.desk import Desk
from assessments.todo.items import Item, in_order

Source = Callable[[Desk], Iterable[Item]]
SOURCES: tuple[Source, ...] = (
    unit.items,
    first.items,
    tpi.items,
    approving.items,
    running.items,
    kawasan.items,
    objecting.items,
    reporting.items,
)


def todo_of(user, *, now: datetime) -> list[Item]:
    """Everything that waits for the person. The queries don't grow with the units (a test says how many)."""
    return todo_at(Desk(user, now))


def todo_at(desk: Desk) -> list[Item]:
    """The same, for who goes on with what the desk has read."""
    return in_order([item for source in SOURCES for item in source(desk)], desk.now)


__all__ = ["SOURCES", "Desk", "Item", "todo_at", "todo_of"]
