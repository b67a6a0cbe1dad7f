"""The read that every opening of a piece of evidence makes, with its SQL made once (`units.prepared`)."""

from django.db.models import Model, OuterRef, Subquery

from assessments.models import EvidenceUse
from assessments.saving_reads import PARTS, built, columns_of, joined
from documents.models import Blob, Document, Revision
from units.models import TeamUnit
from units.prepared import ID, Prepared


def _all(model: type[Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)


_FILE = (
    (EvidenceUse, "", _all(EvidenceUse)),
    (Revision, "revision__", _all(Revision)),
    (Document, "revision__document__", _all(Document)),
    (Blob, "revision__blob__", _all(Blob)),
)
_OF = tuple((model, f"assessment__{prefix}", names) for model, prefix, names in PARTS)
_TEAM = TeamUnit.objects.filter(
    unit=OuterRef("assessment__unit_id"), year=OuterRef("assessment__period__year")
).order_by()
_USE = Prepared(
    lambda pk: (
        EvidenceUse.objects.filter(pk=pk)
        .order_by()
        .values_list(*columns_of(_FILE + _OF), Subquery(_TEAM.values("team_id")[:1]))
    ),
    pk=ID,
)


def evidence_to_open(pk: int) -> EvidenceUse | None:
    """The use with its revision, document and content, and its assessment with `team_id`; None where there is none.

    NOT scoped: the caller asks `may(…, "view_answers", use.assessment)` first of all, which lets in nobody who would
    not find the assessment through `queries.visible_assessments`.
    """
    rows = _USE.rows(pk=pk)
    if not rows:
        return None
    use, revision, document, blob, *parts = built(_FILE + _OF, rows[0])
    revision.document, revision.blob = document, blob if revision.blob_id is not None else None
    use.revision, use.assessment = revision, joined(parts, rows[0][-1])
    return use
