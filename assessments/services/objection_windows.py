"""The days on which sanggah is open in a year, as announced; shown in the zone of the instansi, counted in Jakarta."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from assessments.engine.objection import Window, window_of
from assessments.loaded import policy_of
from assessments.models import ObjectionWindow, Period
from assessments.services.errors import Refused
from assessments.services.periods import require_admin
from assessments.services.tpn_shared import CHANGED
from audit.services import record
from documents.models import Revision
from units.models import Instansi


def announced(period: Period) -> tuple[date, date] | None:
    """The announced days of sanggah; one query."""
    found = ObjectionWindow.objects.filter(period=period).first()
    return (found.opens_on, found.closes_on) if found else None


def window_for(period: Period, refused_on: date | None) -> Window | None:
    """The window of a unit that was refused on a day; None while nobody knows, or where there is no sanggah."""
    rule = policy_of(period).objection
    return window_of(rule, refused_on=refused_on, announced=announced(period)) if rule else None


def save_objection_window(
    period: Period,
    *,
    opens_on: date,
    closes_on: date,
    letter_number: str,
    letter_date: date,
    seen: int,
    actor,
    scan: Revision | None = None,
) -> ObjectionWindow:
    """Record the announced days of sanggah of a year (None as `scan` leaves the one that stands); `seen` as ever.

    Raises NotAllowed, Refused (a policy without sanggah, days in the wrong order, no announcement, changed meanwhile).
    """
    require_admin(actor, period.instansi_id)
    if scan is not None and scan.document.instansi_id != period.instansi_id:
        raise Refused("Pindaian pengumuman ini bukan milik instansi ini.")
    with transaction.atomic():
        Instansi.objects.select_for_update(no_key=True).get(pk=period.instansi_id)
        stored = ObjectionWindow.objects.select_for_update().filter(period=period).first()
        wanted = (opens_on, closes_on, letter_number.strip(), letter_date, scan or (stored and stored.scan))
        if stored is not None and wanted == _days(stored):
            return stored
        _check_window(period, wanted)
        if seen != (stored.version if stored else 0):
            raise Refused(CHANGED)
        before = _told(stored) if stored else None
        window = stored or ObjectionWindow(period=period, version=0)
        window.opens_on, window.closes_on, window.letter_number, window.letter_date, window.scan = wanted
        window.version += 1
        window.set_by = actor
        window.save()
        record(
            f"instansi:{period.instansi_id}",
            actor=actor,
            role="Admin inspektorat",
            action="objection.window",
            label="assessments.objectionwindow",
            object_id=window.pk,
            before=before,
            after=_told(window),
        )
    return window


def _check_window(period: Period, wanted: tuple) -> None:
    opens_on, closes_on, number, announced_on, _ = wanted
    reasons = []
    if policy_of(period).objection is None:
        raise Refused((f"{policy_of(period).name} tidak mengenal sanggah.", "alur"))
    if closes_on < opens_on:
        reasons.append(("Hari penutupan tidak boleh sebelum hari pembukaan.", "closes_on"))
    if (closes_on - opens_on).days > 366:
        reasons.append(("Masa sanggah paling panjang satu tahun. Periksa tahunnya.", "closes_on"))
    if not number or len(number) > 100:
        reasons.append(("Isi nomor pengumumannya, paling panjang 100 huruf.", "letter_number"))
    if announced_on > timezone.localdate():
        reasons.append(("Tanggal pengumuman belum tiba.", "letter_date"))
    if reasons:
        raise Refused(*reasons)


def _days(window: ObjectionWindow) -> tuple:
    return (window.opens_on, window.closes_on, window.letter_number, window.letter_date, window.scan)


def _told(window: ObjectionWindow) -> dict:
    names = ("opens_on", "closes_on", "letter_number", "letter_date", "scan_id")
    return {name: str(getattr(window, name)) for name in names}
