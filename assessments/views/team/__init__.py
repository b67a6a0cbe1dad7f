"""The units that build, their teams, and the registers of what they build."""

from assessments.views.team.exporting import unit_table
from assessments.views.team.members import (
    instansi_team,
    instansi_team_add,
    instansi_team_file,
    work_member,
    work_member_replace,
    work_team,
    work_team_add,
    work_team_file,
)
from assessments.views.team.mistaken import selection_decree_unit
from assessments.views.team.printing import instansi_team_print, work_team_print
from assessments.views.team.registers import (
    agent,
    agent_add,
    agent_change,
    agent_change_add,
    agents,
    innovation,
    innovation_add,
    innovations,
)
from assessments.views.team.removing import (
    agent_change_remove,
    agent_remove,
    innovation_remove,
    work_member_remove,
)
from assessments.views.team.selection import (
    selection,
    selection_decree,
    selection_decree_add,
    selection_decree_file,
    selection_unit,
)
from assessments.views.team.taking import take_counts

__all__ = [
    "agent",
    "agent_add",
    "agent_change",
    "agent_change_add",
    "agent_change_remove",
    "agent_remove",
    "agents",
    "innovation",
    "innovation_add",
    "innovation_remove",
    "innovations",
    "instansi_team",
    "instansi_team_add",
    "instansi_team_file",
    "instansi_team_print",
    "selection",
    "selection_decree",
    "selection_decree_add",
    "selection_decree_file",
    "selection_decree_unit",
    "selection_unit",
    "take_counts",
    "unit_table",
    "work_member",
    "work_member_remove",
    "work_member_replace",
    "work_team",
    "work_team_add",
    "work_team_file",
    "work_team_print",
]
