"""The section of the people of a unit: how far their questions are and what TPI asked; for its head also who works at
it, which minima the unit's values reach and what stands in the way.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from assessments import queries
from assessments.engine.answers import is_answered
from assessments.engine.instrument import Instrument, Question
from assessments.home.lists import Own
from assessments.loaded import instrument_of, policy_of
from assessments.models import Answer, Assessment, Sheet, State
from assessments.next_steps import blocking, waiting_for
from assessments.panels import HASIL, Panel, panels
from assessments.round_reads import draft_answers_of, open_round
from assessments.rules import may, may_answer_area
from assessments.services.scoring import score_answers
from assessments.stored import given
from assessments.where import address_of, place_of
from units.models import Membership, Role
from units.queries import hats_of, in_force


@dataclass(frozen=True)
class Page:
    """An area of change, or Hasil: `url` leads to its first question without an answer, or to its beginning."""

    code: str
    name: str
    answered: int
    of: int
    url: str


@dataclass(frozen=True)
class Asked:
    """What TPI asks about a question in the open round."""

    question: str
    text: str
    url: str
    replied: bool


@dataclass(frozen=True)
class Person:
    """A petugas: how far the questions of their pokja are (`pages`: its areas, "" for the whole unit), and how many
    answers they were the last to save.
    """

    name: str
    pages: str
    answered: int
    of: int
    saved: int


@dataclass(frozen=True)
class Headed:
    """What the head of the unit sees besides. `panel`: the minima of the predicate that the unit aims at, by its own
    values; None while nothing is answered. `reasons`: why the next move would be refused now.
    """

    people: tuple[Person, ...]
    panel: Panel | None
    reasons: tuple[dict, ...]


@dataclass(frozen=True)
class Work:
    """A unit before one of its people. `pages` and `following`, the next question without an answer, are those in
    which the person may answer; empty when nothing can be answered now: then `waiting` says who must act.
    """

    a: Assessment
    others: tuple[Assessment, ...]
    sheet: Sheet | None
    due: datetime | None
    pages: tuple[Page, ...]
    following: Page | None
    question: str
    asked: tuple[Asked, ...]
    waiting: str
    head: Headed | None

    @property
    def open(self) -> int:
        """How many requests have no reply yet."""
        return sum(not one.replied for one in self.asked)


def work_of(user, own: Own) -> Work:
    """The unit that presses most, of the newest year; the queries grow with nothing."""
    a, *others = own.now
    sheet = next((s for s in a.sheets.all() if s.kind == Sheet.Kind.UNIT), None)
    answers = queries.answers_of(sheet) | draft_answers_of(a)
    instrument = instrument_of(a.period)
    done = {code for code, q in instrument.questions.items() if _is_done(q, answers)}
    mine = [q for q in instrument.questions.values() if may_answer_area(user, a, q.area)]
    answering = a.state == State.PENILAIAN_MANDIRI and may(user, "answer", a)
    left = [q for q in mine if q.code not in done] if answering else []
    pages = tuple(_pages(a, instrument, mine, done)) if answering else ()
    heads = a.unit_id in hats_of(user).units(Role.PIMPINAN_UNIT)
    return Work(
        a=a,
        others=tuple(others),
        sheet=sheet,
        due=a.round_due if a.state == State.PERBAIKAN else a.period.deadline if answering else None,
        pages=pages,
        following=next((page for page in pages if left and page.code == (left[0].area or HASIL)), None),
        question=left[0].text if left else "",
        asked=tuple(_asked(a, instrument, {q.code for q in mine})),
        waiting="" if _acts(user, a) else waiting_for(a),
        head=_headed(a, instrument, answers, done) if heads else None,
    )


def _acts(user, a: Assessment) -> bool:
    return may(user, "answer", a) or (a.state == State.TERDAFTAR and may(user, "declare", a))


def _is_done(question: Question, answers: Mapping[str, Answer]) -> bool:
    return question.code in answers and is_answered(question, given(answers[question.code]))


def _pages(a: Assessment, instrument: Instrument, mine: Sequence[Question], done: set[str]) -> Iterator[Page]:
    names = {**instrument.areas, HASIL: "Hasil"}
    for code, name in names.items():
        here = [q for q in mine if (q.area or HASIL) == code]
        left = next((q.code for q in here if q.code not in done), "")
        if here:
            url = reverse("assessments:area", args=[a.pk, code]) + (place_of(left) if left else "")
            yield Page(code, name, sum(q.code in done for q in here), len(here), url)


def _asked(a: Assessment, instrument: Instrument, mine: set[str]) -> Iterator[Asked]:
    """The requests of the open round in the person's areas, those without a reply first; two queries, else none."""
    found = open_round(a)
    requests = [one for one in found.requests.exclude(text="") if one.code in mine] if found else []
    for one in sorted(requests, key=lambda request: bool(request.reply)):
        question = instrument.questions[one.code]
        yield Asked(question.text, one.text, address_of(a, question), bool(one.reply))


def _headed(a: Assessment, instrument: Instrument, answers: Mapping[str, Answer], done: set[str]) -> Headed:
    found = panels(policy_of(a.period), instrument, score_answers(a.period, answers.values()))
    return Headed(
        people=tuple(_people(a, instrument, answers, done)) if a.state == State.PENILAIAN_MANDIRI else (),
        panel=next(panel for panel in found if panel.predicate == a.target) if answers else None,
        reasons=blocking(a),
    )


def _people(
    a: Assessment, instrument: Instrument, answers: Mapping[str, Answer], done: set[str]
) -> Iterator[Person]:
    """The petugas of today by name; one query."""
    today = timezone.localdate(timezone=a.unit.instansi.zone)
    held = Membership.objects.filter(in_force(today), unit=a.unit_id, role=Role.PETUGAS, user__is_active=True)
    areas: dict = {}
    for one in held.select_related("user"):
        areas.setdefault(one.user, []).append(one.areas)
    for user, parts in sorted(areas.items(), key=lambda item: str(item[0])):
        whole = not all(parts)
        codes = {code for part in parts for code in part}
        here = [code for code, q in instrument.questions.items() if whole or q.area in codes]
        yield Person(
            name=str(user),
            pages="" if whole else ", ".join(code for code in instrument.areas if code in codes),
            answered=sum(code in done for code in here),
            of=len(here),
            saved=sum(one.updated_by_id == user.pk for one in answers.values()),
        )
