"""The pages of each kind of import: how its preview looks, and how its choices are read from the form."""

from assessments.kke.exchange import KIND as KKE
from assessments.tables.kinds import KINDS as TABLES
from assessments.tables.kinds import PREFIX
from assessments.tables.people import PEOPLE
from assessments.tables.teams import TEAMS
from assessments.views.imports import kke
from assessments.views.tables import previewing

PAGES = {KKE: kke.page, **dict.fromkeys(TABLES, previewing.page)}
READERS = {KKE: kke.read_wish, **dict.fromkeys(TABLES, previewing.read_wish)}
GIVES_ROLES = {f"{PREFIX}{table.key}" for table in (PEOPLE, TEAMS)}  # applying them asks again who it is
