"""The hash of an entry: SHA-256 over canonical JSON, the same after a round trip through either database."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any, Protocol
from uuid import UUID

from django.utils.functional import Promise

FORMAT = 1


class Hashable(Protocol):
    """What `entry_hash` reads of an `audit.models.Entry`."""

    seq: int
    at: datetime
    actor_id: int | None
    role: str
    action: str
    object_label: str
    object_id: str
    before: Any
    after: Any
    reason: str
    prev_hash: str


def moment(value: datetime) -> str:
    """An aware datetime as UTC with microseconds, e.g. 2026-03-01T05:00:00.000000Z; ValueError if naive."""
    if value.tzinfo is None:
        raise ValueError("an audit moment needs a time zone")
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def clean_text(value: str) -> str:
    """The text itself; ValueError when a database could not keep it (NUL, lone surrogate)."""
    if "\x00" in value:
        raise ValueError("text with a NUL character cannot be recorded")
    value.encode("utf-8")
    return value


def plain(value: Any) -> Any:
    """The value as JSON that survives both databases unchanged.

    Decimals and fractions become strings, moments UTC strings, sets sorted lists. Floats are refused
    (TypeError), because two databases may print them differently; so is anything that is not data.
    """
    if isinstance(value, Enum):
        value = value.value
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str | Promise | UUID):
        return clean_text(str(value))
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        keys = {clean_text(str(key)): plain(item) for key, item in value.items()}
        if len(keys) != len(value):
            raise ValueError("two keys of an audited mapping have the same text")
        return keys
    if isinstance(value, set | frozenset):
        return sorted((plain(item) for item in value), key=canonical)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} cannot be recorded in the audit chain")


def canonical(value: Any) -> str:
    """JSON text with sorted keys and fixed separators, ASCII only."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def entry_hash(chain_key: str, entry: Hashable) -> str:
    """SHA-256 (64 hex digits) of `entry_content`."""
    return hashlib.sha256(canonical(entry_content(chain_key, entry)).encode("ascii")).hexdigest()


def entry_content(chain_key: str, entry: Hashable) -> dict[str, Any]:
    """Everything in the entry, the chain's key and the hash before it."""
    return {
        "format": FORMAT,
        "chain": chain_key,
        "seq": entry.seq,
        "at": moment(entry.at),
        "actor": entry.actor_id,
        "role": entry.role,
        "action": entry.action,
        "label": entry.object_label,
        "object": entry.object_id,
        "before": entry.before,
        "after": entry.after,
        "reason": entry.reason,
        "previous": entry.prev_hash,
    }
