"""Models of the app `units`: who takes part and in which role."""

from units.models.instansi import Instansi, UnitKerja
from units.models.invitation import Invitation
from units.models.kawasan import Kawasan, KawasanSeat, KawasanUnit
from units.models.membership import Membership, Role
from units.models.team import ConflictOfInterest, TeamMember, TeamUnit, TpiTeam
from units.models.user import User

__all__ = [
    "ConflictOfInterest",
    "Instansi",
    "Invitation",
    "Kawasan",
    "KawasanSeat",
    "KawasanUnit",
    "Membership",
    "Role",
    "TeamMember",
    "TeamUnit",
    "TpiTeam",
    "UnitKerja",
    "User",
]
