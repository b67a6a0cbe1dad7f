"""A write is tried before its file is taken in: an upload never stands in one transaction with a write."""

from collections.abc import Callable
from typing import TypeVar

from django.db import transaction

T = TypeVar("T")


def dry_run(act: Callable[[], T]) -> T:
    """What `act` gives, everything that it wrote taken back; so what is refused leaves no document behind. What it
    raises goes through.
    """
    with transaction.atomic():
        tried = act()
        transaction.set_rollback(True)
    return tried
