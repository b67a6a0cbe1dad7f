"""The dates of a year that is walked in one day: what came before the letter lies before it, in its order."""

from dataclasses import replace
from datetime import date, datetime, time

from django.db.models import F
from django.utils import timezone

from assessments.models import (
    Assessment,
    IssuedDocument,
    Recommendation,
    Sheet,
    Signature,
    StateChange,
    Submission,
)
from assessments.reports.lhe import html_of
from assessments.reports.pdf import pdf_of
from assessments.services import issuing
from units.models import User

NOON, AFTERNOON = time(12), time(15)


def move_back(row: Assessment, day: date) -> None:
    """Move what the unit and TPI did to a day: the last of it at noon, everything else as long before as it was."""
    back = timezone.now() - datetime.combine(day, NOON, tzinfo=row.unit.instansi.zone)
    for rows, name in (
        (StateChange.objects.filter(assessment=row), "at"),
        (Submission.objects.filter(assessment=row), "at"),
        (Signature.objects.filter(assessment=row), "at"),
        (Sheet.objects.filter(assessment=row), "updated_at"),
        (Recommendation.objects.filter(assessment=row), "updated_at"),
    ):
        rows.update(**{name: F(name) - back})


def issue_lhe_on(day: date, row: Assessment, *, number: str, actor: User) -> IssuedDocument:
    """Issue the LHE of a unit under the date of a day that is over; the PDF says that date too."""
    at = datetime.combine(day, AFTERNOON, tzinfo=row.unit.instansi.zone)
    made = issuing.issue_lhe(
        row.pk,
        number=number,
        actor=actor,
        render=lambda found, issue: pdf_of(html_of(found, replace(issue, issued_at=at))),
    )
    IssuedDocument.objects.filter(pk=made.pk).update(issued_at=at)
    made.issued_at = at
    return made
