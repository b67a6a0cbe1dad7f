"""Names and numbers of respondents who may be called: kept sealed, apart from answers, read by few."""

import json
from datetime import date, timedelta
from typing import NamedTuple

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import transaction

from surveys.against import BROUGHT
from surveys.models import Campaign, ContactList
from surveys.outcome import FEW
from surveys.services.locking import lock_campaign
from surveys.services.trail import tell
from units.sealing import seal_for
from units.services.errors import Refused

PURPOSE = "survey contacts"


class Contact(NamedTuple):
    """Whom to call."""

    name: str
    phone: str


def add_contact(campaign: Campaign, contact: Contact | None) -> None:
    """Write the list of a locked campaign anew, with the contact if there is one: also an answer without one does.

    Raises Refused for a contact while the list cannot be opened; an answer without one is kept all the same.
    """
    try:
        kept = _opened(ContactList.objects.filter(campaign=campaign).first())
    except InvalidToken:
        if contact is None:
            return
        said = "Nama dan nomor sedang tidak dapat disimpan. Kosongkan keduanya, lalu kirim lagi."
        raise Refused((said, "phone")) from None
    text = json.dumps(sorted([*kept, contact] if contact else kept))
    # a seal tells the second in which it was made to who has no key
    sealed = seal_for(PURPOSE).encrypt_at_time(text.encode(), 0).decode()
    ContactList(campaign=campaign, sealed=sealed).save()


def read_contacts(pk: int, *, actor) -> list[Contact]:
    """The contacts of a campaign that takes no more answers, by name; the audit tells who read them.

    Raises Campaign.DoesNotExist, NotAllowed, Refused (still running, too few answers, nothing kept or no longer to be
    kept, cannot be opened).
    """
    with transaction.atomic():
        campaign = lock_campaign(pk, actor=actor, action="read_contacts")
        if campaign.state == Campaign.State.DRAFT or campaign.runs_on(campaign.local_day()):
            raise Refused("Kontak dapat dibaca setelah survei selesai.")
        if _are_few(campaign):
            raise Refused(
                f"Kurang dari {FEW} orang menjawab sendiri, jadi kontaknya akan menunjuk jawabannya."
            )
        until = campaign.contacts_until
        kept = (
            ContactList.objects.filter(campaign=campaign).first()
            if until and campaign.local_day() <= until
            else None
        )
        try:
            found = _opened(kept)
        except InvalidToken:
            raise Refused(
                "Kontak ini disegel dengan SECRET_KEY lain. Minta admin sistem mengisi SECRET_KEY_FALLBACKS."
            ) from None
        if not found:
            raise Refused("Tidak ada kontak: tidak ada yang mengisinya, atau masa simpannya sudah lewat.")
        tell(campaign, "survey.contacts", actor=actor, after={"contacts": len(found)})
    return found


def kept_until(last: date) -> date:
    """The last day of contacts of a survey whose last day that is."""
    return last + timedelta(days=settings.RETENTION_DAYS["survey_contacts"])


def end_contacts_sooner(campaign: Campaign) -> None:
    """Of a campaign that closes: count their days from today, never later than was promised; below FEW forget them.

    The caller saves `contacts_until`.
    """
    if campaign.contacts_until:
        campaign.contacts_until = min(campaign.contacts_until, kept_until(campaign.local_day()))
    if _are_few(campaign):
        ContactList.objects.filter(campaign=campaign).delete()


def _are_few(campaign: Campaign) -> bool:
    """Whether so few answered themselves that a contact would say what one person answered."""
    return campaign.answers.exclude(channel__in=BROUGHT).count() < FEW


def _opened(kept: ContactList | None) -> list[Contact]:
    if kept is None:
        return []
    return [Contact(*one) for one in json.loads(seal_for(PURPOSE).decrypt(kept.sealed.encode()))]
