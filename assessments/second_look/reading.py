"""Reads what the checks look at, as one person may see it, and what the unit said of the doubts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from assessments import evidence_reads, queries, round_reads
from assessments.engine.answers import Given
from assessments.loaded import instrument_of
from assessments.models import Assessment, EvidenceUse, SetAside, Sheet, State
from assessments.rules import may
from assessments.second_look.checks import look
from assessments.second_look.doubt import Doubt, Proof, Seen
from assessments.stored import given


@dataclass(frozen=True)
class Looked:
    """A doubt, and what the unit said of it; `said` is None while it is open."""

    doubt: Doubt
    said: SetAside | None


def looked_at(user, assessment: Assessment) -> list[Looked]:
    """All doubts about the unit's answers for a person who may see them; seven queries at most.

    Who may write in a round sees its drafts, everybody else what was submitted.
    """
    doubts = look(seen_of(user, assessment))
    said = {(row.kind, row.subject, row.mark): row for row in _said(user, assessment)}
    return [Looked(doubt, said.get((doubt.check, doubt.subject, doubt.mark))) for doubt in doubts]


def open_doubts(user, assessment: Assessment) -> list[Doubt]:
    """The doubts of which the unit has said nothing; six queries at most."""
    return [one.doubt for one in looked_at(user, assessment) if one.said is None]


def second_look_notices(user, assessment: Assessment) -> tuple[dict, ...]:
    """Before submission: one line with the number of open doubts; seven queries at most. A notice, no guard."""
    found = len(open_doubts(user, assessment))
    if not found:
        return ()
    url = reverse("assessments:second_look", args=[assessment.pk])
    return ({"message": f"{found} hal perlu dilihat lagi sebelum diajukan.", "url": url},)


def seen_of(user, assessment: Assessment) -> Seen:
    """What the checks look at; five queries at most."""
    drafts = may(user, "reply", assessment)
    sheet = assessment.sheets.filter(kind=Sheet.Kind.UNIT).first()
    rows = queries.answers_of(sheet)
    if drafts:
        rows |= round_reads.draft_answers_of(assessment)
    before_year, before = _year_before(user, assessment)
    uses = evidence_reads.uses_of(assessment, drafts=drafts).select_related(
        "revision__document", "revision__blob"
    )
    return Seen(
        instrument=instrument_of(assessment.period),
        year=assessment.period.year,
        answers={code: given(row) for code, row in rows.items()},
        proofs=tuple(_proofs(uses)),
        before=before,
        before_year=before_year,
    )


def submitted_at(assessment: Assessment) -> datetime | None:
    """When what others read in an open round was submitted; None outside a round, where they read what stands."""
    if assessment.state != State.PERBAIKAN:
        return None
    last = assessment.submissions.order_by("at", "pk").last()
    return None if last is None else last.at


def _said(user, assessment: Assessment) -> Iterable[SetAside]:
    rows = SetAside.objects.filter(assessment=assessment).select_related("by")
    if may(user, "reply", assessment) or (until := submitted_at(assessment)) is None:
        return rows
    return rows.filter(at__lte=until)


def _proofs(uses: Iterable[EvidenceUse]) -> Iterable[Proof]:
    for use in uses:
        revision, document = use.revision, use.revision.document
        content = revision.blob.sha256 if revision.blob else ""
        yield Proof(
            use.code, document.pk, document.title, content, document.speaks_from, document.speaks_until
        )


def _year_before(user, assessment: Assessment) -> tuple[int | None, dict[str, Given]]:
    """The newest earlier year of the unit with the same instrument whose answers the person may read; two queries."""
    earlier = queries.visible_assessments(user).filter(
        unit=assessment.unit_id,
        period__year__lt=assessment.period.year,
        period__instrument=assessment.period.instrument_id,
        sheets__kind=Sheet.Kind.UNIT,
    )
    found = earlier.order_by("-period__year").first()
    if found is None or not may(user, "view_answers", found):
        return None, {}
    rows = queries.answers_of(found.sheets.filter(kind=Sheet.Kind.UNIT).first())
    return found.period.year, {code: given(row) for code, row in rows.items()}
