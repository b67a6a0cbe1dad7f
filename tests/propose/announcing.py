"""A change of the deadline, and a scan, written past the services: where a test starts."""

from datetime import date, timedelta
from io import BytesIO

from django.utils import timezone

from assessments.models import DeadlineChange, Period
from documents.models import Revision
from documents.services import upload
from units.models import User

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def scan_of(period: Period, by: User, title: str = "Pengumuman TPN") -> Revision:
    """A scan that belongs to the instansi."""
    return upload(
        file=BytesIO(PDF),
        filename="pindai.pdf",
        title=title,
        kind="surat",
        instansi=period.instansi,
        actor=by,
        role="Admin inspektorat",
    )


def announce(period: Period, by: User, day: date | None = None) -> DeadlineChange:
    """TPN moved the deadline, to ten days from today unless said otherwise."""
    return DeadlineChange.objects.create(
        period=period,
        day=day or timezone.localdate() + timedelta(days=10),
        number="PENG/12/PW.03/2026",
        date=date(2026, 5, 20),
        scan=scan_of(period, by),
        recorded_by=by,
        recorded_at=timezone.now(),
    )
