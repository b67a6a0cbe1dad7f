"""The results of TPN's stages, one at a time; what stood before is always kept."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from assessments.engine.stages import Recorded, removal_refusals, stage_refusals
from assessments.loaded import policy_of
from assessments.models import (
    Assessment,
    FormerStageResult,
    ProposalUnit,
    StageDocument,
    StageResult,
)
from assessments.services.errors import Refused
from assessments.services.locking import lock_assessment
from assessments.services.told import refused_at_stage
from assessments.services.tpn_shared import own_documents, required_reason, tell
from assessments.services.waivers import lapse_waiver
from documents.models import Revision
from units.texts import plain_text


@dataclass(frozen=True)
class StageData:
    """What TPN said at a stage: a value of StageResult.Result, the date of its letter, number, note, recommendation."""

    result: str
    on: date
    letter_number: str = ""
    note: str = ""
    recommendation: str = ""


class StageChanged(Refused):
    """Somebody else recorded this stage meanwhile: `stored` is what stands now (None: nothing)."""

    def __init__(self, stored: StageResult | None) -> None:
        super().__init__("Hasil tahap ini baru saja diubah orang lain. Bandingkan, lalu simpan yang benar.")
        self.stored = stored


def recorded_of(unit: ProposalUnit) -> dict[str, Recorded]:
    """Stage code → what stands for a unit; two queries, none where stages and objections are prefetched."""
    contested = {one.stage for one in unit.objections.all() if one.cancelled_at is None}
    return {s.stage: Recorded(s.result, s.date, s.stage in contested) for s in unit.stages.all()}


def refusals_of(assessment: Assessment, unit: ProposalUnit, stage: str, data: StageData):
    """Why this result can't be recorded for the unit now (engine.stages)."""
    zone = assessment.unit.instansi.zone
    return stage_refusals(
        policy_of(assessment.period),
        recorded_of(unit),
        stage=stage,
        result=data.result,
        on=data.on,
        today=timezone.now().astimezone(zone).date(),
        sent_on=unit.proposal.day_of_sending(zone),
    )


def record_stage(
    pk: int, *, stage: str, data: StageData, seen: int, actor, documents: Sequence[Revision] = ()
) -> StageResult:
    """Record what TPN said at one stage of the policy, with its documents; `seen`: the version that was seen, or 0.

    What is equal writes nothing, whatever version was seen. Raises NotAllowed, StageChanged, Refused (no such stage or
    result, out of turn, an impossible date, a contested result, another instansi's document).
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "edit_tpn")
        unit = _unit_of(assessment)
        data = _clean(data)
        stored = unit.stages.filter(stage=stage).first()
        if stored is None or data != data_of(stored):
            before = stored.result if stored else None
            stored = _write(assessment, unit, stage, data, stored, seen, actor)
            if data.result == StageResult.Result.FAILED != before:
                refused_at_stage(assessment, stored, actor=actor)
        _attach(assessment, unit, stage, documents, actor)
    return stored


def remove_stage(pk: int, *, stage: str, seen: int, reason: str, actor) -> None:
    """Take back the last recorded result, for instance of a wrong unit; it stays in the history, its documents too.

    Asked twice it happens once. Raises NotAllowed, StageChanged, Refused (no reason, later stages, a sanggah).
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "edit_tpn")
        unit = _unit_of(assessment)
        stored = unit.stages.filter(stage=stage).first()
        if stored is None:
            return
        if seen != stored.version:
            raise StageChanged(stored)
        reason = required_reason(reason, "Tulis alasan hasil tahap ini dibatalkan.")
        found = removal_refusals(policy_of(assessment.period), recorded_of(unit), stage=stage)
        if found:
            raise Refused(*((r.message, r.where) for r in found))
        keep_former(stored, actor=actor, reason=reason)
        stored.delete()
        lapse_waiver(assessment, unit, stage=stage, actor=actor)
        tell(
            assessment, actor, "tpn.stage_remove", f"{unit.pk}/{stage}", before=_plain(stored), reason=reason
        )


