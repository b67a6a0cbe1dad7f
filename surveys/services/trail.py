"""Writing to the audit: acts on campaigns, never answers, whose time would be finer than the hour."""

import hashlib
import json

from audit.services import record
from surveys.models import Campaign
from surveys.rules import acting_as

FIELDS = (
    "kind",
    "year",
    "title",
    "opens_on",
    "closes_on",
    "with_codes",
    "contacts_until",
    "state",
    "published",
)


def tell(campaign: Campaign, action: str, *, actor, before=None, after=None, reason: str = "") -> None:
    """Record one act on the chain of the instansi."""
    record(
        f"instansi:{campaign.unit.instansi_id}",
        actor=actor,
        role=acting_as(actor, campaign.unit),
        action=action,
        label="surveys.campaign",
        object_id=campaign.pk,
        before=before,
        after=after,
        reason=reason,
    )


def values(campaign: Campaign) -> dict:
    """What a campaign says, with its services, as data."""
    said = {name: getattr(campaign, name) for name in FIELDS}
    rows = campaign.services.values_list("name", "population", "target")
    return said | {
        "questionnaire": campaign.questionnaire.code,
        "services": [list(row) for row in rows],
    }


def version_of(campaign: Campaign) -> str:
    """Changes whenever something else is said of a campaign."""
    return hashlib.sha256(json.dumps(values(campaign), default=str).encode()).hexdigest()
