"""Monitoring rounds of the building of ZI: what was looked at, what was found. What is done about it: `follow_ups`.

Rounds of the unit are written by the unit; those of the inspectorate and TPI, which accompany it (PermenPANRB 90/2021
p. 14), by them, and only until the unit submits: afterwards what they find is their assessment.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from assessments.models import Finding, Monitoring
from assessments.rules import acting_as, of_unit
from assessments.services.errors import Conflict, NotAllowed, Refused
from assessments.services.locking import lock_assessment
from assessments.services.monitoring_checks import FindingData, RoundData, finding_values, round_data
from audit.services import record

NOT_OURS = "Monev ini dicatat pihak lain. Hanya yang mencatatnya yang mengubah isinya."


def record_round(pk: int, *, data: RoundData, actor) -> Monitoring:
    """Record a round; sent twice it is recorded once.

    Raises Assessment.DoesNotExist for a stranger, NotAllowed, Refused with the field of each reason.
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "record_monitoring")
        coached = not of_unit.test(actor, assessment)
        clean = round_data(assessment, data, coached=coached)
        for twin in Monitoring.objects.filter(assessment=assessment, date=clean.date, coached=coached):
            if round_said(twin) == clean:
                return twin
        last = Monitoring.objects.filter(assessment=assessment).aggregate(Max("number"))["number__max"] or 0
        found = Monitoring(assessment=assessment, number=last + 1, coached=coached, recorded_by=actor)
        _put_round(found, clean)
        found.save()
        record_act(found, actor, "monitoring.add", after=_plain_round(found))
    return found


def change_round(pk: int, number: int, *, data: RoundData, seen: int, actor) -> Monitoring:
    """Say something else of a round. Raises as `record_round`, Monitoring.DoesNotExist, Conflict."""
    with transaction.atomic():
        found = locked_round(pk, number, actor)
        clean = round_data(found.assessment, data, coached=found.coached)
        if round_said(found) == clean:
            return found
        if seen != found.version:
            raise Conflict(str(number), seen, found)
        before = _plain_round(found)
        _put_round(found, clean)
        found.version += 1
        found.save()
        record_act(found, actor, "monitoring.change", before=before, after=_plain_round(found))
    return found


def remove_round(pk: int, number: int, *, seen: int, actor) -> None:
    """Remove a round with its findings; the audit keeps what it said. Asked twice it happens once.

    Raises NotAllowed, Refused while a follow-up of a finding stands, Conflict.
    """
    with transaction.atomic():
        try:
            found = locked_round(pk, number, actor)
        except Monitoring.DoesNotExist:
            return
        if any(_is_followed(one) for one in found.findings.all()):
            raise Refused(
                "Temuan monev ini sudah ditindaklanjuti unit, jadi monevnya tidak dapat dihapus lagi."
            )
        if seen != found.version:
            raise Conflict(str(number), seen, found)
        findings = [plain_finding(one) for one in found.findings.all()]
        before = _plain_round(found) | {"findings": findings}
        record_act(found, actor, "monitoring.remove", before=before)
        found.delete()


def add_finding(pk: int, number: int, *, data: FindingData, actor) -> Finding:
    """Add a finding to a round; sent twice it is added once. Raises as `change_round`."""
    with transaction.atomic():
        found = locked_round(pk, number, actor)
        values = finding_values(found, data)
        for twin in found.findings.all():
            if all(getattr(twin, name) == value for name, value in values.items()):
                return twin
        last = found.findings.aggregate(Max("number"))["number__max"] or 0
        finding = Finding.objects.create(monitoring=found, number=last + 1, **values)
        record_act(found, actor, "finding.add", after=plain_finding(finding))
    return finding


def change_finding(pk: int, number: int, which: int, *, data: FindingData, seen: int, actor) -> Finding:
    """Say something else of a finding. Raises as `change_round`, Finding.DoesNotExist."""
    with transaction.atomic():
        found = locked_round(pk, number, actor)
        finding = found.findings.get(number=which)
        values = finding_values(found, data)
        if all(getattr(finding, name) == value for name, value in values.items()):
            return finding
        if seen != finding.version:
            raise Conflict(str(which), seen, finding)
        before = plain_finding(finding)
        for name, value in values.items():
            setattr(finding, name, value)
        finding.version += 1
        finding.save()
        record_act(found, actor, "finding.change", before=before, after=plain_finding(finding))
    return finding


def remove_finding(pk: int, number: int, which: int, *, seen: int, actor) -> None:
    """Remove a finding; the audit keeps it. Asked twice it happens once. Raises as `remove_round`."""
    with transaction.atomic():
        found = locked_round(pk, number, actor)
        finding = found.findings.filter(number=which).first()
        if finding is None:
            return
        if _is_followed(finding):
            raise Refused("Temuan ini sudah ditindaklanjuti unit, jadi tidak dapat dihapus lagi.")
        if seen != finding.version:
            raise Conflict(str(which), seen, finding)
        record_act(found, actor, "finding.remove", before=plain_finding(finding))
        finding.delete()


def _is_followed(finding: Finding) -> bool:
    """Whether the unit has written what it did about it; that is the unit's word, whoever found it."""
    return finding.done_on is not None or bool(finding.done_note)


def locked_round(pk: int, number: int, actor) -> Monitoring:
    """A round of a locked assessment that the person may change: their own side's. NotAllowed otherwise."""
    assessment = lock_assessment(actor, pk, "record_monitoring")
    found = Monitoring.objects.get(assessment=assessment, number=number)
    found.assessment = assessment
    if not writes_round(actor, found):
        raise NotAllowed(NOT_OURS)
    return found


def writes_round(actor, found: Monitoring) -> bool:
    """Whether a round is of the person's own side; asked beside "record_monitoring"."""
    return found.coached != of_unit.test(actor, found.assessment)


def round_said(found: Monitoring) -> RoundData:
    """What stands, as data."""
    return RoundData(found.date, found.kind, found.people, tuple(found.areas), found.summary)


def _put_round(found: Monitoring, data: RoundData) -> None:
    for name, value in asdict(data).items():
        setattr(found, name, list(value) if name == "areas" else value)


def _plain_round(found: Monitoring) -> dict[str, Any]:
    values = asdict(round_said(found)) | {"number": found.number, "coached": found.coached}
    return values | {"date": found.date.isoformat(), "areas": list(found.areas), "kind": str(found.kind)}


def plain_finding(finding: Finding) -> dict[str, Any]:
    """What the audit keeps of a finding."""
    names = ("number", "text", "severity", "code", "follow_up", "person", "until", "done_on", "done_note")
    values = {name: getattr(finding, name) for name in names}
    values |= {"activity": finding.activity_id, "document": finding.evidence_id}
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in values.items()}


def record_act(
    found: Monitoring, actor, action: str, before: dict | None = None, after: dict | None = None
) -> None:
    """Say in the audit what was done with a round or one of its findings."""
    record(
        found.assessment.audit_chain,
        actor=actor,
        role=acting_as(actor, found.assessment),
        action=action,
        label="assessments.monitoring",
        object_id=found.pk,
        before=before,
        after=after,
    )
