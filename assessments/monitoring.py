"""View-models of monitoring: rounds, what they found, what waits to be followed up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet

from assessments.action_plan.status import DONE, LATE, Status
from assessments.loaded import instrument_of
from assessments.models import Assessment, Finding, Monitoring
from assessments.papers.reach import reach_of
from assessments.rules import may
from assessments.services.follow_ups import follows
from assessments.services.monitoring import writes_round

NOTHING = Status("tanpa", "Tanpa temuan", "selesai")
OPEN = Status("terbuka", "Tindak lanjut terbuka", "berjalan")
TOLD = {"ringan": "belum", "sedang": "berjalan", "berat": "perlu"}


@dataclass(frozen=True)
class FindingLine:
    """A finding as it is shown. `about`: the activity or question it is about, in words; `follows`: this person may
    write what was done; `paper`: its document, where they may know of it.
    """

    finding: Finding
    about: str
    area: str
    status: Status
    shape: str
    follows: bool
    paper: bool


@dataclass(frozen=True)
class RoundLine:
    """A round as it is shown; `writes`: this person may change it now."""

    round: Monitoring
    areas: tuple[str, ...]
    findings: tuple[FindingLine, ...]
    status: Status
    open: int
    writes: bool


def findings_of(assessment: Assessment) -> QuerySet[Finding]:
    """All findings of a year with what they are about."""
    found = Finding.objects.filter(monitoring__assessment=assessment)
    return found.select_related("monitoring", "activity", "evidence", "done_by")


def open_findings(assessment: Assessment) -> QuerySet[Finding]:
    """The findings that nobody followed up yet, the most urgent first; those without a day last."""
    waiting = findings_of(assessment).filter(done_on=None)
    return waiting.order_by(F("until").asc(nulls_last=True), "monitoring__date", "pk")


def rounds_of(user, assessment: Assessment, today: date, *, number: int | None = None) -> list[RoundLine]:
    """The rounds, newest first, with their findings; three queries, however many there are."""
    rounds = Monitoring.objects.filter(assessment=assessment).select_related("recorded_by")
    if number is not None:
        rounds = rounds.filter(number=number)
    listed = list(rounds)
    found: dict[int, list[Finding]] = {}
    for finding in findings_of(assessment).filter(monitoring__in=listed):
        found.setdefault(finding.monitoring_id, []).append(finding)
    papers = _papers(user, assessment, [f for mine in found.values() for f in mine])
    records = may(user, "record_monitoring", assessment)
    lines = []
    for one in listed:
        one.assessment = assessment
        mine = tuple(_line(user, assessment, finding, today, papers) for finding in found.get(one.pk, []))
        lines.append(
            RoundLine(
                round=one,
                areas=area_names(assessment, one.areas),
                findings=mine,
                status=_status(mine),
                open=sum(line.finding.done_on is None for line in mine),
                writes=records and writes_round(user, one),
            )
        )
    return lines


def waiting_for_follow_up(assessment: Assessment, today: date) -> list[tuple[Finding, Status]]:
    """The findings that nobody followed up yet with where they stand; one query."""
    return [(finding, finding_status(finding, today)) for finding in open_findings(assessment)]


def area_names(assessment: Assessment, codes: Iterable[str]) -> tuple[str, ...]:
    """The names of areas; "" is Hasil."""
    names = instrument_of(assessment.period).areas
    return tuple(names.get(code, "Hasil") for code in codes)


def _papers(user, assessment: Assessment, findings: list[Finding]) -> frozenset[int]:
    """Of the documents at findings those that the person may know of: as `papers` has it."""
    wanted = {finding.evidence_id for finding in findings if finding.evidence_id is not None}
    if not wanted or not may(user, "view_answers", assessment):
        return frozenset()
    known = reach_of(user, assessment).documents.filter(pk__in=wanted).order_by()
    return frozenset(known.values_list("pk", flat=True))


def _line(user, assessment: Assessment, finding: Finding, today: date, papers: frozenset[int]) -> FindingLine:
    question = instrument_of(assessment.period).questions.get(finding.code)
    area, about = "", ""
    if finding.activity is not None:
        area, about = finding.activity.area, f"Kegiatan {finding.activity.number}: {finding.activity.text}"
    elif question is not None:
        area, about = question.area or "", f"{question.code} {question.text}"
    allowed = may(user, "plan_activities", assessment) and follows(user, assessment, finding)
    shape = TOLD[finding.severity]
    status = finding_status(finding, today)
    return FindingLine(finding, about, area, status, shape, allowed, finding.evidence_id in papers)


def finding_status(finding: Finding, today: date) -> Status:
    """Done with its day; late from the day after it was due; else open."""
    if finding.done_on is not None:
        return DONE
    return LATE if finding.until is not None and finding.until < today else OPEN


def _status(lines: tuple[FindingLine, ...]) -> Status:
    if not lines:
        return NOTHING
    if all(line.status is DONE for line in lines):
        return DONE
    return LATE if any(line.status is LATE for line in lines) else OPEN
