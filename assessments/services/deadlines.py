"""Recording that the deadline of proposals was changed by TPN's letter or announcement."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from assessments.deadlines import last_change
from assessments.models import DeadlineChange, Period
from assessments.services.errors import Refused
from assessments.services.issuing import clean_number
from assessments.services.periods import require_admin
from audit.services import record
from documents.models import Revision
from units.models import Instansi


def change_deadline(
    period: Period, *, day: date, number: str, letter_date: date, scan: Revision, actor
) -> DeadlineChange:
    """Record a change: the new last `day`, number and date of the letter or announcement, its scan.

    Asked twice it happens once. Raises NotAllowed; Refused for a day outside the year of the proposals or before the
    letter, a letter from the future, no number, a scan of another instansi.
    """
    require_admin(actor, period.instansi_id)
    number = clean_number(number)
    if not number:
        raise Refused(("Isi nomor surat atau pengumumannya.", "number"))
    if day.year != period.year:
        raise Refused((f"Batas pengusulan {period.year} harus jatuh pada tahun {period.year}.", "day"))
    if letter_date > timezone.localdate(timezone=period.instansi.zone):
        raise Refused(("Tanggal surat atau pengumuman belum tiba. Periksa tanggalnya.", "letter_date"))
    if letter_date.year not in (period.year - 1, period.year):
        years = f"{period.year} atau {period.year - 1}"
        raise Refused((f"Tanggal surat atau pengumuman harus pada tahun {years}.", "letter_date"))
    if day < letter_date:
        raise Refused(
            (
                "Batas baru tidak mungkin sebelum tanggal surat atau pengumumannya. Periksa kedua tanggalnya.",
                "day",
            )
        )
    if scan.document.instansi_id != period.instansi_id:
        raise Refused("Pindaian ini bukan milik instansi ini.")
    with transaction.atomic():
        Instansi.objects.select_for_update(no_key=True).get(pk=period.instansi_id)
        stored = last_change(Period.objects.get(pk=period.pk))
        if stored is not None and (stored.day, stored.number, stored.date) == (day, number, letter_date):
            return stored
        made = DeadlineChange.objects.create(
            period=period,
            day=day,
            number=number,
            date=letter_date,
            scan=scan,
            recorded_by=actor,
            recorded_at=timezone.now(),
        )
        record(
            f"instansi:{period.instansi_id}",
            actor=actor,
            role="Admin inspektorat",
            action="deadline.change",
            label="assessments.period",
            object_id=period.pk,
            before={"day": stored.day.isoformat()} if stored else None,
            after={
                "day": day.isoformat(),
                "number": number,
                "date": letter_date.isoformat(),
                "scan": scan.pk,
            },
        )
    return made
