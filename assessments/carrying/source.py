"""The earlier year from which a unit takes over: its own, as it was submitted last."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments import queries
from assessments.engine.answers import Given
from assessments.models import Assessment, EvidenceLine, EvidenceUse, Sheet, Submission
from assessments.rules import RELEASED, may
from assessments.stored import given


@dataclass(frozen=True)
class Source:
    """What an earlier year of the unit says. `submitted`: it is what was frozen last; else its sheet as it stands.

    `finals` are TPI's final answers, empty before they are released to the reader.
    """

    assessment: Assessment
    submitted: bool
    answers: Mapping[str, Given]
    evidence: tuple[EvidenceUse, ...]
    lines: tuple[EvidenceLine, ...]
    finals: Mapping[str, Given] = field(default_factory=dict)

    @property
    def year(self) -> int:
        """Its year."""
        return self.assessment.period.year


def earlier_years(user, assessment: Assessment) -> QuerySet[Assessment]:
    """The earlier years of the same unit that say something, newest first. Never another unit's."""
    filled = Sheet.objects.filter(assessment=OuterRef("pk"), kind=Sheet.Kind.UNIT, answered__gt=0)
    sent = Submission.objects.filter(assessment=OuterRef("pk"))
    mine = queries.visible_assessments(user).filter(
        unit=assessment.unit_id, period__year__lt=assessment.period.year
    )
    return mine.filter(Q(Exists(filled)) | Q(Exists(sent))).order_by("-period__year")


def read_source(user, source: Assessment) -> Source:
    """Read an earlier year: four queries, one more where TPI's final answers are released."""
    last = source.submissions.order_by("at", "pk").last()
    uses = EvidenceUse.objects.filter(assessment=source).select_related("revision__document", "line")
    if last is None:
        sheet = source.sheets.filter(kind=Sheet.Kind.UNIT).first()
        answers = {code: given(answer) for code, answer in queries.answers_of(sheet).items()}
        found = [use for use in uses if use.removed_at is None]
    else:
        answers = {code: _frozen(told) for code, told in last.content["answers"].items()}
        proved = {
            (code, proof["revision"]) for code, proofs in last.content["evidence"].items() for proof in proofs
        }
        found = list({(u.code, u.revision_id): u for u in uses if (u.code, u.revision_id) in proved}.values())
    finals = queries.final_answers_of(source) if shows_finals(user, source) else {}
    return Source(
        assessment=source,
        submitted=last is not None,
        answers=answers,
        evidence=tuple(found),
        lines=tuple(EvidenceLine.objects.filter(assessment=source)),
        finals={code: given(answer) for code, answer in finals.items()},
    )


def shows_finals(user, source: Assessment) -> bool:
    """Whether TPI's final answers of that year lie open to the reader."""
    return source.state in RELEASED and may(user, "view_final", source)


def _frozen(told: Mapping) -> Given:
    return Given(told["value"], bool(told["none_yet"]), told["note"], told["source"])
