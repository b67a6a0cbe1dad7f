"""The secret address of a person's calendar: made, taken back, used."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from assessments.models import CalendarFeed
from assessments.services.errors import Refused
from audit.services import record
from units.models import User

COARSE = timedelta(hours=1)  # how often the last use is written
LABEL = CalendarFeed._meta.label_lower


def make_feed(*, form_id: UUID, actor) -> str:
    """Make the actor's address and return its secret part, which is kept nowhere. One that was there ends.

    Raises Refused for the same form sent again: what it made was shown then.
    """
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=actor.pk)  # a double click waits here
        if CalendarFeed.objects.filter(form_id=form_id).exists():
            raise Refused(
                "Alamat dari formulir ini sudah dibuat dan ditampilkan. Bila belum tersalin, buat lagi."
            )
        _end(actor)
        text = secrets.token_urlsafe(32)
        made = CalendarFeed.objects.create(
            user=actor, token_hash=CalendarFeed.hash_of(text), form_id=form_id, created_at=timezone.now()
        )
        _tell("calendar.create", made, actor)
    return text


def revoke_feed(*, actor) -> None:
    """End the actor's address. Asked twice it happens once."""
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=actor.pk)
        _end(actor)


def _end(actor) -> None:
    for feed in CalendarFeed.objects.filter(user=actor, revoked_at=None):
        feed.revoked_at = timezone.now()
        feed.save(update_fields=["revoked_at"])
        _tell("calendar.revoke", feed, actor)


def _tell(action: str, feed: CalendarFeed, actor) -> None:
    record("system", actor=actor, role="", action=action, label=LABEL, object_id=feed.pk)


def owner_of(text: str) -> tuple[CalendarFeed, User] | None:
    """The feed of a secret and the person whose calendar it is; None for one that holds no more. One query."""
    found = CalendarFeed.objects.filter(
        token_hash=CalendarFeed.hash_of(text), revoked_at=None, user__is_active=True
    )
    feed = found.select_related("user").first()
    return None if feed is None else (feed, feed.user)


def note_use(feed: CalendarFeed, *, now: datetime) -> None:
    """Remember that a calendar asked, once an hour at most. No act: neither locked nor audited. One query."""
    unknown = Q(last_used_at=None) | Q(last_used_at__lt=now - COARSE)
    CalendarFeed.objects.filter(unknown, pk=feed.pk).update(last_used_at=now)
