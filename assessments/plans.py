"""View-models of the plan of improvement: what is to be mended, what was taken up, how far it has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count, Q

from assessments import queries
from assessments.engine.differences import Mend
from assessments.engine.instrument import Instrument
from assessments.engine.scoring import two
from assessments.loaded import instrument_of
from assessments.models import Assessment, PlanItem
from assessments.rules import RELEASED, may, may_answer_area
from assessments.services.plan import mends_of, version_of

HASIL = "Hasil"
DONE = Q(activity=None, done_at__isnull=False) | Q(activity__percent=100)


@dataclass(frozen=True)
class MendLine:
    """A question to mend. `planned`: it is in the plan; `allowed`: this person may put it there."""

    code: str
    slug: str
    text: str
    advice: str
    of_tpi: bool
    lower: bool
    gain: str
    planned: bool
    allowed: bool


@dataclass(frozen=True)
class ItemLine:
    """An item of the plan. `typed` and `problem` are what could not be stored."""

    item: PlanItem
    slug: str
    question: str
    seen: str
    allowed: bool
    typed: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Part:
    """The lines of an area or of Hasil; `points` is what they can gain together, "" for a plan."""

    code: str
    name: str
    lines: tuple
    points: str = ""


@dataclass(frozen=True)
class Progress:
    """A plan in numbers. `shut`: its assessment was opened again, so that it is not shown until the next release."""

    origin: int
    year: int
    done: int
    of: int
    shut: bool


@dataclass(frozen=True)
class Plan:
    """The plan that came out of a released assessment (`origin`)."""

    origin: Assessment
    parts: tuple[Part, ...]
    done: int
    of: int
    editable: bool


def mending(user, assessment: Assessment) -> tuple[Part, ...]:
    """What TPI's final answers leave to mend, by area. Four queries."""
    planned = set(PlanItem.objects.filter(origin=assessment).values_list("code", flat=True))
    writes = may(user, "plan", assessment)
    found = mends_of(assessment)
    parts = []
    for code, name in _areas(instrument_of(assessment.period)):
        mine = [mend for mend in found if mend.question.area == code]
        allowed = writes and may_answer_area(user, assessment, code)
        if mine:
            lines = tuple(_mend(mend, planned, allowed=allowed) for mend in mine)
            parts.append(Part(code or "", name, lines, two(sum((m.gain for m in mine), Fraction(0)))))
    return tuple(parts)


def _areas(instrument: Instrument) -> Sequence[tuple[str | None, str]]:
    return [*instrument.areas.items(), (None, HASIL)]


def _mend(mend: Mend, planned: set[str], *, allowed: bool) -> MendLine:
    code = mend.question.code
    return MendLine(
        code=code,
        slug=code.replace(".", "-"),
        text=mend.question.text,
        advice=mend.text,
        of_tpi=bool(mend.note),
        lower=mend.lower,
        gain=two(mend.gain),
        planned=code in planned,
        allowed=allowed and code not in planned,
    )


def plan_of(user, origin: Assessment, *, typed: ItemLine | None = None) -> Plan:
    """The plan from a released assessment, by area, in the order of the sheet; one query. `typed` stands for the
    item of its code: what could not be stored.
    """
    questions = instrument_of(origin.period).questions
    writes = may(user, "plan", origin)
    items = PlanItem.objects.filter(origin=origin).select_related("done_by", "activity")
    stored = {item.code: item for item in items}
    parts = []
    for area, name in _areas(instrument_of(origin.period)):
        allowed = writes and may_answer_area(user, origin, area)
        lines = [
            typed if typed and typed.item.code == code else line_of(origin, stored[code], allowed=allowed)
            for code, question in questions.items()
            if question.area == area and code in stored
        ]
        if lines:
            parts.append(Part(area or "", name, tuple(lines)))
    done = sum(item.is_done for item in stored.values())
    return Plan(origin, tuple(parts), done, len(stored), writes)


def line_of(
    origin: Assessment, item: PlanItem, *, allowed: bool, typed: str = "", problem: str = ""
) -> ItemLine:
    """An item as it is shown."""
    return ItemLine(
        item=item,
        slug=item.code.replace(".", "-"),
        question=instrument_of(origin.period).questions[item.code].text,
        seen=version_of(item.text),
        allowed=allowed,
        typed=typed or item.text,
        problem=problem,
    )


def progress_for(user, assessment: Assessment) -> Progress | None:
    """The plan that last year's LHE left for this year, in numbers; None where there is none, or not for this person.
    One query.
    """
    if not may(user, "view_plan", assessment):
        return None
    found = PlanItem.objects.filter(unit=assessment.unit_id, year=assessment.period.year)
    row = (
        found.values("origin", "origin__state", "origin__period__year")
        .annotate(of=Count("pk"), done=Count("pk", filter=DONE))
        .order_by("origin")
        .first()
    )
    if row is None:
        return None
    shut = row["origin__state"] not in RELEASED
    return Progress(row["origin"], row["origin__period__year"], row["done"], row["of"], shut)


def plan_for(user, assessment: Assessment) -> tuple[Progress | None, Plan | None]:
    """The plan that last year's LHE left for this year, in numbers and in full; three queries."""
    progress = progress_for(user, assessment)
    if progress is None or progress.shut:
        return progress, None
    origin = queries.visible_assessments(user).get(pk=progress.origin)
    return progress, plan_of(user, origin)
