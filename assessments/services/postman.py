"""The outbox: notices whose mail waits are sent, one mail a person however many there are.

A mail says how many things of which topic wait in the portal and where that is, nothing else: mail lies on foreign
servers, and what TPI has must not be inferred from it. A server that is not there loses nothing: everything waits for
the next run. Each person's notices are taken before they are sent, so that two runs at once send once; a run that
died in between is taken up after a while, and then a mail may come twice rather than never.
"""

import logging
from collections import Counter
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from smtplib import SMTPDataError, SMTPRecipientsRefused
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from assessments.models import Notice
from assessments.notices.kinds import KINDS, TOPICS
from assessments.notices.reach import notices_of, theirs
from assessments.services.jobs import has_worker
from units.models import User

log = logging.getLogger(__name__)
Mail = Notice.Mail
LOST_AFTER = timedelta(minutes=15)  # a run that took mails and was never heard of again
MAX_TRIES = 6  # times that the server refuses one address before it is given up
WAIT = timedelta(minutes=10)  # after a first refusal, twice as long after each other


def post_soon() -> None:
    """Let the worker send what waits once the transaction is through; without a worker `run_due_tasks` does."""
    if has_worker():
        transaction.on_commit(partial(_enqueue))


def _enqueue() -> None:
    try:
        post.enqueue()
    except Exception:
        log.exception("the mails wait for the next run")  # whatever was done is done: mail never breaks it


@task
def post() -> None:
    """Send what waits."""
    send_waiting(now=timezone.now())


def send_waiting(*, now: datetime) -> int:
    """Send every mail that is due at `now`; returns how many went out. A dead mail server ends the run, no error."""
    Notice.objects.filter(mail=Mail.SENDING, mail_at__lt=now - LOST_AFTER).update(
        mail=Mail.WAITING, mail_at=now
    )
    due = Notice.objects.filter(mail=Mail.WAITING, mail_at__lte=now)
    people = list(User.objects.filter(pk__in=due.order_by().values("user")).order_by("pk"))
    if not people:
        return 0
    sent = 0
    connection = get_connection()
    try:
        connection.open()
        for person in people:
            sent += _send(person, connection, max(now, timezone.now()))
    except OSError as error:  # as are smtplib's; their texts may name addresses
        log.warning("the mail server does not answer (%s); %s mails sent", type(error).__name__, sent)
    finally:
        connection.close()
    return sent


def _send(person: User, connection, now: datetime) -> int:
    """One mail with everything that waits for a person; 0 where nothing is to be sent any more."""
    mine = Notice.objects.filter(user=person, mail=Mail.WAITING, mail_at__lte=now)
    ids = list(mine.values_list("pk", flat=True))
    taken = Notice.objects.filter(pk__in=ids, mail=Mail.SENDING, mail_at=now)
    if not mine.filter(pk__in=ids).update(mail=Mail.SENDING, mail_at=now):
        return 0
    rows = list(notices_of(person).filter(pk__in=ids, mail=Mail.SENDING, read_at=None))
    keep = theirs(person, rows) if person.is_active else set()
    taken.exclude(pk__in=keep).update(mail=Mail.DROPPED)
    if not keep:
        return 0
    try:
        _mail(person, [row for row in rows if row.pk in keep], connection).send()
    except (SMTPRecipientsRefused, SMTPDataError, ValueError):
        _refused(taken, now)
        return 0
    except BaseException:
        taken.update(mail=Mail.WAITING)
        raise
    taken.update(mail=Mail.SENT)
    return 1


def _refused(taken, now: datetime) -> None:
    """The server is there and does not take this one mail: later again, and at some time no more."""
    log.warning("the mail server refused a mail")
    tries = max(taken.values_list("mail_tries", flat=True), default=0)
    if tries + 1 >= MAX_TRIES:
        taken.update(mail=Mail.REFUSED, mail_tries=F("mail_tries") + 1)
    else:
        taken.update(mail=Mail.WAITING, mail_tries=F("mail_tries") + 1, mail_at=now + WAIT * 2**tries)


def _mail(person: User, rows: list[Notice], connection) -> EmailMessage:
    counted = Counter(KINDS[row.kind].topic for row in rows)
    lines = [TOPICS[topic].mail.format(counted[topic]) for topic in TOPICS if counted[topic]]
    # the same mail sent again, because its server died before it said that it took it, has the same number
    number = sha256(f"{settings.SECRET_KEY} {sorted(row.pk for row in rows)}".encode()).hexdigest()
    here = {
        name: f"{settings.SITE_URL}{reverse(f'assessments:{name}')}" for name in ("notices", "notice_choices")
    }
    body = render_to_string("assessments/notices/mail.txt", {"name": str(person), "lines": lines} | here)
    return EmailMessage(
        f"[Portal ZI] {lines[0]}",
        body,
        None,
        [person.email],
        connection=connection,
        headers={
            "Auto-Submitted": "auto-generated",
            "Message-ID": f"<{number[:32]}@{urlsplit(settings.SITE_URL).hostname}>",
        },
    )
