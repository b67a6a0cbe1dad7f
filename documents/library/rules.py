"""Who keeps a shelf: the admin inspektorat the instansi's own, the admin sistem the shared one."""

from units.hats import Hats
from units.models import Instansi
from units.rules import may


def may_keep(hats: Hats, shelf: Instansi | None) -> bool:
    """True when a person with these hats adds, changes and removes on the shelf (None: the shared one)."""
    return hats.is_admin_sistem if shelf is None else may(hats, "manage", shelf)
