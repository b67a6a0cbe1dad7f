"""Reminders 30, 7 and 1 days before deadlines (`notices.reminding`). Run as often as one likes: each is written once.

Each source takes (now) and yields notices; all are in SOURCES. A changed deadline is another one, with reminders of
its own. The queries don't grow with the units.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from assessments.contestable import contestable
from assessments.deadlines import proposal_deadline
from assessments.engine.jakarta import end_of_day
from assessments.holders import due_reports
from assessments.models import Assessment, Notice, Period, Round, Sheet, State
from assessments.notices import people
from assessments.notices.reminding import DAYS, step_of
from assessments.queries import with_team
from assessments.rules import AT_TPI
from assessments.services.notices import put
from units.models import ConflictOfInterest, Membership, Role, TeamMember
from units.queries import in_force

AHEAD = timedelta(days=max(DAYS) + 2)  # wide enough for every zone
BEFORE_SUBMISSION = [State.TERDAFTAR, State.PENCANANGAN, State.PEMBANGUNAN, State.PENILAIAN_MANDIRI]


def remind(*, now: datetime) -> int:
    """Write the reminders that are due at `now`; returns how many people were meant, told before or not."""
    return put([notice for source in SOURCES for notice in source(now)], now=now)


def _notice(kind: str, user_id: int, thing: str, due: datetime, step: int, **about) -> Notice:
    return Notice(
        user_id=user_id, kind=kind, key=f"{kind}:{thing}:{due:%Y%m%d%H%M%S}:{step}", due=due, **about
    )


def _periods(now: datetime, field: str) -> list[Period]:
    return list(
        Period.objects.filter(**{f"{field}__gte": now, f"{field}__lte": now + AHEAD}).select_related(
            "instansi"
        )
    )


def submission(now: datetime) -> Iterator[Notice]:
    """The deadline of penilaian mandiri, for the units that have not submitted."""
    periods = {period.pk: period for period in _periods(now, "deadline")}
    rows = Assessment.objects.filter(period__in=periods, state=State.PENILAIAN_MANDIRI).only(
        "unit_id", "period_id", "state_since"
    )
    found = list(rows)
    whose = people.of_units({a.unit_id for a in found}) if found else {}
    for a in found:
        period = periods[a.period_id]
        step = step_of(period.deadline, now, period.instansi.zone, since=a.state_since)
        if step is not None:
            for user_id in sorted(whose.get(a.unit_id, ())):
                yield _notice("due_submission", user_id, f"a{a.pk}", period.deadline, step, assessment=a)


def submission_of_all(now: datetime) -> Iterator[Notice]:
    """The same deadline for the admin, while a unit of the year has not submitted."""
    rows = Assessment.objects.filter(state__in=BEFORE_SUBMISSION).order_by().values("period")
    periods = [p for p in _periods(now, "deadline") if p.pk in set(rows.values_list("period", flat=True))]
    yield from _of_instansi(now, "due_submission_all", [(p, p.deadline) for p in periods], [Role.ADMIN])


def assessing(now: datetime) -> Iterator[Notice]:
    """The deadline of TPI, for those of the teams who still have something to do; once a person and year."""
    periods = {period.pk: period for period in _periods(now, "tpi_deadline")}
    rows = list(with_team(Assessment.objects.filter(period__in=periods, state__in=AT_TPI)).order_by())
    if not rows:
        return
    for period_id, user_ids in _at_work(rows).items():
        period = periods[period_id]
        since = min(a.state_since for a in rows if a.period_id == period_id)
        step = step_of(period.tpi_deadline, now, period.instansi.zone, since=since)
        if step is not None:
            for user_id in sorted(user_ids):
                yield _notice("due_tpi", user_id, f"p{period.pk}", period.tpi_deadline, step, period=period)


def _at_work(rows: list[Assessment]) -> dict[int, set[int]]:
    """Period id → user ids of the teams' people with a unit that they may assess and are not done with."""
    today = timezone.localdate()
    seats = defaultdict(list)
    members = TeamMember.objects.filter(
        in_force(today), team__in={a.team_id for a in rows}, user__is_active=True
    )
    for team_id, user_id in members.order_by().values_list("team_id", "user_id"):
        seats[team_id].append(user_id)
    units = {a.unit_id for a in rows}
    barred = set(
        Membership.objects.filter(in_force(today), unit__in=units)
        .order_by()
        .values_list("unit_id", "user_id")
    )
    declared = ConflictOfInterest.objects.filter(lifted_at=None, unit__in=units)
    barred |= set(declared.order_by().values_list("unit_id", "user_id"))
    own = Sheet.objects.filter(assessment__in=rows, kind=Sheet.Kind.MEMBER)
    over = (own.exclude(done_at=None) | own.exclude(excused_at=None)).order_by()
    barred_sheets = set(over.values_list("assessment_id", "owner_id"))
    found: dict[int, set[int]] = defaultdict(set)
    for a in rows:
        found[a.period_id] |= {
            user_id
            for user_id in seats[a.team_id]
            if (a.unit_id, user_id) not in barred and (a.pk, user_id) not in barred_sheets
        }
    return found


