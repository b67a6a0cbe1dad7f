"""The dates of a year that is walked in one day: what came before the letter lies before it, in its order."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from django.db.models import F
from django.utils import timezone

from assessments.demo.answers import dice
from assessments.facts.resting import DETERMINE
from assessments.models import (
    Assessment,
    IssuedDocument,
    Period,
    Recommendation,
    Sheet,
    Signature,
    StateChange,
    Submission,
)
from assessments.reports.lhe import html_of
from assessments.services import issuing
from documents.pdf import pdf_of
from units.models import User

NOON, AFTERNOON, EVENING = time(12), time(15), time(16)
BEGINNINGS = {
    "catat_pencanangan": 75,
    "catat_pembangunan": 68,
    "buka_penilaian": 57,
}  # days before what follows
SPREAD = 6


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


def spread_steps(period: Period) -> None:
    """Let each unit walk its year on days of its own: it begins weeks before what it did next, is sent with its letter,
    and TPN begins and decides on the days that its results say.
    """
    for row in period.assessments.select_related("unit__instansi", "proposal_unit__proposal"):
        for name, days in BEGINNINGS.items():
            back = timedelta(days=days - dice(row.unit.code, name) % SPREAD)
            row.changes.filter(name=name).update(at=F("at") - back)
        if (proposed := getattr(row, "proposal_unit", None)) is not None:
            first = proposed.stages.order_by("date").first()
            told = {"usulkan": proposed.proposal.letter_date, "mulai_tpn": first.date if first else None}
            told |= dict.fromkeys((*DETERMINE, "tetapkan_belum"), proposed.decree_date)
            for name, day in told.items():
                if day is not None:
                    at = datetime.combine(day, EVENING, tzinfo=row.unit.instansi.zone)
                    row.changes.filter(name=name).update(at=at)
        if (last := row.changes.order_by("pk").last()) is not None:
            Assessment.objects.filter(pk=row.pk).update(state_since=last.at)


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
