"""Reads of evidence and of the lines that it proves. Whoever asks has fetched the assessment for a person."""

from collections.abc import Collection

from django.db.models import QuerySet

from assessments.models import Assessment, EvidenceLine, EvidenceUse
from documents.models import LinkCheck


def uses_of(*assessments: Assessment | int, drafts: bool = False) -> QuerySet[EvidenceUse]:
    """The evidence of assessments as it was submitted; with `drafts`, as the unit has it in an open round."""
    hidden = EvidenceUse.Draft.REMOVED if drafts else EvidenceUse.Draft.ADDED
    return EvidenceUse.objects.filter(assessment__in=assessments, removed_at=None).exclude(draft=hidden)


def evidence_of(
    assessment: Assessment, codes: Collection[str], *, drafts: bool = False
) -> dict[str, list[EvidenceUse]]:
    """Question code → its evidence, oldest first, with document, content and line; one query. `drafts` as `uses_of`."""
    uses = uses_of(assessment, drafts=drafts).filter(code__in=codes)
    found: dict[str, list[EvidenceUse]] = {}
    for use in uses.select_related(
        "revision__document", "revision__blob", "revision__link_check", "added_by", "line"
    ):
        found.setdefault(use.code, []).append(use)
    return found


def lines_of(assessment: Assessment, codes: Collection[str]) -> dict[str, list[EvidenceLine]]:
    """Question code → the lines of its check-list that have a row, oldest first; one query. Only for those who may
    "comment": the unit.
    """
    found: dict[str, list[EvidenceLine]] = {}
    for line in EvidenceLine.objects.filter(assessment=assessment, code__in=codes):
        found.setdefault(line.code, []).append(line)
    return found


def problem_links(assessment: Assessment) -> list[str]:
    """The questions of evidence whose link was found dead or behind a login, once for each; one query."""
    trouble = [LinkCheck.Result.DEAD, LinkCheck.Result.LOGIN]
    uses = uses_of(assessment, drafts=True).filter(revision__link_check__result__in=trouble)
    return list(uses.values_list("code", flat=True))


def uses_ever(assessment: Assessment, codes: Collection[str]) -> list[EvidenceUse]:
    """All evidence that was submitted at some time, oldest first, with what was taken off (`removed_at`), never a
    draft; one query at most. What was submitted once stays readable for those who read the answers.
    """
    if not codes:
        return []
    found = EvidenceUse.objects.filter(assessment=assessment, code__in=codes)
    submitted = found.exclude(draft=EvidenceUse.Draft.ADDED)
    return list(
        submitted.select_related("revision__document", "revision__blob", "revision__link_check", "added_by")
    )
