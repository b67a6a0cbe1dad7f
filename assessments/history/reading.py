"""Reading the audit of one assessment through a lens: what is shut is never asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KT

from assessments import queries
from assessments.history.lens import Lens
from assessments.models import Answer, Assessment, Round, RoundRequest, Sheet, StateChange, Submission
from audit.models import Entry
from audit.queries import of_chain
from documents.models import Document, Revision
from units.models import User

ANSWER, MARK = "assessments.answer.", "assessments.mark."
EVIDENCE, ROUND, SHEET, ASSESSMENT = (
    "assessments.evidenceuse",
    "assessments.round",
    "assessments.sheet",
    "assessments.assessment",
)
SIGNATURE, PRELIMINARY = "assessments.signature", "assessments.preliminaryresult"
TEAM_TEXTS = ("assessments.consideration", "assessments.recommendation")
IN_ROUND, OUT_OF_ROUND = "state.kembalikan", ("state.ajukan_perbaikan", "state.tutup_perbaikan")


@dataclass(frozen=True)
class Slim:
    """An entry without its contents; `code` is the question that it is about, "" for none; `version` that of the
    answer that was written, 0 for other things.
    """

    pk: int
    seq: int
    at: datetime
    actor_id: int | None
    role: str
    action: str
    label: str
    object_id: str
    code: str
    version: int = 0

    @property
    def sheet_id(self) -> int | None:
        """The sheet, for an entry about an answer, a mark or a sheet."""
        head = self.object_id.partition("/")[0]
        return int(head) if self.label.startswith((ANSWER, MARK, SHEET)) and head.isdigit() else None


@dataclass(frozen=True)
class Frame:
    """The few rows around the entries: sheets, moves, submissions, rounds with what they asked."""

    sheets: dict[tuple[str, int | None], Sheet]
    changes: list[StateChange]
    submissions: list[Submission]
    rounds: list[Round]

    @property
    def releases(self) -> list[StateChange]:
        """The moments at which TPI's final answers were released."""
        return [change for change in self.changes if change.name == "finalkan"]

    def role_of(self, person_id: int | None, at: datetime) -> str:
        """As which the person acted then, by the move that they made last."""
        mine = [change.role for change in self.changes if change.by_id == person_id and change.at <= at]
        return mine[-1] if mine else ""

    def round_of(self, submission: Submission) -> Round | None:
        """The round that a submission answered; None for one outside of a round."""
        return next((r for r in self.rounds if r.submission_id == submission.pk), None)


def frame_of(assessment: Assessment) -> Frame:
    """Five queries."""
    opened = assessment.rounds.filter(opened_at__isnull=False).prefetch_related("requests")
    return Frame(
        sheets=queries.sheets_of(assessment),
        changes=list(assessment.changes.all()),
        submissions=list(assessment.submissions.order_by("at", "pk")),
        rounds=list(opened.order_by("number")),
    )


def permitted(lens: Lens, assessment: Assessment, sheets: Iterable[Sheet], code: str = "") -> Q:
    """The entries that lie open to the lens, about one question where `code` is given."""
    found = Q(pk__in=[])
    if lens.live:
        found |= Q(object_label=f"{ANSWER}{Sheet.Kind.UNIT}") | Q(object_label=EVIDENCE)
    if lens.drafts:
        found |= Q(object_label=f"{ANSWER}{Sheet.Kind.DRAFT}") | Q(object_label=ROUND, action="round.reply")
    for sheet in sheets:
        if lens.opens(sheet):
            found |= Q(object_label=f"{ANSWER}{sheet.kind}", object_id__startswith=f"{sheet.pk}/")
            found |= Q(object_label=f"{MARK}{sheet.kind}", object_id__startswith=f"{sheet.pk}/")
            found |= Q(object_label=SHEET, object_id=str(sheet.pk))
    if lens.preliminary:
        found |= Q(object_label=PRELIMINARY)
    if lens.own is not None:
        mine = Q(object_label=SIGNATURE) | Q(object_label=ROUND, action="round.propose")
        found |= mine & Q(actor_id=lens.own)
    if lens.team:
        found |= Q(object_label=ROUND, action__in=["round.propose", "round.request"])
        found |= Q(object_label=SIGNATURE) | Q(object_label=ASSESSMENT, action="signature.decline")
        found |= Q(object_label__in=TEAM_TEXTS)
    if code:
        about = Q(object_label__startswith=ANSWER, object_id__endswith=f"/{code}")
        about |= Q(object_label=ROUND, object_id=f"{assessment.pk}/{code}")
        documents = Q(object_label=EVIDENCE) | Q(object_label__startswith=MARK)
        about |= documents & (Q(before__code=code) | Q(after__code=code))
        found &= about
    return found


