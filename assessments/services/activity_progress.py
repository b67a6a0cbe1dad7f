"""How an activity of the action plan goes on: notes of progress, and the documents that show what it brought."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from assessments.activity_reads import WHOLE
from assessments.models import Activity, ActivityDocument, ActivityNote, Assessment
from assessments.services.activities import locked, record_act
from assessments.services.errors import Refused
from documents.models import Document
from units.texts import plain_text

MAX_NOTE = 2000
TOO_OLD = "Periksa tahunnya: catatan ini lebih dari dua tahun yang lalu."


def note_progress(
    pk: int, number: int, *, on: date, percent: int, text: str = "", actor, today: date | None = None
) -> ActivityNote:
    """Note how far an activity has come; the newest day says how far it is now. Sent twice it is noted once.

    `today` is the day at the unit (`Instansi.zone`), now by default. Raises Assessment.DoesNotExist,
    Activity.DoesNotExist, NotAllowed, Refused with the field of each reason.
    """
    with transaction.atomic():
        assessment, activity = locked(pk, number, actor)
        tidy = plain_text(text)
        _check(on, percent, tidy, today or today_of(assessment))
        said = {"date": on, "percent": percent, "text": tidy, "by": actor}
        if again := activity.notes.filter(**said).first():
            return again
        note = ActivityNote.objects.create(activity=activity, **said)
        activity.percent = activity.notes.values_list("percent", flat=True)[0]
        activity.version += 1
        activity.save(update_fields=["percent", "version"])
        after = {"number": number, "date": on.isoformat(), "percent": percent, "text": tidy}
        record_act(activity, actor, "activity.note", after=after)
    return note


def today_of(assessment: Assessment) -> date:
    """The day that it is at the unit."""
    return timezone.now().astimezone(assessment.unit.instansi.zone).date()


def first_day(today: date) -> date:
    """The first day of which progress can still be noted."""
    return date(today.year - 2, 1, 1)


def _check(on: date, percent: int, text: str, today: date) -> None:
    reasons = []
    if not 0 <= percent <= WHOLE:
        reasons.append(("Isi kemajuan dari 0 sampai 100 persen.", "percent"))
    if on > today:
        reasons.append(("Tanggal ini belum tiba. Catat kemajuan yang sudah dicapai.", "date"))
    elif on < first_day(today):
        reasons.append((TOO_OLD, "date"))
    if len(text) > MAX_NOTE:
        reasons.append((f"Catatan paling panjang {MAX_NOTE} huruf; ini {len(text)}.", "text"))
    if reasons:
        raise Refused(*reasons)


def attach_document(pk: int, number: int, *, document_id: int, actor) -> ActivityDocument:
    """Put a document of the unit to an activity; it proves no answer by that. Asked twice it happens once.

    Raises as `note_progress`, Refused for a document of somebody else or one in the archive.
    """
    with transaction.atomic():
        assessment, activity = locked(pk, number, actor)
        ours = Document.objects.filter(unit=assessment.unit_id, archived_at=None)
        document = ours.filter(pk=document_id).first()
        if document is None:
            raise Refused(("Dokumen itu tidak ada di dokumen unit ini. Pilih dari daftar.", "document"))
        paper, made = ActivityDocument.objects.get_or_create(
            activity=activity, document=document, defaults={"added_by": actor}
        )
        if made:
            record_act(activity, actor, "activity.document", after=_told(activity, document_id))
    return paper


def detach_document(pk: int, number: int, *, document_id: int, actor) -> None:
    """Take a document off an activity; it stays with the unit, and what it proves it goes on proving."""
    with transaction.atomic():
        _, activity = locked(pk, number, actor)
        gone, _ = activity.papers.filter(document=document_id).delete()
        if gone:
            record_act(activity, actor, "activity.document_off", before=_told(activity, document_id))


def _told(activity: Activity, document_id: int) -> dict[str, int]:
    return {"number": activity.number, "document": document_id}