def rounds(now: datetime) -> Iterator[Notice]:
    """The due date of an open round, for the unit."""
    opened = Round.objects.filter(opened_at__isnull=False, closed_at=None, due__gte=now, due__lte=now + AHEAD)
    found = list(opened.select_related("assessment__unit__instansi"))
    whose = people.of_units({r.assessment.unit_id for r in found}) if found else {}
    for r in found:
        a = r.assessment
        step = step_of(r.due, now, a.unit.instansi.zone, since=r.opened_at)
        if step is not None:
            for user_id in sorted(whose.get(a.unit_id, ())):
                yield _notice("due_round", user_id, f"r{r.pk}", r.due, step, assessment=a)


def _holding(roles: list[str], instansi_ids: set[int], now: datetime) -> dict[int, set[int]]:
    """Instansi id → user ids of those who hold one of these roles of it; one query, none without an instansi."""
    held = Membership.objects.filter(
        in_force(timezone.localdate(now)), role__in=roles, instansi__in=instansi_ids, user__is_active=True
    )
    whose: dict[int, set[int]] = defaultdict(set)
    for instansi_id, user_id in held.order_by().values_list("instansi_id", "user_id"):
        whose[instansi_id].add(user_id)
    return whose


def _of_instansi(
    now: datetime, kind: str, dated: Iterable[tuple[Period, datetime]], roles: list[str]
) -> Iterator[Notice]:
    """For those who hold these roles of the instansi of a year; one query."""
    due = list(dated)
    whose = _holding(roles, {period.instansi_id for period, _ in due}, now)
    for period, at in due:
        step = step_of(at, now, period.instansi.zone, since=now - AHEAD)
        if step is not None:
            for user_id in sorted(whose[period.instansi_id]):
                yield _notice(kind, user_id, f"p{period.pk}", at, step, period=period)


def proposing(now: datetime) -> Iterator[Notice]:
    """The last day for proposals, for admin and head, while a unit of the year could still be proposed."""
    unsent = Q(proposal_unit=None) | Q(proposal_unit__proposal__sent_at=None)
    ready = Assessment.objects.filter(unsent, state=State.SELESAI_TPI).order_by().values("period")
    rows = Period.objects.filter(pk__in=ready, year__gte=now.year - 1).select_related("instansi", "policy")
    found = list(rows.defer("policy__content").prefetch_related("deadline_changes"))
    dated = [(period, proposal_deadline(period)) for period in found]
    yield from _of_instansi(now, "due_proposal", dated, [Role.ADMIN, Role.PIMPINAN_INSTANSI])


def objecting(now: datetime) -> Iterator[Notice]:
    """The end of the window for sanggah, for the people of the units that may still object and for the admin."""
    years = Period.objects.filter(assessments__state=State.PENILAIAN_TPN).select_related("instansi", "policy")
    found = [
        one
        for one in contestable(years.defer("policy__content").distinct())
        if now <= one.window.closes_at <= now + AHEAD
    ]
    whose = people.of_units({one.assessment.unit_id for one in found}) if found else {}
    for one in found:
        a, due = one.assessment, one.window.closes_at
        step = step_of(due, now, a.unit.instansi.zone, since=one.since)
        if step is not None:
            for user_id in sorted(whose.get(a.unit_id, ())):
                yield _notice("due_objection", user_id, f"a{a.pk}", due, step, assessment=a)
    ends = {(one.assessment.period, one.window.closes_at) for one in found}
    yield from _of_instansi(now, "due_objection_all", sorted(ends, key=lambda end: end[1]), [Role.ADMIN])


def reporting(now: datetime) -> Iterator[Notice]:
    """The next report on holders of a predicate, for the admin who makes it: once an instansi and day."""
    found = [one for one in due_reports(now) if end_of_day(one.on) <= now + AHEAD]
    whose = _holding([Role.ADMIN], {one.instansi.pk for one in found}, now)
    for one in found:
        due = end_of_day(one.on)
        step = step_of(due, now, one.instansi.zone, since=now - AHEAD)
        if step is not None:
            for user_id in sorted(whose[one.instansi.pk]):
                thing = f"i{one.instansi.pk}"
                yield _notice("due_report", user_id, thing, due, step, predicate=one.records[0])


Source = Callable[[datetime], Iterable[Notice]]
SOURCES: tuple[Source, ...] = (
    submission,
    submission_of_all,
    assessing,
    rounds,
    proposing,
    objecting,
    reporting,
)
