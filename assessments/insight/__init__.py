"""What a year teaches the inspectorate: questions that units overrate, how members differ, load and speed of teams.

Answers count from released assessments alone; of the others nothing but their state and days, which the overview
shows too. The callers fetch the period through `queries.visible_periods` first.
"""

from assessments.insight.members import LEAST_SHEETS, LEAST_UNITS, MemberLine, Members, members
from assessments.insight.questions import QuestionLine, UnitLine, questions, units_at
from assessments.insight.reading import Reading, read
from assessments.insight.teams import TeamLine, teams

__all__ = [
    "LEAST_SHEETS",
    "LEAST_UNITS",
    "MemberLine",
    "Members",
    "QuestionLine",
    "Reading",
    "TeamLine",
    "UnitLine",
    "members",
    "questions",
    "read",
    "teams",
    "units_at",
]
