"""Hats: which roles a person wears today. Pure data; loaded once per request by `units.queries.hats_of`."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Hat:
    """One role in one place. `role` is a `Role` or `TeamMember.Seat` value; team seats carry `team_id`."""

    role: str
    label: str
    place: str
    instansi_id: int | None = None
    unit_id: int | None = None
    team_id: int | None = None
    areas: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hats:
    """All hats of a person on one day."""

    hats: tuple[Hat, ...] = ()
    conflicts: frozenset[int] = frozenset()  # ids of the units for which they declared a conflict of interest

    def units(self, *roles: str) -> frozenset[int]:
        """Ids of the units in which the person holds one of `roles`."""
        return frozenset(h.unit_id for h in self.hats if h.unit_id is not None and h.role in roles)

    def instansi(self, *roles: str) -> frozenset[int]:
        """Ids of the instansi in which the person holds one of `roles`."""
        return frozenset(h.instansi_id for h in self.hats if h.instansi_id is not None and h.role in roles)

    @cached_property
    def seats(self) -> dict[int, str]:
        """Team id → seat."""
        return {h.team_id: h.role for h in self.hats if h.team_id is not None}

    @cached_property
    def own_units(self) -> frozenset[int]:
        """Ids of the units of which the person is a member in any way."""
        return frozenset(h.unit_id for h in self.hats if h.unit_id is not None)

    @cached_property
    def barred(self) -> frozenset[int]:
        """Ids of the units that the person never assesses: own ones, and those of a declared conflict of interest."""
        return self.own_units | self.conflicts

    @cached_property
    def is_admin_sistem(self) -> bool:
        """True for the system administrator, who sees nothing inside an assessment."""
        return any(h.role == "admin_sistem" for h in self.hats)

    def areas_in(self, unit_id: int, *, unlimited_roles: Iterable[str]) -> frozenset[str] | None:
        """Area codes in which the person may answer for a unit; None means all areas and Hasil.

        A role in `unlimited_roles`, or a petugas without pokja, is unlimited; otherwise pokja areas add up.
        """
        mine = [h for h in self.hats if h.unit_id == unit_id]
        if any(h.role in unlimited_roles or (h.role == "petugas_unit" and not h.areas) for h in mine):
            return None
        return frozenset(area for h in mine if h.role == "petugas_unit" for area in h.areas)
