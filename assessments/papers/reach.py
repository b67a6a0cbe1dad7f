"""Which documents of a unit a person may know of, on the pages of one of its assessments.

The people of the unit: all of its shelf. Everybody else who may read the answers: what is evidence there, as it was
submitted, in the revision that is evidence; whatever else lies on the shelf does not exist for them, nor does its name,
text, number or count.
"""

from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery

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
        if self.own:
            return Revision.objects.filter(document__unit=self.assessment.unit_id)
        return Revision.objects.filter(pk__in=self.uses.order_by().values("revision"))

    @property
    def documents(self) -> QuerySet[Document]:
        """Every document, archived ones too, with `shown_id`: the newest revision that the person may see."""
        newest = self.revisions.filter(document=OuterRef("pk")).order_by("-number").values("pk")
        found = Document.objects.filter(unit=self.assessment.unit_id)
        if not self.own:
            found = found.filter(pk__in=self.uses.order_by().values("revision__document"))
        return found.annotate(shown_id=Subquery(newest[:1]))


def reach_of(user, assessment: Assessment) -> Reach:
    """What the person may see; the caller has asked whether they may read the answers ("view_answers")."""
    return Reach(
        assessment, own=may(user, "keep_papers", assessment), plan=may(user, "view_plan", assessment)
    )
