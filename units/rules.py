"""Who may manage what: predicates on (hats, instansi) and one flat table.

Predicates take the `Hats` of a person and the instansi (None for what belongs to the whole system). The table
is asked directly, never through Django's `has_perm`: a superuser gets nothing here.
"""

from rules import RuleSet, predicate

from units.hats import Hats
from units.models import Instansi, Role
from units.models.membership import INSTANSI_ROLES, UNIT_ROLES

# A role that only an invitation knows: it opens an account for someone who will sit in a TPI team.
TPI = "tpi"


@predicate
def is_admin(hats: Hats, instansi: Instansi | None) -> bool:
    """Admin inspektorat of this instansi."""
    return instansi is not None and instansi.pk in hats.instansi(Role.ADMIN)


@predicate
def is_pimpinan_instansi(hats: Hats, instansi: Instansi | None) -> bool:
    """Pimpinan of this instansi, who reads what the admin writes."""
    return instansi is not None and instansi.pk in hats.instansi(Role.PIMPINAN_INSTANSI)


@predicate
def is_admin_sistem(hats: Hats, instansi: Instansi | None) -> bool:
    """System administrator: instansi and their first admins, nothing inside them."""
    return hats.is_admin_sistem


TABLE = {
    "view": is_admin | is_pimpinan_instansi,
    "manage": is_admin,
    "create_instansi": is_admin_sistem,
    "invite_first_admin": is_admin_sistem,
    "keep_kawasan": is_admin_sistem,
}

PERMISSIONS = RuleSet()
for _name, _predicate in TABLE.items():
    PERMISSIONS.add_rule(_name, _predicate)


def may(hats: Hats, action: str, instansi: Instansi | None = None) -> bool:
    """True if a person with these hats may do `action` (a key of TABLE) in the instansi."""
    if action not in TABLE:
        raise KeyError(action)
    return PERMISSIONS.test_rule(action, hats, instansi)


def may_invite(hats: Hats, role: str, instansi: Instansi | None) -> bool:
    """Admin sistem invites admins; the admin inspektorat everybody else of the own instansi, and admins."""
    if role == Role.ADMIN_SISTEM:
        return instansi is None and hats.is_admin_sistem
    if role == Role.ADMIN and may(hats, "invite_first_admin", instansi):
        return instansi is not None
    return role in {*UNIT_ROLES, *INSTANSI_ROLES, TPI} and may(hats, "manage", instansi)


def roles_in(instansi: Instansi) -> list[str]:
    """Roles that exist in an instansi: penilai pendahuluan only in ministries and agencies (K/L)."""
    return [
        role
        for role in (*UNIT_ROLES, *INSTANSI_ROLES)
        if role != Role.PENILAI_PENDAHULUAN or not instansi.is_pemda
    ]


def role_label(role: str) -> str:
    """The Indonesian name of a role, that of an invitation to a TPI team included."""
    return "Tim TPI" if role == TPI else Role(role).label


def acting_as(hats: Hats, instansi: Instansi | None) -> str:
    """As which the person acts on management pages, for the page head and the audit."""
    ladder = [
        (is_admin, Role.ADMIN),
        (is_pimpinan_instansi, Role.PIMPINAN_INSTANSI),
        (is_admin_sistem, Role.ADMIN_SISTEM),
    ]
    return next((str(role.label) for test, role in ladder if test.test(hats, instansi)), "")
