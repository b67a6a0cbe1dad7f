"""A table of one unit in its year, or of the instansi's own team, as a workbook that the import takes again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from assessments.models import Period
from assessments.team_places import TeamPlace
from units.models import UnitKerja

from .agents import AGENTS, CHANGES
from .innovations import INNOVATIONS
from .staff import ITSELF
from .table import Scope
from .template import template_of
from .work_teams import WORK_TEAMS

OFFERED = {table.key: table for table in (WORK_TEAMS, AGENTS, CHANGES, INNOVATIONS)}


@dataclass(frozen=True)
class _OneUnit(Scope):
    """A scope that names no other unit of the instansi."""

    only: UnitKerja | None = None

    @cached_property
    def units(self) -> dict[str, UnitKerja]:
        """The one unit."""
        return {self.only.code: self.only} if self.only else {}


def unit_workbook(key: str, place: TeamPlace, *, actor) -> bytes:
    """The template of a table of `OFFERED`, filled with the rows of this place alone; other units are not named."""
    period: Period = place.period
    code = place.assessment.unit.code if place.assessment else ITSELF
    unit = place.assessment.unit if place.assessment else None
    scope = _OneUnit(period.instansi, actor, period.year, place.today, period, only=unit)
    own = replace(
        OFFERED[key], listed=lambda found: [one for one in found.values() if one.values["unit"] == code]
    )
    return template_of(own, scope, filled=True)
