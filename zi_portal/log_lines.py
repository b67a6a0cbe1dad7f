"""How log lines are written: as text for people or as JSON for collectors, without secrets and what people typed.

What a line may hold: ids, routes, kinds, counts, durations. Addresses of pages hold secrets (invitations, calendars,
forgotten passwords), texts of exceptions hold whatever was in hand; neither is written.
"""

import json
import logging
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from http.client import responses
from typing import Any

from django.db import OperationalError

from audit.tracing import trace

# Whose texts name code or machines, never data. Of all others only the kind and the place are told.
TELLING = (
    AttributeError,
    ConnectionError,
    ImportError,
    MemoryError,
    NameError,
    OperationalError,
    RecursionError,
    TimeoutError,
    TypeError,
)
UNTOLD = "(text not logged)"


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The record with its facts, and those of the request or job under way."""
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": message_of(record),
            **facts_of(record),
        }
        if record.exc_info and record.exc_info[1]:
            told["exception"] = told_exception(record.exc_info[1])
        return json.dumps(told, ensure_ascii=False, default=str)


class TextLines(logging.Formatter):
    """The same for a person who reads."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, and below it the places of an exception."""
        at = datetime.fromtimestamp(record.created, UTC).astimezone()
        facts = " ".join(f"{name}={value}" for name, value in facts_of(record).items())
        line = f"{at:%Y-%m-%d %H:%M:%S} {record.levelname} {record.name}: {message_of(record)}"
        line = f"{line} {facts}".rstrip().replace("\r", "\\r").replace("\n", "\\n")
        if record.exc_info and record.exc_info[1]:
            line += "\n" + told_exception(record.exc_info[1])
        return line


def message_of(record: logging.LogRecord) -> str:
    """The text; of what Django says of a request only its status and the route, since the rest may quote an address,
    a header or what was sent.
    """
    if record.name.startswith(("django.request", "django.security")):
        status = getattr(record, "status_code", None)
        kind = responses.get(status, status) if status else record.name.rpartition(".")[2]
        request = getattr(record, "request", None)
        return f"{kind}: {route_of(request)}" if request is not None else str(kind)
    if not record.args or not isinstance(record.args, tuple):
        return record.getMessage()
    return str(record.msg) % tuple(_brief(arg) for arg in record.args)


def facts_of(record: logging.LogRecord) -> dict[str, Any]:
    """`request` and `job` of now, and what the line tells beside its text."""
    now = {name: value for name, value in trace().items() if name in {"request", "job"}}
    return {**now, **getattr(record, "facts", {})}


def told_exception(error: BaseException) -> str:
    """Where it came from, what kind it is, and its text when it is of those that hold no data; with its causes."""
    parts = []
    for one in _chain(error):
        text = str(one) if isinstance(one, TELLING) else UNTOLD
        kind = f"{type(one).__module__}.{type(one).__qualname__}".removeprefix("builtins.")
        parts.append("".join(traceback.format_tb(one.__traceback__)) + f"{kind}: {text}")
    return "\nwhich led to:\n".join(reversed(parts))


def route_of(request: Any) -> str:
    """The name of the page, without what its address holds."""
    match = getattr(request, "resolver_match", None)
    if match is not None:
        return match.view_name or "-"
    return next((name for name in ("api", "static") if request.path_info.startswith(f"/{name}/")), "-")


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _brief(arg: Any) -> Any:
    """An exception given as part of a text is told by its kind."""
    return type(arg).__name__ if isinstance(arg, BaseException) and not isinstance(arg, TELLING) else arg
