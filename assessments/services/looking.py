"""When somebody of the team last opened a unit's TPI pages. No act on the assessment: neither locked nor audited."""

from datetime import timedelta

from django.utils import timezone

from assessments.models import Assessment, LastLook
from assessments.rules import of_team

AT_MOST_EVERY = timedelta(minutes=1)


def note_look(assessment: Assessment, *, actor) -> None:
    """Remember that the actor looks at the TPI pages now, written once a minute at most; nobody outside the team is
    noted. One query, two when it is written.
    """
    if not of_team.test(actor, assessment):
        return
    now = timezone.now()
    if LastLook.objects.filter(assessment=assessment, user=actor, at__gt=now - AT_MOST_EVERY).exists():
        return
    LastLook.objects.bulk_create(
        [LastLook(assessment=assessment, user=actor, at=now)],
        update_conflicts=True,
        unique_fields=["assessment", "user"],
        update_fields=["at"],
    )
