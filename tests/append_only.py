"""Lets Django empty the database between tests although history and surveys are append-only. For `conftest`."""

from contextlib import ExitStack
from functools import wraps

from django.db import connections
from django.test import TransactionTestCase

from audit import triggers


def let_flush_work() -> None:
    """Lift the triggers around the flush after a transactional test or a live server; idempotent."""
    original = TransactionTestCase._fixture_teardown
    if getattr(original, "lifts_triggers", False):
        return

    @wraps(original)
    def teardown(self: TransactionTestCase) -> None:
        with ExitStack() as stack:
            for alias in self._databases_names(include_mirrors=False):
                stack.enter_context(triggers.lifted(connections[alias]))
            original(self)

    teardown.lifts_triggers = True  # type: ignore[attr-defined]
    TransactionTestCase._fixture_teardown = teardown
