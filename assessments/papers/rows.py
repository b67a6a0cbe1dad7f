"""Documents as they are shown: with the revision that the reader sees, and the questions that they prove."""

from collections.abc import Iterable
from dataclasses import dataclass

from assessments.loaded import instrument_of
from assessments.models import EvidenceUse
from assessments.panels import Shown
from assessments.papers.periods import is_outside, period_text
from assessments.papers.reach import Reach
from documents.models import Document, Revision


@dataclass(frozen=True)
class Paper(Shown):
    """One document. `codes`: the questions of this assessment that it proves, in the order of the sheet."""

    document: Document
    revision: Revision
    codes: tuple[str, ...]
    outside: bool
    period: str

    @property
    def count(self) -> int:
        """In how many questions it is used."""
        return len(self.codes)


def rows(reach: Reach, documents: Iterable[Document]) -> list[Paper]:
    """The documents (with `shown_id`) as rows, in their order; two queries."""
    listed = list(documents)
    revisions = Revision.objects.select_related("blob", "link_check").in_bulk([d.shown_id for d in listed])
    used: dict[int, set[str]] = {}
    uses = reach.uses.filter(revision__document__in=listed).order_by()
    for document_id, code in uses.values_list("revision__document", "code"):
        used.setdefault(document_id, set()).add(code)
    period = reach.assessment.period
    order = list(instrument_of(period).questions)
    return [
        Paper(
            document=document,
            revision=revisions[document.shown_id],
            codes=tuple(code for code in order if code in used[document.pk]) if document.pk in used else (),
            outside=is_outside(document, period.year),
            period=period_text(document),
        )
        for document in listed
    ]


@dataclass(frozen=True)
class Proved(Shown):
    """A question that a document proves, in some year. `older`: not with the newest revision."""

    use: EvidenceUse
    text: str
    area: str
    year: int
    url_args: tuple[int, str]
    older: bool


def proved(reach: Reach, document: Document, newest: Revision) -> list[Proved]:
    """The questions that a document proves: for the unit in all its years, newest first, for others in this one."""
    uses = EvidenceUse.objects.filter(revision__document=document, removed_at=None)
    if not reach.own:
        uses = reach.uses.filter(revision__document=document)
    uses = uses.exclude(draft=EvidenceUse.Draft.REMOVED)
    found = []
    related = ("revision", "assessment__period__instrument", "assessment__period__policy")
    for use in uses.select_related(*related).defer(
        "assessment__period__instrument__content", "assessment__period__policy__content"
    ):
        question = instrument_of(use.assessment.period).questions.get(use.code)
        if question is not None:
            found.append(
                Proved(
                    use,
                    question.text,
                    question.area or "",
                    use.assessment.period.year,
                    (use.assessment_id, question.area or "HASIL"),
                    use.revision_id != newest.pk,
                )
            )
    order = list(instrument_of(reach.assessment.period).questions)
    place = {code: number for number, code in enumerate(order)}
    return sorted(found, key=lambda one: (-one.year, place.get(one.use.code, len(order)), one.use.pk))
