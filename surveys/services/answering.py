"""Taking an answer: from a phone, a tablet at the counter (the one write without an actor) or, typed in, from paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.utils import timezone

from documents.safe_text import printable
from surveys.models import Answer, Campaign, Channel
from surveys.services.codes import use_code
from surveys.services.contacts import Contact, add_contact
from surveys.services.locking import lock_campaign
from surveys.services.trail import tell
from units.services.errors import Refused

MAX_COMMENT = 1000


@dataclass(frozen=True)
class Given:
    """What a form brought. `form_id` was made with the form; the same one counts once. `slip`: a single-use code.

    `contact`: whom to call, where the campaign asks for it.
    """

    form_id: UUID
    service: int
    items: Sequence[int]
    told: bool
    comment: str = ""
    slip: str = ""
    contact: Contact | None = None


class NotRunning(Refused):
    """The campaign takes no answers: not yet, or no more."""


def send_answer(campaign_id: int, given: Given, *, channel: str, now: datetime | None = None) -> bool:
    """Keep an answer; True when it is new, False when the same form came before: both are acknowledged.

    Of the moment only the hour is kept. Raises NotRunning, Refused (an item or service that is not
    asked, a code that is unknown or used, a contact that cannot be kept).
    """
    now = now or timezone.now()
    with transaction.atomic():
        known = Campaign.objects.select_related("unit__instansi")
        campaign = known.select_for_update(of=("self",), no_key=True).get(pk=campaign_id)
        if has_come(campaign, given):
            return False
        if not campaign.runs_on(campaign.local_day(now)):
            raise NotRunning("Survei ini tidak menerima jawaban lagi.")
        if campaign.with_codes:
            use_code(campaign, given.slip)
            channel = Channel.CODE
        keep(campaign, given, channel=channel, now=now)
        if campaign.contacts_until:
            add_contact(campaign, given.contact)
    return True


def type_answer(pk: int, given: Given, *, actor) -> bool:
    """Keep what somebody filled in on paper, typed in by who runs the survey; True when it is new.

    Paper is typed in while the survey is open, also after its last day. The audit tells that a form was typed in, never
    which. Raises Campaign.DoesNotExist, NotAllowed, NotRunning, Refused.
    """
    with transaction.atomic():
        campaign = lock_campaign(pk, actor=actor)
        if has_come(campaign, given):
            return False
        if campaign.state != Campaign.State.OPEN:
            raise NotRunning("Formulir kertas diketik selama survei dibuka.")
        keep(campaign, given, channel=Channel.PAPER, now=timezone.now())
        tell(campaign, "survey.paper", actor=actor)
    return True


def keep(campaign: Campaign, given: Given, *, channel: str, now: datetime) -> Answer:
    """Write an answer to a locked campaign. Raises Refused for what the questionnaire does not ask."""
    asked = campaign.questionnaire
    good = len(given.items) == len(asked.items) and all(1 <= item <= asked.degrees for item in given.items)
    if not good or not campaign.services.filter(pk=given.service).exists():
        raise Refused("Jawaban ini tidak lengkap. Muat ulang halaman survei, lalu isi lagi.")
    return Answer.objects.create(
        id=key_of(campaign, given.form_id),
        campaign=campaign,
        service_id=given.service,
        channel=Channel(channel).value,
        hour=now.replace(minute=0, second=0, microsecond=0),
        items=list(given.items),
        told=given.told,
        comment=printable(given.comment).strip()[:MAX_COMMENT],
    )


def has_come(campaign: Campaign, given: Given) -> bool:
    """Whether the form was sent before: then it is kept, and sending it again is no new answer."""
    return Answer.objects.filter(pk=key_of(campaign, given.form_id)).exists()


def key_of(campaign: Campaign, form_id: UUID) -> UUID:
    """The key of an answer: a hash, so that keys tell no order and a form id cannot be read from them."""
    return uuid5(NAMESPACE_URL, f"{campaign.pk}:{form_id}")
