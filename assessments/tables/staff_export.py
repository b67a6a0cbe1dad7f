"""The staff list of one place as a workbook that the import takes again."""

from __future__ import annotations

from dataclasses import replace

from assessments.staff_places import StaffPlace

from .staff import ITSELF, STAFF
from .table import Scope
from .template import template_of


def staff_workbook(place: StaffPlace, *, actor, filled: bool = True) -> bytes:
    """The template of the staff table, filled with the rows of this place alone; a unit's names no other unit."""
    code = place.unit.code if place.unit else ITSELF
    today = place.today
    named = (place.unit,) if place.unit else None
    scope = Scope(place.instansi, actor, today.year, today, named=named)
    own = replace(STAFF, listed=lambda found: [one for one in found.values() if one.values["unit"] == code])
    return template_of(own, scope, filled=filled)
