"""Telling people: writing notices, reading them, choosing how to be told.

A notice is no act of its own: it follows from one that the audit has, in the same transaction, and is not audited.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from assessments.models import Assessment, Notice, NoticeChoice, PredicateRecord, Proposal
from assessments.notices import KINDS, TOPICS
from assessments.services.errors import Refused
from assessments.services.postman import post_soon

Channel, Mail = NoticeChoice.Channel, Notice.Mail


def tell(
    kind: str,
    people: Collection[int],
    *,
    key: str,
    actor,
    assessment: Assessment | None = None,
    proposal: Proposal | None = None,
    predicate: PredicateRecord | None = None,
) -> None:
    """Tell people (ids) of one event, in the caller's transaction; never the actor, and never of the same `key` twice.

    `people` come from `notices.people`. KeyError for an unknown kind. Two queries: choices, notices.
    """
    wanted = [
        Notice(user_id=pk, kind=kind, key=key, assessment=assessment, proposal=proposal, predicate=predicate)
        for pk in sorted(people)
        if actor is None or pk != actor.pk
    ]
    put(wanted, now=timezone.now())


def put(notices: Iterable[Notice], *, now: datetime) -> int:
    """Store notices as their people chose: with a mail, without, or not at all. Returns how many were meant.

    What somebody was told before is left as it is. Two queries, whatever their number.
    """
    rows = list(notices)
    if not rows:
        return 0
    people = {row.user_id for row in rows}
    chosen = {
        (user_id, topic): channel
        for user_id, topic, channel in NoticeChoice.objects.filter(user__in=people).values_list(
            "user_id", "topic", "channel"
        )
    }
    kept = []
    for row in rows:
        channel = chosen.get((row.user_id, KINDS[row.kind].topic), Channel.MAIL)
        if channel == Channel.NONE:
            continue
        row.at, row.mail_at = now, now
        row.mail = Mail.WAITING if channel == Channel.MAIL else Mail.NONE
        kept.append(row)
    Notice.objects.bulk_create(kept, ignore_conflicts=True, batch_size=500)
    if any(row.mail for row in kept):
        post_soon()
    return len(kept)


def mark_read(pk: int, *, actor) -> Notice:
    """The actor has read one of their notices. Asked twice it happens once. Notice.DoesNotExist for another's."""
    found = Notice.objects.get(pk=pk, user=actor)
    Notice.objects.filter(pk=found.pk, read_at=None).update(read_at=timezone.now())
    return found


def mark_all_read(*, up_to: int, actor) -> int:
    """The actor has read what they saw: every notice up to the id `up_to`, not one that came meanwhile."""
    seen = Notice.objects.filter(user=actor, read_at=None, pk__lte=up_to)
    return seen.update(read_at=timezone.now())


def choose(wanted: Mapping[str, str], *, actor) -> None:
    """Keep how the actor wants to be told: topic → channel. Refused for what is no topic or channel."""
    if set(wanted) - set(TOPICS) or set(wanted.values()) - set(Channel.values):
        raise Refused("Pilih salah satu cara untuk setiap jenis pemberitahuan.")
    with transaction.atomic():
        NoticeChoice.objects.bulk_create(
            [NoticeChoice(user=actor, topic=topic, channel=channel) for topic, channel in wanted.items()],
            update_conflicts=True,
            unique_fields=["user", "topic"],
            update_fields=["channel"],
        )
        silent = [topic for topic, channel in wanted.items() if channel != Channel.MAIL]
        kinds = [name for name, kind in KINDS.items() if kind.topic in silent]
        waiting = Notice.objects.filter(user=actor, mail=Mail.WAITING, kind__in=kinds)
        waiting.update(mail=Mail.NONE)


def choices_of(user) -> dict[str, str]:
    """Topic → how the person wants to be told; one query."""
    stored = dict(NoticeChoice.objects.filter(user=user).values_list("topic", "channel"))
    return {topic: stored.get(topic, Channel.MAIL.value) for topic in TOPICS}
