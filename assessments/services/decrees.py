"""Correcting how a decision was written down: its number, date or scan. The decision itself stays what it is."""

from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from assessments.engine.wording import long_date
from assessments.models import (
    Assessment,
    FormerDecree,
    PredicateRecord,
    ProposalUnit,
    SelfDetermination,
    StageResult,
    State,
)
from assessments.services.errors import Refused
from assessments.services.locking import lock_assessment
from assessments.services.register import By, record_predicate
from assessments.services.tpn_shared import CHANGED, own_documents, required_reason, tell
from documents.models import Revision

DECIDED = frozenset({State.WBK, State.WBBM, State.BELUM_MEMENUHI, State.DICABUT})
FIELDS = ["decree_number", "decree_date", "decree_scan", "decree_version"]


def decree_of(assessment: Assessment) -> ProposalUnit | SelfDetermination | None:
    """The row that holds number, date and scan of the decision: the proposal's, or the instansi's own."""
    own = SelfDetermination.objects.filter(assessment=assessment).select_related("decree_scan").first()
    proposed = ProposalUnit.objects.filter(assessment=assessment).select_related("decree_scan")
    return own or proposed.first()


def correct_decree(
    pk: int,
    *,
    decree_number: str,
    decree_date: date,
    reason: str,
    seen: int,
    actor,
    scan: Revision | None = None,
) -> ProposalUnit | SelfDetermination:
    """Correct number and date of a decision, or add its scan (`None` leaves the one that stands); the reason is kept.

    `seen`: the version that was seen. Equal values write nothing. Raises NotAllowed, Refused (not decided yet, changed
    meanwhile, no reason, no number, a day to come).
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "record_tpn")
        stored = decree_of(assessment)
        if assessment.state not in DECIDED or stored is None:
            raise Refused(("Unit ini belum ditetapkan, jadi belum ada yang dikoreksi.", "tpn"))
        own_documents(assessment, [scan] if scan else [])
        wanted = (decree_number.strip(), decree_date, scan or stored.decree_scan)
        if wanted == (stored.decree_number, stored.decree_date, stored.decree_scan):
            return stored
        if seen != stored.decree_version:
            raise Refused(CHANGED)
        _check(assessment, wanted)
        reason = required_reason(reason, "Tulis alasan koreksinya.")
        before = _plain(stored)
        FormerDecree.objects.create(
            assessment=assessment,
            decree_number=stored.decree_number,
            decree_date=stored.decree_date,
            scan=stored.decree_scan,
            reason=reason,
            replaced_by=actor,
            replaced_at=timezone.now(),
        )
        stored.decree_number, stored.decree_date, stored.decree_scan = wanted
        stored.decree_version += 1
        stored.save(update_fields=FIELDS)
        tell(
            assessment,
            actor,
            "tpn.decree_correct",
            str(stored.pk),
            before=before,
            after=_plain(stored),
            reason=reason,
        )
        _tell_register(assessment, stored, actor)
    return stored


def _tell_register(assessment: Assessment, stored: ProposalUnit | SelfDetermination, actor) -> None:
    """The register of predicates says what the decision says, of a revoked predicate too."""
    there = PredicateRecord.objects.filter(assessment=assessment).first()
    held = assessment.state in (State.WBK, State.WBBM)
    if there is None and not held:
        return
    own = isinstance(stored, SelfDetermination)
    record_predicate(
        assessment,
        predicate=State(assessment.state).name if held else there.predicate,
        decree_number=stored.decree_number,
        decree_date=stored.decree_date,
        actor=actor,
        determined_by=By.MANDIRI if own else By.MENTERI,
        scan=stored.decree_scan,
    )


def _check(assessment: Assessment, wanted: tuple[str, date, Revision | None]) -> None:
    number, day, _ = wanted
    today = timezone.now().astimezone(assessment.unit.instansi.zone).date()
    reasons = []
    if not number or len(number) > 100:
        reasons.append(("Isi nomor keputusan atau suratnya, paling panjang 100 huruf.", "decree_number"))
    if day > today:
        reasons.append((f"Tanggal keputusan, {long_date(day)}, belum tiba.", "decree_date"))
    if (last := _not_before(assessment)) is not None and day < last:
        text = f"Tanggal keputusan tidak boleh sebelum tahap terakhir, {long_date(last)}."
        reasons.append((text, "decree_date"))
    revoked = PredicateRecord.objects.filter(assessment=assessment, revoked_on__lt=day).first()
    if revoked is not None and revoked.revoked_on is not None:
        when = long_date(revoked.revoked_on)
        reasons.append(
            (f"Predikat ini dicabut {when}; penetapannya tidak mungkin sesudah itu.", "decree_date")
        )
    if reasons:
        raise Refused(*reasons)


def _not_before(assessment: Assessment) -> date | None:
    """The day of TPN's last stage, before which nothing is determined (engine.guards.decision)."""
    rows = StageResult.objects.filter(proposal_unit__assessment=assessment)
    return rows.aggregate(last=Max("date"))["last"]


def _plain(stored) -> dict:
    return {
        "number": stored.decree_number,
        "date": stored.decree_date.isoformat() if stored.decree_date else None,
        "scan": stored.decree_scan_id,
    }
