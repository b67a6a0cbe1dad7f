"""Reports on holders of a predicate, every two years (PermenPANRB 90/2021 p. 61-62): recorded and issued in one act."""

import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from assessments.models import IssuedDocument, MonitoringReport, PredicateRecord
from assessments.result_hash import digest
from assessments.services.errors import Refused
from assessments.services.issuing import Issue, keep_issued
from assessments.services.locking import lock_units
from assessments.services.periods import require_admin
from audit.queries import head
from audit.services import record
from units.models import Instansi

KIND = IssuedDocument.Kind.MONITORING
PENGUNGKIT, HASIL = Decimal(60), Decimal(40)


@dataclass(frozen=True)
class Report:
    """What TPI reports; values in points, at most 60 and 40."""

    year: int
    still_meets: bool
    pengungkit: Decimal
    hasil: Decimal
    notes: str
    letter_number: str
    letter_date: date


Render = Callable[[PredicateRecord, Report, Issue], bytes]


def issue_report(pk: int, *, report: Report, actor, render: Render) -> MonitoringReport:
    """Record a report on a predicate and issue its letter: rendered before anything is locked, stored once.

    Pressed twice it is there once. Raises NotAllowed, Refused (a predicate that was revoked or whose determination was
    taken back, values or dates that cannot be, a letter number that another report has, an audit that moved on
    meanwhile again and again).
    """
    rows = PredicateRecord.everything.select_related("unit__instansi")
    found = rows.get(pk=pk)
    instansi = found.unit.instansi
    require_admin(actor, instansi.pk)
    _check(found, report)
    if twin := _twin(found, report):
        return twin
    for _ in range(3):
        issue = _issue(found, report)
        content = render(found, report, issue)
        with transaction.atomic():
            Instansi.objects.select_for_update(no_key=True).get(pk=instansi.pk)
            lock_units([found.unit_id])
            fresh = rows.select_for_update(of=("self",)).get(pk=pk)
            _check(fresh, report)
            if twin := _twin(fresh, report):
                return twin
            if fresh.version == found.version and head(_chain(fresh)) == (
                issue.audit_head,
                issue.audit_length,
            ):
                return _store(fresh, report, issue, content, actor)
            found = fresh
    raise Refused("Data instansi ini sedang banyak berubah. Coba terbitkan sekali lagi.")


def _chain(found: PredicateRecord) -> str:
    return f"instansi:{found.unit.instansi_id}"


def _issue(found: PredicateRecord, report: Report) -> Issue:
    audit_head, audit_length = head(_chain(found))
    return Issue(
        id=uuid.uuid4(),
        number=report.letter_number,
        issued_at=timezone.now(),
        content_hash=digest({"record": found.pk, "version": found.version, "report": plain_report(report)}),
        audit_head=audit_head,
        audit_length=audit_length,
    )


def _twin(found: PredicateRecord, report: Report) -> MonitoringReport | None:
    """The same report, when it is there. Refused: another one has the letter number."""
    rows = MonitoringReport.objects.filter(record__unit__instansi=found.unit.instansi_id)
    same = rows.filter(letter_number=report.letter_number).select_related("document").first()
    if same is None:
        return None
    if same.record_id == found.pk and all(getattr(same, k) == v for k, v in asdict(report).items()):
        return same
    raise Refused(("Nomor surat ini sudah dipakai laporan monev lain. Periksa nomornya.", "letter_number"))


def standing_above(found: PredicateRecord) -> PredicateRecord | None:
    """The WBBM of the unit that stands above its WBK, so that it is the one reported on; one query for a WBK."""
    if found.predicate != PredicateRecord.Predicate.WBK:
        return None
    return PredicateRecord.objects.filter(unit=found.unit_id, predicate="WBBM", revoked_on=None).first()


def _check(found: PredicateRecord, report: Report) -> None:
    if found.withdrawn_at is not None:
        raise Refused("Penetapan ini sudah dibatalkan.")
    today = timezone.localdate(timezone=found.unit.instansi.zone)
    reasons = []
    if found.revoked_on is not None:
        reasons.append(("Predikat ini sudah dicabut, jadi tidak dilaporkan lagi.", ""))
    if (above := standing_above(found)) is not None:
        reasons.append((f"Unit ini sudah berpredikat {above}. Laporkan predikat itu.", ""))
    if not found.decree_date.year <= report.year <= today.year:
        reasons.append((f"Isi tahun antara {found.decree_date.year} dan {today.year}.", "year"))
    if report.letter_date > today or report.letter_date < found.decree_date:
        reasons.append(("Tanggal surat harus sesudah penetapan dan tidak melewati hari ini.", "letter_date"))
    elif report.letter_date.year < report.year:
        reasons.append(
            ("Surat ini lebih awal daripada tahun monevnya. Periksa tahun atau tanggalnya.", "letter_date")
        )
    for name, value, most in (("pengungkit", report.pengungkit, PENGUNGKIT), ("hasil", report.hasil, HASIL)):
        if not 0 <= value <= most:
            reasons.append((f"Isi antara 0 dan {most}.", name))
    if not report.letter_number.strip() or not report.notes.strip():
        reasons.append(("Isi nomor surat dan catatan monev.", "notes"))
    if reasons:
        raise Refused(*reasons)


def _store(found: PredicateRecord, report: Report, issue: Issue, content: bytes, actor) -> MonitoringReport:
    document = keep_issued(issue, content, kind=KIND, actor=actor, unit=found.unit)
    made = MonitoringReport.objects.create(
        record=found, document=document, recorded_by=actor, recorded_at=issue.issued_at, **asdict(report)
    )
    record(
        _chain(found),
        actor=actor,
        role="Admin inspektorat",
        action="monitoring.issue",
        label="assessments.monitoringreport",
        object_id=made.pk,
        after=plain_report(report) | {"document": str(document.pk), "sha256": document.blob.sha256},
    )
    return made


def plain_report(report: Report) -> dict:
    """What the audit keeps of a report: data without floats."""
    return asdict(report) | {
        "pengungkit": str(report.pengungkit),
        "hasil": str(report.hasil),
        "letter_date": report.letter_date.isoformat(),
    }
