"""Who may do what with the surveys of a unit: predicates on (user, unit) and one flat table.

The unit comes from `queries.known_units`, which lets in whoever may know of its surveys at all.
"""

from rules import RuleSet, predicate

from surveys.models import Campaign, Scan
from units.models import Role, TeamMember, TeamUnit, UnitKerja
from units.queries import hats_of


@predicate
def runs_unit(user, unit: UnitKerja) -> bool:
    """Pimpinan, or petugas without pokja: Hasil is theirs (DESIGN "People")."""
    hats = hats_of(user)
    return hats.areas_in(unit.pk, unlimited_roles=(Role.PIMPINAN_UNIT,)) is None


@predicate
def is_admin(user, unit: UnitKerja) -> bool:
    """Admin inspektorat of its instansi."""
    return unit.instansi_id in hats_of(user).instansi(Role.ADMIN)


@predicate
def assesses(user, unit: UnitKerja) -> bool:
    """A seat in the TPI team that assesses it."""
    return unit.team_units.filter(team__in=hats_of(user).seats).exists()


@predicate
def is_barred(user, unit: UnitKerja) -> bool:
    """Somebody of the unit, or in a declared conflict of interest: its answers are not theirs to judge."""
    return unit.pk in hats_of(user).barred


TABLE = {
    "run_survey": runs_unit,
    "exclude_answer": is_admin & ~is_barred,
    "read_contacts": (is_admin | assesses) & ~is_barred,
    "remove_scan": is_admin & ~is_barred,
    "correct_scan": runs_unit | (is_admin & ~is_barred),  # which of the two says `may_correct`
    "open_scan": runs_unit | ((is_admin | assesses) & ~is_barred),
}

PERMISSIONS = RuleSet()
for _name, _predicate in TABLE.items():
    PERMISSIONS.add_rule(_name, _predicate)

_LADDER = (
    (Role.PIMPINAN_UNIT, lambda hats, unit: unit.pk in hats.units(Role.PIMPINAN_UNIT)),
    (Role.PETUGAS, lambda hats, unit: unit.pk in hats.units(Role.PETUGAS)),
    (Role.ADMIN, lambda hats, unit: unit.instansi_id in hats.instansi(Role.ADMIN)),
    (Role.PIMPINAN_INSTANSI, lambda hats, unit: unit.instansi_id in hats.instansi(Role.PIMPINAN_INSTANSI)),
    (Role.PENILAI_PENDAHULUAN, lambda hats, unit: unit.parent_id in hats.units(Role.PENILAI_PENDAHULUAN)),
)


def may(user, action: str, unit: UnitKerja) -> bool:
    """True if the person may do `action` (a key of TABLE) with the surveys of a unit that they know."""
    if action not in TABLE:
        raise KeyError(action)
    return PERMISSIONS.test_rule(action, user, unit)


def may_correct(user, scan: Scan, campaign: Campaign) -> bool:
    """Whether the person may correct how many forms a scan holds: who added it, once the survey is closed the admin."""
    if campaign.state == Campaign.State.CLOSED:
        return may(user, "remove_scan", campaign.unit)
    return scan.by_id == user.pk and may(user, "run_survey", campaign.unit)


def acting_as(user, unit: UnitKerja) -> str:
    """As which the person acts, for the page head and the audit; of TPI's seats that in the unit's latest team."""
    hats = hats_of(user)
    for role, holds in _LADDER:
        if holds(hats, unit):
            return str(role.label)
    teams = TeamUnit.objects.filter(unit=unit, team__in=hats.seats).order_by("-year").values_list("team_id")
    return next((str(TeamMember.Seat(hats.seats[team]).label) for (team,) in teams[:1]), "")
