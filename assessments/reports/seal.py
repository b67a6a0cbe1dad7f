"""The seal of an issued document: its id, the address where anyone can verify it, and both as a QR code."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from assessments.engine.wording import long_date
from assessments.reports.context import Seal
from assessments.services.issuing import Issue
from documents.pdf import qr_svg


def seal_of(issue: Issue) -> Seal:
    """What is printed of an issue."""
    url = settings.SITE_URL + reverse("assessments:verify", args=[issue.id])
    return Seal(
        id=str(issue.id),
        url=url,
        qr=qr_svg(url),
        content_hash=issue.content_hash,
        audit_head=issue.audit_head,
        audit_length=issue.audit_length,
    )


def day_in(at: datetime, zone) -> str:
    """The day of an instant in a zone: "22 November 2026"."""
    return long_date(at.astimezone(zone))
