"""How long is kept what nobody needs for ever: one row a kind, with its days in RETENTION_DAYS."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assessments.models import CalendarFeed, Import, Job, Notice
from assessments.services.job_queue import UNFINISHED
from assessments.tables.kinds import KINDS as TABLES
from surveys.models import ContactList
from surveys.models import Import as SurveyImport
from units.models import Invitation, User
from zi_portal.privacy.erasing import why_not

CHUNK = 1000


@dataclass(frozen=True)
class Kept:
    """A kind of data: `old` gives the rows whose time is over before a moment."""

    title: str
    old: Callable[[datetime], QuerySet]


def _notices(before: datetime) -> QuerySet:
    """Read, or so old that nobody will; never one whose mail waits."""
    told = Notice.objects.exclude(mail__in=Notice.UNSENT)
    return told.filter(Q(read_at__lt=before) | Q(at__lt=before - timedelta(days=365)))


def _jobs(before: datetime) -> QuerySet:
    """With what they made for download; the sweep of the store takes the file."""
    return Job.objects.exclude(status__in=UNFINISHED).filter(finished_at__lt=before)


def _imports(before: datetime) -> QuerySet:
    """Nothing stands on them: never applied, or a table whose import cannot be taken back, or was. Other applied ones
    say where values come from, and can be undone.
    """
    status = Import.Status
    never = [status.READING, status.READY, status.REFUSED, status.DISCARDED]
    final = [name for name, table in TABLES.items() if table.undo is None]
    return Import.objects.filter(
        Q(status__in=never, applied_at=None, created_at__lt=before)
        | Q(status=status.APPLIED, kind__in=final, applied_at__lt=before)
        | Q(status=status.UNDONE, kind__in=TABLES, undone_at__lt=before)
    )


def _invitations(before: datetime) -> QuerySet:
    return Invitation.objects.filter(accepted_at=None).filter(
        Q(expires_at__lt=before) | Q(revoked_at__lt=before)
    )


def _devices(before: datetime) -> QuerySet:
    """From which address and browser somebody signed in, once that session is gone."""
    session = Session.objects.filter(session_key=OuterRef("session_key"))
    return UserSession.objects.filter(~Exists(session), created_at__lt=before)


def _contacts(before: datetime) -> QuerySet:
    """From so many days after the last day of the survey, or after the day that it promised if that was sooner."""
    now = before + timedelta(days=settings.RETENTION_DAYS["survey_contacts"])
    promised = Q(campaign__contacts_until__lt=timezone.localdate(now))
    return ContactList.objects.filter(promised | Q(campaign__closes_on__lt=timezone.localdate(before)))


def _survey_imports(before: datetime) -> QuerySet:
    """Previews that nobody decided on: the rows of a file wait in them."""
    return SurveyImport.objects.filter(applied_at=None, at__lt=before)


def _tasks(before: datetime) -> QuerySet:
    """Ended ones, and those whose worker was killed: nothing works on a task for days."""
    lost = DBTaskResult.objects.running().filter(started_at__lt=before - timedelta(days=1))
    return lost | DBTaskResult.objects.finished().filter(finished_at__lt=before)


KINDS: dict[str, Kept] = {
    "notices": Kept("pemberitahuan yang dibaca", _notices),
    "jobs": Kept("hasil unduhan", _jobs),
    "imports": Kept("berkas impor yang tidak diperlukan lagi", _imports),
    "invitations": Kept("undangan yang tidak diterima", _invitations),
    "calendars": Kept(
        "alamat kalender yang dicabut", lambda before: CalendarFeed.objects.filter(revoked_at__lt=before)
    ),
    "sessions": Kept("sesi yang berakhir", lambda before: Session.objects.filter(expire_date__lt=before)),
    "devices": Kept("perangkat tanpa sesi", _devices),
    "tasks": Kept("catatan antrean", _tasks),
    "survey_contacts": Kept("kontak responden survei", _contacts),
    "survey_imports": Kept("pratinjau impor jawaban survei", _survey_imports),
}


def over(kind: str, *, now: datetime) -> QuerySet:
    """The rows of a kind whose time is over."""
    return KINDS[kind].old(now - timedelta(days=settings.RETENTION_DAYS[kind]))


def remove(kind: str, *, now: datetime) -> int:
    """Remove them, some at a time, so that nobody waits long; returns how many rows of the kind went."""
    gone = 0
    while keys := list(over(kind, now=now).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        with transaction.atomic():
            still = over(kind, now=now).filter(pk__in=keys)
            label = still.model._meta.label
            gone += still.delete()[1].get(label, 0)
    return gone


def accounts_to_erase(*, now: datetime) -> list[User]:
    """Closed accounts that nothing keeps from being erased. A person does that, with `erase_person`."""
    closed = User.objects.filter(is_active=False, erased_at=None).order_by("pk")
    return [person for person in closed if not why_not(person, now=now)]


def sweep_cache(*, now: datetime) -> None:
    """Remove what has expired from the cache's table; Django itself does so only where the table is full."""
    place = settings.CACHES["default"]
    if place["BACKEND"].endswith("DatabaseCache"):
        table = connection.ops.quote_name(place["LOCATION"])
        with connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {table} WHERE expires < %s",  # noqa: S608 (a name of our own settings)
                [connection.ops.adapt_datetimefield_value(now)],
            )
