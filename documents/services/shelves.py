"""What the writes of a shelf share: who keeps it, the version that was seen, the audit."""

from django.db.models import Model

from audit.services import record
from documents.library.rules import may_keep
from units.models import Instansi, User
from units.queries import hats_of
from units.rules import acting_as
from units.services.errors import NotAllowed, Refused

CHANGED = (
    "Isian ini baru saja diubah orang lain. Yang tersimpan sekarang tampil di bawah; simpan lagi bila isian Anda yang "
    "dipakai."
)


class Stale(Refused):
    """Somebody else wrote meanwhile; the caller shows what is stored."""


def role_of(shelf: Instansi | None, actor: User) -> str:
    """As which the actor keeps the shelf; NotAllowed for anybody else."""
    hats = hats_of(actor)
    if not may_keep(hats, shelf):
        raise NotAllowed("Pustaka ini tidak Anda kelola.")
    return acting_as(hats, shelf)


def keeper(shelf: Instansi | None, actor: User) -> str:
    """Like `role_of`, inside the transaction of a write.

    Locks the actor's row until its end, so that a double click is two acts one after the other.
    """
    role = role_of(shelf, actor)
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    return role


def check_version(stored: int, seen: int) -> None:
    """Raise Stale unless what is stored is what the actor saw."""
    if stored != seen:
        raise Stale(CHANGED)


def tell(
    thing: Model,
    action: str,
    *,
    actor: User,
    role: str,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    """Record one act on the chain of the shelf's instansi, or on "system" for the shared one."""
    instansi_id = thing.instansi_id  # type: ignore[attr-defined]
    record(
        f"instansi:{instansi_id}" if instansi_id else "system",
        actor=actor,
        role=role,
        action=action,
        label=thing._meta.label_lower,
        object_id=thing.pk,
        before=before,
        after=after,
    )
