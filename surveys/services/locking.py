"""The first step of every write to a campaign: lock it among those that the actor knows, then ask permission."""

from django.core.exceptions import ObjectDoesNotExist

from surveys.models import Campaign
from surveys.queries import known_units
from surveys.rules import may
from units.services.errors import NotAllowed

WHO = {
    "run_survey": "Survei dijalankan oleh pimpinan unit dan petugas unit tanpa pokja.",
    "exclude_answer": "Jawaban dikecualikan oleh admin inspektorat yang bukan anggota unit.",
}


def lock_campaign(pk: int, *, actor, action: str = "run_survey") -> Campaign:
    """The campaign, locked until the transaction ends. Raises Campaign.DoesNotExist for a stranger, NotAllowed."""
    campaign = Campaign.objects.select_for_update(no_key=True).get(pk=pk)
    campaign.unit = require(campaign.unit_id, actor=actor, action=action, unknown=Campaign.DoesNotExist)
    return campaign


def require(unit_id: int, *, actor, action: str, unknown: type[ObjectDoesNotExist]):
    """The unit in which the actor may do `action`; raises `unknown` for a stranger, NotAllowed."""
    unit = known_units(actor).filter(pk=unit_id).first()
    if unit is None:
        raise unknown
    if not may(actor, action, unit):
        raise NotAllowed(WHO[action])
    return unit
