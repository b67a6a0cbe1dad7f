"""The report of a monitoring round as PDF: what was looked at, found and done. The words are the portal's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string

from assessments import queries
from assessments.engine.wording import long_date
from assessments.models import Assessment, Job
from assessments.monitoring import FindingLine, RoundLine, rounds_of
from assessments.rules import may
from assessments.services.activity_progress import today_of
from assessments.services.errors import NotAllowed, Refused
from assessments.services.issuing import PDF
from assessments.services.jobs import Product, Progress, job_kind
from documents.pdf import pdf_of

MONITORING = "monev"
TEMPLATE = "reports/monitoring.html"
GONE = "Monev ini tidak ada lagi. Buka halamannya, lalu coba lagi."


@dataclass(frozen=True)
class FoundRow:
    """A finding as it is printed."""

    number: int
    text: str
    about: str
    severity: str
    wanted: str
    who: str
    until: str
    state: str
    done: str


@dataclass(frozen=True)
class MonitoringReport:
    """The whole report. Of documents the portal prints none: they are the unit's."""

    unit: str
    instansi: str
    year: int
    number: int
    day: str
    kind: str
    people: tuple[str, ...]
    areas: tuple[str, ...]
    summary: tuple[str, ...]
    findings: tuple[FoundRow, ...]
    open: int
    printed: str


@job_kind(MONITORING)
def make_report(job: Job, progress: Progress) -> Product:
    """The report of the round `params["number"]` of the job's unit."""
    a = queries.visible_assessments(job.requested_by).filter(pk=job.assessment_id).first()
    if a is None or not may(job.requested_by, "view_activities", a):
        raise NotAllowed("Peran Anda tidak lagi mencakup unit ini.")
    today = today_of(a)
    lines = rounds_of(job.requested_by, a, today, number=job.params.get("number") or 0)
    if not lines:
        raise Refused(GONE)
    progress(20)
    content = pdf_of(html_of(report_of(a, lines[0], today)))
    name = f"monev_{a.unit.code}_{a.period.year}_{lines[0].round.number}.pdf"
    return Product(content=content, filename=name, content_type=PDF)


def html_of(report: MonitoringReport) -> str:
    """The document as HTML."""
    return render_to_string(TEMPLATE, {"report": report})


def report_of(a: Assessment, line: RoundLine, today: date) -> MonitoringReport:
    """What stands in the report, as of today."""
    one = line.round
    return MonitoringReport(
        unit=a.unit.name,
        instansi=a.unit.instansi.name,
        year=a.period.year,
        number=one.number,
        day=long_date(one.date),
        kind=one.get_kind_display(),
        people=_lines(one.people),
        areas=line.areas,
        summary=_lines(one.summary),
        findings=tuple(_row(found) for found in line.findings),
        open=line.open,
        printed=long_date(today),
    )


def _lines(text: str) -> tuple[str, ...]:
    found: Sequence[str] = text.split("\n")
    return tuple(part for part in found if part.strip())


def _row(line: FindingLine) -> FoundRow:
    finding = line.finding
    done = f"{long_date(finding.done_on)}: {finding.done_note}" if finding.done_on else finding.done_note
    return FoundRow(
        number=finding.number,
        text=finding.text,
        about=line.about,
        severity=finding.get_severity_display(),
        wanted=finding.follow_up,
        who=finding.person,
        until=long_date(finding.until) if finding.until else "",
        state=line.status.label,
        done=done,
    )
