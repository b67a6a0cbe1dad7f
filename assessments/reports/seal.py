"""The seal of an issued document: its id, the address where anyone can verify it, and both as a QR code."""

import io
from datetime import datetime

import segno
from django.conf import settings
from django.urls import reverse

from assessments.engine.wording import long_date
from assessments.reports.context import Seal
from assessments.services.issuing import Issue


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


def qr_svg(text: str) -> str:
    """A QR code as SVG element, black on nothing, without quiet zone (the page's margin is one)."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgclass=None, lineclass=None, border=0, omitsize=True
    )
    return out.getvalue().decode("utf-8")


def day_in(at: datetime, zone) -> str:
    """The day of an instant in a zone: "22 November 2026"."""
    return long_date(at.astimezone(zone))
