"""All tables: those of an instansi in the order in which it fills them, those of one unit in one year."""

from __future__ import annotations

from .action_plan import ACTION_PLAN
from .agents import AGENTS, CHANGES
from .conditions import CONDITIONS
from .indices import INDICES
from .innovations import INNOVATIONS
from .people import PEOPLE
from .staff import STAFF, UNIT_STAFF
from .table import Table
from .teams import TEAMS
from .tpn import TPN
from .tpn_survey import TPN_SURVEY
from .tpn_values import TPN_VALUES
from .units import UNITS
from .work_teams import WORK_TEAMS

_BUILDING = (WORK_TEAMS, AGENTS, CHANGES, INNOVATIONS)
_ALL = (UNITS, PEOPLE, TEAMS, STAFF, *_BUILDING, CONDITIONS, INDICES, TPN, TPN_SURVEY, TPN_VALUES)
TABLES: dict[str, Table] = {t.key: t for t in _ALL}
UNIT_TABLES: dict[str, Table] = {t.key: t for t in (ACTION_PLAN, UNIT_STAFF)}
TITLES = {table.key: table.title for table in (*TABLES.values(), *UNIT_TABLES.values())}
