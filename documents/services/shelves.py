"""What the writes of a shelf share: who keeps it, the version that was seen."""

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


def lock_keeper(shelf: Instansi | None, actor: User) -> None:
    """NotAllowed for whoever does not keep the shelf; inside the transaction of a write.

    Locks the actor's row until its end, so that a double click is two acts one after the other.
    """
    role_of(shelf, actor)
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)


def check_version(stored: int, seen: int) -> None:
    """Raise Stale unless what is stored is what the actor saw."""
    if stored != seen:
        raise Stale(CHANGED)
