"""The evidence at the aspects of a kawasan, and who may open it.

The documents belong to the instansi whose representative brought them. Who reads the values reads them too; a
confidential one is open to the joint TPI and to the instansi that owns it, others are told only that there is one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from assessments.kawasan import Integration, Place
from assessments.models import KawasanEvidence
from documents.models import Document


@dataclass(frozen=True)
class Paper:
    """A piece of evidence as a person sees it: without `opens` neither title nor file; `own`: they may take it off."""

    evidence: KawasanEvidence
    opens: bool
    own: bool

    @property
    def document(self) -> Document:
        """The document that it is a revision of."""
        return self.evidence.revision.document


def is_readable(place: Place, sheet: Integration) -> bool:
    """Whether the person may read values and evidence: the joint TPI always, admins and heads once all have signed;
    never who lost the seat and is neither.
    """
    return place.seat is not None or (bool(place.reads) and (sheet.is_final or bool(sheet.year.verdict)))


def may_open(place: Place, evidence: KawasanEvidence) -> bool:
    """Whether who reads the values may open this document too (select `revision__document` along)."""
    document = evidence.revision.document
    return not document.is_confidential or place.seat is not None or document.instansi_id in place.reads


def may_take_off(place: Place, evidence: KawasanEvidence) -> bool:
    """Whether the person may take it off: a representative of the instansi that owns it, before the determination."""
    owner = evidence.revision.document.instansi_id
    return place.seat is not None and place.seat.pk == owner and not evidence.year.verdict


def papers_of(place: Place, sheet: Integration) -> dict[str, list[Paper]]:
    """Aspect → its evidence as this person may know it; no queries."""
    found: defaultdict[str, list[Paper]] = defaultdict(list)
    for row in sheet.evidence:
        row.year = sheet.year
        found[row.aspect].append(Paper(row, may_open(place, row), may_take_off(place, row)))
    return dict(found)
