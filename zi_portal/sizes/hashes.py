"""What stands under signatures, submissions and LHE of the pattern, so that each copy hashes its own content.

A content names revisions and uses by their ids; a copy has others and therefore other hashes.
"""

import hashlib
from collections.abc import Callable
from typing import Any, NamedTuple

from assessments import queries
from assessments.models import Assessment, EvidenceUse, Sheet, Submission, Verdict
from assessments.result_hash import (
    canonical,
    digest,
    preliminary_content,
    result_content,
    sheet_content,
    submission_hash,
    submission_text,
    submitted_content,
)
from documents.models import Revision
from units.models import Instansi
from zi_portal.sizes.marks import Marker, Text
from zi_portal.sizes.pattern import Row
from zi_portal.sizes.preparing import Preparing


class Content(NamedTuple):
    """A content of an assessment, its hash, and how it is written where it is hashed."""

    assessment: int
    hash: str
    data: dict[str, Any]
    write: Callable[[dict[str, Any]], str] = canonical


def contents_of(instansi: Instansi) -> list[Content]:
    """Every content under a hash of the instansi's assessments, those that others name first."""
    found: list[Content] = []
    rows = queries.with_team(Assessment.objects.filter(unit__instansi=instansi).order_by("pk"))
    for row in rows.select_related("period__instrument", "period__policy"):
        for one in Submission.objects.filter(assessment=row).order_by("pk"):
            found.append(Content(row.pk, one.content_hash, one.content, submission_text))
        if row.submissions.exists():
            now = submitted_content(row)
            found.append(Content(row.pk, submission_hash(now), now, submission_text))
            result = result_content(row)
            found.append(Content(row.pk, digest(result), result))
        if (first := queries.found_fit(row)) is not None:
            content = preliminary_content(row, first)
            found.append(Content(row.pk, digest(content), content))
        for sheet in row.sheets.filter(kind=Sheet.Kind.MEMBER):
            if marks := sheet.marks.exclude(verdict=Verdict.NONE):
                content = sheet_content(queries.answers_of(sheet), marks)
                found.append(Content(row.pk, digest(content), content))
    return found


def text_of(content: Content, row: Row, preparing: Preparing) -> Text:
    """The serialised content with holes where a copy names its own revisions, uses and hashes."""
    preparing.row, preparing.marker = row, Marker()
    preparing.shift = (preparing.year or 0) - (row.year or 0)
    data = dict(content.data)
    marks, evidence = data.pop("marks", None), data.pop("evidence", None)
    data = preparing.object(data)
    if evidence is not None:
        data["evidence"] = {code: [_proof(one, preparing) for one in uses] for code, uses in evidence.items()}
    if marks is not None:
        data["marks"] = {
            _id(EvidenceUse, pk, preparing): preparing.object(marks[pk]) for pk in sorted(marks, key=int)
        }
    return preparing.marker.cut(content.write(data))


def _proof(proof: dict[str, Any], preparing: Preparing) -> dict[str, Any]:
    place = preparing.layout.parent(preparing.row, preparing.year, (Revision, proof["revision"]))
    told = preparing.object({k: v for k, v in proof.items() if k != "revision"})
    return told | {"revision": preparing.marker.number(place) if place else proof["revision"]}


def _id(model: type, pk: str, preparing: Preparing) -> str:
    place = preparing.layout.parent(preparing.row, preparing.year, (model, int(pk)))
    return preparing.marker.text(place) if place else pk


def sha256(text: str) -> str:
    """64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()
