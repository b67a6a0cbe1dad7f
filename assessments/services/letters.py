"""What is typed of a letter: its number and date."""

from datetime import date

from django.utils import timezone

from assessments.models import Period
from assessments.services.errors import Refused
from assessments.services.issuing import clean_number


def checked_letter(period: Period, number: str, day: date, *, fields: tuple[str, str]) -> str:
    """The number, cleaned. Refused at its field (number, date): none, a day to come, or a year that no letter of this
    period has.
    """
    text = clean_number(number)
    if not text:
        raise Refused(("Isi nomor suratnya.", fields[0]))
    if day > timezone.localdate(timezone=period.instansi.zone):
        raise Refused(("Tanggal surat belum tiba. Periksa tanggalnya.", fields[1]))
    if day.year not in (period.year - 1, period.year):
        raise Refused(
            (
                f"Tanggal surat harus pada tahun {period.year} atau {period.year - 1}. Periksa tanggalnya.",
                fields[1],
            )
        )
    return text
