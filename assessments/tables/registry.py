"""All tables, in the order in which an instansi fills them."""

from __future__ import annotations

from .conditions import CONDITIONS
from .indices import INDICES
from .people import PEOPLE
from .staff import STAFF
from .table import Table
from .teams import TEAMS
from .tpn import TPN
from .units import UNITS

TABLES: dict[str, Table] = {t.key: t for t in (UNITS, PEOPLE, TEAMS, STAFF, CONDITIONS, INDICES, TPN)}
TITLES = {table.key: table.title for table in TABLES.values()}
