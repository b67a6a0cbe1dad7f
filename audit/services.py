"""Writing to the audit, in the transaction of the act itself: neither exists without the other."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import connection
from django.utils import timezone

from audit.security_log import note_audited

from .hashing import clean_text, entry_hash, plain
from .models import Chain, Entry


class Person(Protocol):
    """Whoever acts: anything with a primary key (None for nobody logged in)."""

    pk: Any


Actor = Person | int | None


class AuditError(RuntimeError):
    """The audit cannot be written as asked: a programming error, never a user's."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """One act for `record_many`: what was done, to which thing, its values before and after."""

    action: str
    label: str
    object_id: Any
    before: Any = None
    after: Any = None
    reason: str = ""


def record(
    chain: str,
    *,
    actor: Actor,
    role: str = "",
    action: str,
    label: str,
    object_id: Any,
    before: Any = None,
    after: Any = None,
    reason: str = "",
) -> Entry:
    """Append one entry to the chain `chain` (created when new) and return it.

    `actor` is a user, a user id or None (the system); `role` says as which they acted; `label` and
    `object_id` name the thing. `before` and `after` are data without floats. Three queries when the
    chain exists: lock its row, insert, move its head. Writers of other chains never wait; whoever
    writes to several chains in one transaction takes "assessment:…" first, then "instansi:…", then
    "system", so that nobody waits in a circle.

    Raises AuditError outside a transaction or for a text longer than its field, TypeError or
    ValueError for values that JSON in a database cannot keep.
    """
    event = Event(action=action, label=label, object_id=object_id, before=before, after=after, reason=reason)
    return record_many(chain, [event], actor=actor, role=role)[0]


def record_many(chain: str, events: Iterable[Event], *, actor: Actor, role: str = "") -> list[Entry]:
    """Append the events in order, as one block with one moment and one actor; for imports.

    Returns the entries; no event, no query. Refuses like `record`.
    """
    if not connection.in_atomic_block:
        raise AuditError("the audit is written inside transaction.atomic, together with what it tells of")
    wanted = list(events)
    if not wanted:
        return []
    row = _locked(chain)
    actor_id = actor if isinstance(actor, int) or actor is None else actor.pk
    now = timezone.now()
    entries: list[Entry] = []
    head = row.head
    for seq, event in enumerate(wanted, start=row.length + 1):
        entry = Entry(
            chain=row,
            seq=seq,
            at=now,
            actor_id=actor_id,
            role=_fit("role", role),
            action=_fit("action", event.action),
            object_label=_fit("object_label", event.label),
            object_id=_fit("object_id", str(event.object_id)),
            before=plain(event.before),
            after=plain(event.after),
            reason=clean_text(str(event.reason)),
            prev_hash=head,
        )
        entry.hash = head = entry_hash(row.key, entry)
        entries.append(entry)
    if len(entries) == 1:
        entries[0].save(force_insert=True)
    else:
        Entry.objects.bulk_create(entries)
    moved = Chain.objects.filter(pk=row.pk, length=row.length).update(head=head, length=entries[-1].seq)
    if moved != 1:
        raise AuditError(f"chain {chain} moved while it was locked")
    for event in wanted:
        note_audited(event.action, actor=actor_id, label=event.label, object_id=event.object_id)
    return entries


def _locked(key: str) -> Chain:
    """The chain's row, locked until the transaction ends; created by whoever comes first."""
    locked = Chain.objects.select_for_update()
    try:
        return locked.get(key=key)
    except Chain.DoesNotExist:
        Chain.objects.bulk_create([Chain(key=_fit_key(key))], ignore_conflicts=True)
        return locked.get(key=key)


def _fit_key(key: str) -> str:
    limit = Chain._meta.get_field("key").max_length
    if not key or len(key) > limit:
        raise AuditError(f"chain key of {len(key)} characters, allowed are 1 to {limit}")
    return clean_text(key)


def _fit(field: str, text: str) -> str:
    """The text, refused where PostgreSQL would refuse it and SQLite would not."""
    limit = Entry._meta.get_field(field).max_length
    if len(text) > limit:
        raise AuditError(f"audit field {field} has {len(text)} characters, allowed are {limit}")
    return clean_text(text)
