"""What this app tells the audit. People are named by id, never copied: no names, addresses or NIP."""

from typing import Any

from django.db.models import Model

from audit.services import record
from units.models import Instansi
from units.queries import hats_of
from units.rules import acting_as


def tell(instansi: Instansi | None, thing: Model, action: str, *, actor, before=None, after=None) -> None:
    """Record one act on the chain of the instansi, or on "system" without one."""
    record(
        f"instansi:{instansi.pk}" if instansi else "system",
        actor=actor,
        role=acting_as(hats_of(actor), instansi) if actor is not None else "",
        action=action,
        label=thing._meta.label_lower,
        object_id=thing.pk,
        before=before,
        after=after,
    )


def values(thing: Model, *fields: str) -> dict[str, Any]:
    """The named fields as data; foreign keys as ids."""
    return {name: getattr(thing, thing._meta.get_field(name).attname) for name in fields}
