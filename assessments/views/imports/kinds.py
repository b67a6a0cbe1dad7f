"""The pages of each kind of import: how its preview looks, and how its choices are read from the form."""

from assessments.kke.exchange import KIND as KKE
from assessments.views.imports import kke

PAGES = {KKE: kke.page}
READERS = {KKE: kke.read_wish}
