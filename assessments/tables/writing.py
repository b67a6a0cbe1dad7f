"""Calling a service for a row: what it refuses is told to the row, and the next row has its turn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction

from assessments.engine.answers import BadValue
from assessments.services.errors import NotAllowed, Refused

from .table import Row, Scope


def attempt(scope: Scope, row: Row, act: Callable[[], Any]) -> Any:
    """What `act` returns; None when a service refused, with its reasons told to the row. Permission errors go through.

    In a savepoint, so that the rows after a refused one can still be asked: the whole import is undone afterwards.
    """
    scope.alive()
    try:
        with transaction.atomic():
            return act()
    except NotAllowed:
        raise
    except Refused as refused:
        for message, field in refused.reasons:
            row.refuse(message, field)
    except BadValue as error:
        row.refuse(str(error))
    return None
