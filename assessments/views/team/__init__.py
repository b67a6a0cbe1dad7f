"""The units that build, their teams, and the registers of what they build."""

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
from assessments.views.team.printing import instansi_team_print, work_team_print

__all__ = [
    "instansi_team",
    "instansi_team_add",
    "instansi_team_file",
    "instansi_team_print",
    "work_member",
    "work_member_replace",
    "work_team",
    "work_team_add",
    "work_team_file",
    "work_team_print",
]
