"""A round and what was asked in it as the pages show it: request, reply, change. No queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from assessments.engine.instrument import Instrument, Question
from assessments.engine.text_diff import Part
from assessments.loaded import instrument_of
from assessments.models import Assessment, EvidenceUse, Round, RoundMark, RoundRequest
from assessments.panels import HASIL, Shown
from assessments.round_changes import Change, Proof, change_in
from assessments.templatetags.zi import clock
from assessments.views.answering.rows import answer_text, slug_of
from assessments.views.marks.rows import ToldMark, told_marks

Uses = Mapping[
    tuple[str, int], EvidenceUse
]  # (question, revision) → a use of it, also one that was taken off

Told = Mapping[
    tuple[int, str], Iterable[RoundMark]
]  # (round, question) → the marks that were released with it


@dataclass(frozen=True)
class ShownProof(Shown):
    """A piece of evidence that came or went; `use` leads to it, where it is still known."""

    use: EvidenceUse | None
    locator: str


@dataclass(frozen=True)
class ShownChange(Shown):
    """What changed at a question, as texts."""

    before: str
    after: str
    answer_differs: bool
    note: tuple[Part, ...]
    source: tuple[Part, ...]
    added: tuple[ShownProof, ...]
    removed: tuple[ShownProof, ...]
    is_nothing: bool


@dataclass(frozen=True)
class AskedRow(Shown):
    """One request; `reply` and `change` only of a round that was answered (or, for the unit, is being answered).
    `marks`: how TPI marked the evidence, as it was released with the request.
    """

    number: int
    question: Question
    text: str
    reply: str = ""
    replied_by: str = ""
    replied_at: str = ""
    change: ShownChange | None = None
    late: str = ""
    closed: bool = False
    marks: tuple[ToldMark, ...] = ()

    @property
    def slug(self) -> str:
        """The code as part of an id."""
        return slug_of(self.question.code)

    @property
    def page(self) -> str:
        """The page on which the question stands."""
        return self.question.area or HASIL


@dataclass(frozen=True)
class AreaGroup(Shown):
    """What is asked in one area; `code` is "" for Hasil."""

    code: str
    name: str
    rows: tuple


@dataclass(frozen=True)
class RoundRow(Shown):
    """A round that is over. Names of TPI and the reason are there for the team alone."""

    number: int
    round: Round
    kind: str
    outcome: str
    late: str
    asked_by: str
    closed_by: str
    reason: str
    groups: tuple[AreaGroup, ...]
    count: int


def by_revision(uses: Iterable[EvidenceUse]) -> Uses:
    """Uses by question and revision: what a change of evidence is looked up in."""
    return {(use.code, use.revision_id): use for use in uses}


def late_text(found: Round, a: Assessment) -> str:
    """ "terlambat 2 hari", "terlambat" on the day itself, "" in time; counted in the zone of the instansi."""
    if not found.is_late or found.due is None or found.closed_at is None:
        return ""
    zone = a.unit.instansi.zone
    days: int = (_day(found.closed_at, zone) - _day(found.due, zone)).days
    return f"terlambat {days} hari" if days else "terlambat"


def _day(at, zone) -> date:
    return at.astimezone(zone).date()


def shown_change(question: Question, change: Change, uses: Uses) -> ShownChange:
    """A change as texts, its evidence with links."""

    def proofs(found: Iterable[Proof]) -> tuple[ShownProof, ...]:
        return tuple(ShownProof(uses.get((question.code, one.revision)), one.locator) for one in found)

    return ShownChange(
        before=answer_text(question, change.before),
        after=answer_text(question, change.after),
        answer_differs=change.answer_differs,
        note=change.note,
        source=change.source,
        added=proofs(change.added),
        removed=proofs(change.removed),
        is_nothing=change.is_nothing,
    )


def asked_row(
    a: Assessment, found: Round, request: RoundRequest, uses: Uses, told: Told | None = None
) -> AskedRow:
    """A request of a round that is over, with reply and change, and with the marks that were released with it."""
    question = instrument_of(a.period).questions[request.code]
    change = change_in(found, request.code)
    return AskedRow(
        number=found.number,
        question=question,
        text=request.text,
        reply=request.reply,
        replied_by=str(request.replied_by or ""),
        replied_at=clock(request.replied_at, a.unit.instansi) if request.replied_at else "",
        change=shown_change(question, change, uses) if change else None,
        late=late_text(found, a),
        closed=found.outcome == Round.Outcome.CLOSED,
        marks=told_marks((told or {}).get((found.pk, request.code), ())),
    )


def evidence_moved(found: Round) -> list[str]:
    """The questions of a round at which evidence came or went: their documents must be looked up."""
    changes = {request.code: change_in(found, request.code) for request in found.requests.all()}
    return [code for code, change in changes.items() if change and (change.added or change.removed)]


def by_area(instrument: Instrument, rows: Iterable) -> tuple[AreaGroup, ...]:
    """Rows (anything with `question`) by area, in the order of the sheet."""
    place = {code: at for at, code in enumerate(instrument.questions)}
    found: dict[str, list] = {}
    for row in sorted(rows, key=lambda row: place[row.question.code]):
        found.setdefault(row.question.area or "", []).append(row)
    return tuple(
        AreaGroup(code, instrument.areas.get(code, "Hasil"), tuple(found[code]))
        for code in [*instrument.areas, ""]
        if code in found
    )


def round_row(a: Assessment, found: Round, uses: Uses, told: Told, *, team: bool) -> RoundRow:
    """A round that is over; `team`: the reader may know who of TPI did it, and why it was closed."""
    replied = found.outcome == Round.Outcome.REPLIED
    rows = [asked_row(a, found, request, uses, told) for request in found.requests.all()]
    return RoundRow(
        number=found.number,
        round=found,
        kind="selesai" if replied else "perlu",
        outcome=str(found.get_outcome_display()),
        late=late_text(found, a),
        asked_by=str(found.opened_by) if team else "TPI",
        closed_by=str(found.closed_by) if team or replied else "TPI",
        reason=found.reason if team else "",
        groups=by_area(instrument_of(a.period), rows),
        count=len(rows),
    )
