"""One activity: its facts, notes, documents, and what monitoring found about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assessments.action_plan.bars import Bar, bar_of
from assessments.action_plan.status import Status, status_of
from assessments.activity_reads import activities_of, is_measurable
from assessments.engine.instrument import Question
from assessments.loaded import instrument_of
from assessments.models import Activity, ActivityNote, Assessment, Finding
from assessments.papers.reach import reach_of
from assessments.papers.rows import Paper, rows
from assessments.rules import may, may_answer_area
from documents.models import Document


@dataclass(frozen=True)
class Detail:
    """An activity as its page shows it. `papers` are those that the person may see; `shelf` those that could be
    attached; `own`: one of the unit.
    """

    activity: Activity
    area_name: str
    status: Status
    bar: Bar | None
    lacks: tuple[str, ...]
    questions: tuple[Question, ...]
    notes: tuple[ActivityNote, ...]
    papers: tuple[Paper, ...]
    shelf: tuple[Document, ...]
    findings: tuple[Finding, ...]
    allowed: bool
    own: bool


MOST_OFFERED = 200
LACKS = {"target": "target", "person": "penanggung jawab", "due": "tenggat"}


def activity_in(assessment: Assessment, number: int) -> Activity | None:
    """An activity of the plan by its number; one query."""
    found = activities_of(assessment).filter(number=number).first()
    if found is not None:
        found.assessment = assessment
    return found


def detail_of(user, activity: Activity, today: date) -> Detail:
    """The page of an activity; up to seven queries, whatever hangs at it."""
    a = activity.assessment
    instrument = instrument_of(a.period)
    allowed = may(user, "plan_activities", a) and may_answer_area(user, a, activity.area or None)
    own = may(user, "keep_papers", a)
    return Detail(
        activity=activity,
        area_name=instrument.areas.get(activity.area, "Hasil"),
        status=status_of(activity, today),
        bar=bar_of(activity, a.period.year),
        lacks=()
        if is_measurable(activity)
        else tuple(v for k, v in LACKS.items() if not getattr(activity, k)),
        questions=tuple(q for code, q in instrument.questions.items() if code in activity.codes),
        notes=tuple(activity.notes.select_related("by")),
        papers=_papers(user, a, activity),
        shelf=_shelf(a, activity) if allowed else (),
        findings=tuple(activity.findings.select_related("monitoring").order_by("monitoring__date", "pk")),
        allowed=allowed,
        own=own,
    )


def _papers(user, a: Assessment, activity: Activity) -> tuple[Paper, ...]:
    """The documents at it that the person may know of: whoever is not of the unit knows what is evidence alone."""
    if not may(user, "view_answers", a):
        return ()
    reach = reach_of(user, a)
    attached = activity.papers.values("document")
    return tuple(rows(reach, reach.documents.filter(pk__in=attached).order_by("pk")))


def _shelf(a: Assessment, activity: Activity) -> tuple[Document, ...]:
    """The unit's documents that are not at the activity, newest first."""
    ours = Document.objects.filter(unit=a.unit_id, archived_at=None)
    return tuple(ours.exclude(pk__in=activity.papers.values("document")).order_by("-pk")[:MOST_OFFERED])
