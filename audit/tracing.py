"""What a log line belongs to: the request or the job that is under way, wherever the line is written."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any

NOTHING: Mapping[str, Any] = MappingProxyType({})
_facts: ContextVar[Mapping[str, Any]] = ContextVar("facts", default=NOTHING)


@contextmanager
def traced(**facts: Any) -> Iterator[None]:
    """Let everything that the block logs carry these facts, with those of a block around it."""
    token = _facts.set({**_facts.get(), **facts})
    try:
        yield
    finally:
        _facts.reset(token)


def trace() -> Mapping[str, Any]:
    """The facts of now: `request` (its id), `address`, `job`."""
    return _facts.get()
