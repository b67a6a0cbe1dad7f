"""The first step of every write: lock the instansi, then ask for permission. Its managers wait for each other."""

from units.models import Instansi
from units.queries import hats_of
from units.rules import may
from units.services.errors import NotAllowed


def lock_instansi(instansi_id: int, *, actor, action: str = "manage") -> Instansi:
    """Lock and return an instansi in which the actor may do `action`; call it inside a transaction.

    Raises NotAllowed for everybody else.
    """
    instansi = Instansi.objects.select_for_update(no_key=True).get(pk=instansi_id)
    if not may(hats_of(actor), action, instansi):
        raise NotAllowed("Peran Anda tidak mencakup pengelolaan instansi ini.")
    return instansi
