"""A table of one unit in its year, or of the instansi's own team, as a workbook that the import takes again."""

from __future__ import annotations

from dataclasses import replace

from assessments.models import Period
from assessments.team_places import TeamPlace

from .agents import AGENTS, CHANGES
from .innovations import INNOVATIONS
from .staff import ITSELF
from .table import Scope
from .template import template_of
from .work_teams import WORK_TEAMS

OFFERED = {table.key: table for table in (WORK_TEAMS, AGENTS, CHANGES, INNOVATIONS)}


def unit_workbook(key: str, place: TeamPlace, *, actor) -> bytes:
    """The template of a table of `OFFERED`, filled with the rows of this place alone; other units are not named."""
    period: Period = place.period
    code = place.assessment.unit.code if place.assessment else ITSELF
    named = (place.assessment.unit,) if place.assessment else ()
    scope = Scope(period.instansi, actor, period.year, place.today, period, named=named)
    own = replace(
        OFFERED[key], listed=lambda found: [one for one in found.values() if one.values["unit"] == code]
    )
    return template_of(own, scope, filled=True)
