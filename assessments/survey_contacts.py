"""Whether surveys of a year ask respondents for a contact: the policy says so, surveys/ stands below it."""

from assessments.loaded import policy_of
from assessments.models import Period
from units.models import UnitKerja


def asks_contacts(unit: UnitKerja, year: int) -> bool:
    """Whether the policy of the unit's year asks; a year that is not open asks nothing."""
    period = Period.objects.filter(instansi=unit.instansi_id, year=year).select_related("policy").first()
    return period is not None and policy_of(period).survey_contacts
