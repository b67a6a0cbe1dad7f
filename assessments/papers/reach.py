"""Which documents of a unit a person may know of, on the pages of one of its assessments.

The people of the unit: all of its shelf. Everybody else who may read the answers: what is evidence there, as it was
submitted, in the revision that is evidence; whatever else lies on the shelf does not exist for them, nor does its name,
text, number or count.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery

from assessments import evidence_reads
from assessments.models import Assessment, EvidenceUse
from assessments.rules import may
from documents.models import Document, Revision


@dataclass(frozen=True)
class Reach:
    """What a person may see. `own`: one of the unit, who keeps the documents and sees its drafts of a round;
    `plan`: who may see the unit's plan of improvement.
    """

    assessment: Assessment
    own: bool
    plan: bool = False

    @property
    def uses(self) -> QuerySet[EvidenceUse]:
        """The evidence of the assessment."""
        return evidence_reads.uses_of(self.assessment, drafts=self.own)

    @property
    def revisions(self) -> QuerySet[Revision]:
        """Every revision that the person may open and search."""
        return revisions_of(*self._bounds)

    @property
    def documents(self) -> QuerySet[Document]:
        """Every document, archived ones too, with `shown_id`: the newest revision that the person may see."""
        newest = self.revisions.filter(document=OuterRef("pk")).order_by("-number").values("pk")
        found = documents_of(*self._bounds).filter(unit=self.assessment.unit_id)
        return found.annotate(shown_id=Subquery(newest[:1]))

    @property
    def _bounds(self) -> tuple[Collection[int], QuerySet[EvidenceUse]]:
        return ([self.assessment.unit_id], EvidenceUse.objects.none()) if self.own else ([], self.uses)


def revisions_of(units: Collection[int], uses: QuerySet[EvidenceUse]) -> QuerySet[Revision]:
    """Every revision on the shelves of these units, and those that are the evidence of `uses`."""
    return Revision.objects.filter(Q(document__unit__in=units) | Q(pk__in=uses.order_by().values("revision")))


def documents_of(units: Collection[int], uses: QuerySet[EvidenceUse]) -> QuerySet[Document]:
    """Every document on the shelves of these units, archived ones too, and those that are the evidence of `uses`."""
    proving = uses.order_by().values("revision__document")
    return Document.objects.filter(Q(unit__in=units) | Q(pk__in=proving))


def reach_of(user, assessment: Assessment) -> Reach:
    """What the person may see; the caller has asked whether they may read the answers ("view_answers")."""
    return Reach(
        assessment, own=may(user, "keep_papers", assessment), plan=may(user, "view_plan", assessment)
    )
