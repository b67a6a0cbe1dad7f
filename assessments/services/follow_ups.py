"""What a unit does about the findings of a monitoring round, whoever found them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from assessments.loaded import instrument_of
from assessments.models import Assessment, Finding
from assessments.rules import may_answer_area
from assessments.services.activity_progress import today_of
from assessments.services.errors import Conflict, NotAllowed, Refused
from assessments.services.locking import lock_assessment
from assessments.services.monitoring import plain_finding, record_act
from documents.models import Document
from units.texts import plain_text

MAX_NOTE = 2000


@dataclass(frozen=True)
class FollowUp:
    """What was done: the day (None: not yet), in words, and a document of the unit that shows it."""

    done_on: date | None
    note: str = ""
    document: int | None = None


def follow_up(pk: int, number: int, which: int, *, data: FollowUp, seen: int, actor) -> Finding:
    """Write what was done about a finding, or (no day) open it again; what says the same writes nothing.

    Raises Assessment.DoesNotExist for a stranger, Finding.DoesNotExist, NotAllowed (not of the unit, outside the
    pokja), Refused with the field of each reason, Conflict.
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "plan_activities")
        found = Finding.objects.select_related("monitoring", "activity")
        finding = found.get(monitoring__assessment=assessment, monitoring__number=number, number=which)
        finding.monitoring.assessment = assessment
        if not follows(actor, assessment, finding):
            raise NotAllowed("Temuan ini di luar area pokja Anda.")
        note = plain_text(data.note)
        _check(assessment, data, note)
        wanted = (data.done_on, note, data.document)
        if (finding.done_on, finding.done_note, finding.evidence_id) == wanted:
            return finding
        if seen != finding.version:
            raise Conflict(str(which), seen, finding)
        before = plain_finding(finding)
        finding.done_on, finding.done_note, finding.evidence_id = wanted
        finding.done_by = actor if data.done_on else None
        finding.version += 1
        finding.save()
        record_act(
            finding.monitoring, actor, "finding.follow_up", before=before, after=plain_finding(finding)
        )
    return finding


def follows(actor, assessment: Assessment, finding: Finding) -> bool:
    """Whether a finding is in the person's pokja: by its activity, else its question; one about the unit as a whole is
    everybody's. Asked beside "plan_activities".
    """
    if finding.activity is not None:
        return may_answer_area(actor, assessment, finding.activity.area or None)
    question = instrument_of(assessment.period).questions.get(finding.code)
    return question is None or may_answer_area(actor, assessment, question.area)


def _check(assessment: Assessment, data: FollowUp, note: str) -> None:
    reasons = []
    if len(note) > MAX_NOTE:
        reasons.append((f"Paling panjang {MAX_NOTE} huruf; ini {len(note)}.", "note"))
    if data.done_on is not None and data.done_on > today_of(assessment):
        reasons.append(("Tanggal ini belum tiba. Isi hari selesainya, atau kosongkan.", "done_on"))
    if data.done_on is not None and abs(data.done_on.year - assessment.period.year) > 2:
        reasons.append((f"Periksa tahunnya: ini rencana aksi {assessment.period.year}.", "done_on"))
    if data.done_on is not None and not note:
        reasons.append(("Tuliskan apa yang sudah dilakukan.", "note"))
    ours = Document.objects.filter(unit=assessment.unit_id)
    if data.document is not None and not ours.filter(pk=data.document).exists():
        reasons.append(("Dokumen itu tidak ada di dokumen unit ini. Pilih dari daftar.", "document"))
    if reasons:
        raise Refused(*reasons)
