"""Requests of the matrix: the to-do list, notices, the calendar of one's deadlines."""

from uuid import uuid4

from django.utils import timezone

from assessments.models import CalendarFeed, Notice
from assessments.services.calendar_feeds import make_feed
from tests.permissions.scene import Ask, Builder, Scene
from units.models import User

A = "assessments:"
CHOICES = {"langkah": "mail", "kabar": "portal", "batas": "none"}


def _notice(user: User, scene: Scene) -> Ask:
    made = Notice.objects.create(
        user=user, kind="opened", key=str(uuid4()), assessment=scene.place.assessment, at=timezone.now()
    )
    return Ask((made.pk,), quiet=True)


def _own(scene: Scene) -> Ask:
    return _notice(scene.person or scene.place.admin, scene)


def _others(scene: Scene) -> Ask:
    admin, lead = scene.place.admin, scene.place.ketua
    return _notice(lead if scene.person == admin else admin, scene)


def _revoke(scene: Scene) -> Ask:
    if scene.person is not None:
        make_feed(form_id=uuid4(), actor=scene.person)
    return Ask()


def _feed(scene: Scene) -> Ask:
    text = f"rahasia-{uuid4()}"
    owner = scene.place.admin
    CalendarFeed.objects.create(
        user=owner, token_hash=CalendarFeed.hash_of(text), form_id=uuid4(), created_at=timezone.now()
    )
    return Ask((text,))


BUILDERS: dict[tuple[str, str], Builder] = {
    (A + "todo", ""): lambda s: Ask(),
    (A + "search", ""): lambda s: Ask(),
    (A + "help", ""): lambda s: Ask(),
    (A + "help_terms", ""): lambda s: Ask(),
    (A + "help_guide", ""): lambda s: Ask(("petugas",)),
    (A + "hint_close", ""): lambda s: Ask(("jawab",), quiet=True),
    (A + "notices", ""): lambda s: Ask(),
    (A + "notices_read", ""): lambda s: Ask(data={"up_to": "1"}, quiet=True),
    (A + "notice_open", "own"): _own,
    (A + "notice_open", "of another person"): _others,
    (A + "notice_choices", ""): lambda s: Ask(data=CHOICES, quiet=True),
    (A + "calendar", ""): lambda s: Ask(),
    (A + "calendar_subscribe", ""): lambda s: Ask(data={"form_id": str(uuid4())}),
    (A + "calendar_unsubscribe", ""): _revoke,
    (A + "calendar_period", "of nobody's year"): lambda s: Ask((9_999_999,)),
    (A + "calendar_feed", "with an unknown secret"): lambda s: Ask(("tidak-ada",)),
    (A + "calendar_feed", "with a secret that holds"): _feed,
}