def remove_document(pk: int, *, document: int, actor) -> None:
    """Take a document off a stage; it stays known. Asked twice it happens once. Raises NotAllowed, DoesNotExist."""
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "edit_tpn")
        found = StageDocument.objects.get(pk=document, proposal_unit__assessment=assessment)
        if found.removed_at is None:
            found.removed_at, found.removed_by = timezone.now(), actor
            found.save(update_fields=["removed_at", "removed_by"])
            told = {"stage": found.stage, "revision": found.revision_id}
            tell(assessment, actor, "tpn.document_remove", str(found.pk), before=told)


def replace_result(
    assessment: Assessment, stored: StageResult, data: StageData, *, actor, reason: str
) -> StageResult:
    """Put another result in the place of what stands, which is kept with the reason. The caller holds the lock."""
    before = _plain(stored)
    keep_former(stored, actor=actor, reason=reason)
    _put(stored, data, actor)
    tell(
        assessment,
        actor,
        "tpn.stage",
        f"{stored.pk}/{stored.stage}",
        before=before,
        after=_plain(stored),
        reason=reason,
    )
    return stored


def keep_former(stored: StageResult, *, actor, reason: str = "") -> FormerStageResult:
    """Keep what stands before it changes."""
    return FormerStageResult.objects.create(
        proposal_unit_id=stored.proposal_unit_id,
        stage=stored.stage,
        result=stored.result,
        date=stored.date,
        letter_number=stored.letter_number,
        note=stored.note,
        recommendation=stored.recommendation,
        recorded_by_id=stored.recorded_by_id,
        recorded_at=stored.recorded_at,
        replaced_by=actor,
        replaced_at=timezone.now(),
        reason=reason,
    )


def data_of(stored: StageResult) -> StageData:
    """What stands, as data."""
    return StageData(stored.result, stored.date, stored.letter_number, stored.note, stored.recommendation)


def _unit_of(assessment: Assessment) -> ProposalUnit:
    units = ProposalUnit.objects.select_related("proposal").prefetch_related("objections")
    return units.get(assessment=assessment)


def _clean(data: StageData) -> StageData:
    if data.result not in StageResult.Result.values:
        raise Refused("Pilih hasil tahap ini.")
    cleaned = StageData(
        data.result,
        data.on,
        data.letter_number.strip(),
        plain_text(data.note),
        plain_text(data.recommendation),
    )
    if len(cleaned.letter_number) > 100:
        raise Refused("Nomor surat paling panjang 100 huruf.")
    if len(cleaned.note) > 2000 or len(cleaned.recommendation) > 2000:
        raise Refused("Catatan dan rekomendasi paling panjang 2.000 huruf.")
    return cleaned


def _write(assessment, unit, stage: str, data: StageData, stored, seen: int, actor) -> StageResult:
    if seen != (stored.version if stored else 0):
        raise StageChanged(stored)
    found = refusals_of(assessment, unit, stage, data)
    if found:
        raise Refused(*((r.message, r.where) for r in found))
    if stored is not None:
        if data.result != stored.result:
            lapse_waiver(assessment, unit, stage=stage, actor=actor)
        return replace_result(assessment, stored, data, actor=actor, reason="")
    stored = StageResult(proposal_unit=unit, stage=stage, version=0)
    _put(stored, data, actor)
    tell(assessment, actor, "tpn.stage", f"{stored.pk}/{stage}", after=_plain(stored))
    return stored


def _put(stored: StageResult, data: StageData, actor) -> None:
    stored.result, stored.date, stored.letter_number = data.result, data.on, data.letter_number
    stored.note, stored.recommendation = data.note, data.recommendation
    stored.version += 1
    stored.recorded_by = actor
    stored.save()


def _attach(assessment, unit, stage: str, documents: Sequence[Revision], actor) -> None:
    own_documents(assessment, documents)
    there = unit.stage_documents.filter(stage=stage, removed_at=None)
    blobs = set(there.values_list("revision__blob_id", flat=True))
    for revision in documents:
        if revision.blob_id in blobs:
            continue  # the same file sent twice is one document
        blobs.add(revision.blob_id)
        made = StageDocument.objects.create(
            proposal_unit=unit, stage=stage, revision=revision, added_by=actor
        )
        told = {"stage": stage, "revision": revision.pk}
        tell(assessment, actor, "tpn.document", str(made.pk), after=told)


def _plain(stored: StageResult) -> dict:
    data = data_of(stored)
    return asdict(data) | {"on": data.on.isoformat(), "version": stored.version}