def slim_entries(assessment: Assessment, wanted: Q) -> list[Slim]:
    """The entries without their contents, oldest first; one query. The moves into and out of rounds come along."""
    edges = Q(object_label=ASSESSMENT, action__in=[IN_ROUND, *OUT_OF_ROUND])
    rows = of_chain(assessment.audit_chain).filter(wanted | edges).order_by("seq")
    fields = ("pk", "seq", "at", "actor_id", "role", "action", "object_label", "object_id")
    told = rows.values_list(*fields, KT("after__code"), KT("before__code"), KT("after__version"))
    return [
        Slim(*row[:8], code=_code(row[6], row[7], row[8] or row[9] or ""), version=int(row[10] or 0))
        for row in told
    ]


def _code(label: str, object_id: str, told: str) -> str:
    if label == EVIDENCE or label.startswith(MARK):
        return told
    return object_id.partition("/")[2] if label.startswith(ANSWER) or label == ROUND else ""


def outside_rounds(entries: Iterable[Slim], *, drafts: bool) -> list[Slim]:
    """The entries without the edges of rounds and, unless `drafts` are open, without the evidence of rounds: that is a
    draft until the unit submits, and told by the submissions.
    """
    found, inside = [], False
    for entry in entries:
        if entry.action == IN_ROUND or entry.action in OUT_OF_ROUND:
            inside = entry.action == IN_ROUND
        elif entry.label != EVIDENCE or drafts or not inside:
            found.append(entry)
    return found


def whole_entries(ids: Iterable[int]) -> dict[int, Entry]:
    """The entries with their contents, by id; one query."""
    return Entry.objects.defer("prev_hash", "hash").in_bulk(list(ids))


def answer_entries(assessment: Assessment, sheet: Sheet | None, code: str = "") -> QuerySet[Entry]:
    """What the audit keeps of the answers of a sheet, oldest first."""
    if sheet is None:
        return Entry.objects.none()
    entries = of_chain(assessment.audit_chain).filter(object_label=f"{ANSWER}{sheet.kind}")
    exact = {"object_id": f"{sheet.pk}/{code}"} if code else {"object_id__startswith": f"{sheet.pk}/"}
    return entries.filter(**exact).order_by("seq").defer("prev_hash", "hash")


def stored_answers(sheets: Iterable[Sheet], code: str = "") -> list[Answer]:
    """The rows of today of these sheets; one query."""
    found = Answer.objects.filter(sheet__in=list(sheets))
    return list(found.filter(code=code) if code else found)


def names_of(ids: Iterable[int | None]) -> dict[int, str]:
    """Names of people by id; one query."""
    people = User.objects.filter(pk__in={pk for pk in ids if pk is not None}).only("name", "username")
    return {person.pk: str(person) for person in people}


def document_titles(ids: Iterable[int]) -> dict[int, str]:
    """Titles of documents by id; one query."""
    return dict(Document.objects.filter(pk__in=set(ids)).values_list("pk", "title"))


def revision_titles(ids: Iterable[int]) -> dict[int, str]:
    """Titles of the documents of revisions, by the revision's id; one query."""
    return dict(Revision.objects.filter(pk__in=set(ids)).values_list("pk", "document__title"))


def requests_of(rounds: Iterable[Round], code: str = "") -> list[tuple[Round, RoundRequest]]:
    """(round, request) of opened rounds, of one question where `code` is given; no query after `frame_of`."""
    return [(r, q) for r in rounds for q in r.requests.all() if not code or q.code == code]
