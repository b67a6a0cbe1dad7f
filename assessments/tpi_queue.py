"""The work queue of a person of TPI teams: their units, how far they are, what is new, what needs them first.

What a person may not know is never read: a member who is not done gets no sheet and no act of anybody else
(DESIGN "People"), so that nothing here can count or order by them.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from assessments import queries
from assessments.models import Assessment, Sheet, State
from assessments.queue_news import News, news_of
from assessments.rules import AT_TPI, RELEASED
from assessments.team_seats import done_of, members_by_unit
from assessments.where import first_area
from units.models import TeamMember
from units.queries import hats_of

Seat = TeamMember.Seat
NOW, WAITING, LATER, OVER = "sekarang", "menunggu", "nanti", "usai"
TITLES = {
    NOW: "Perlu langkah Anda",
    WAITING: "Menunggu pihak lain",
    LATER: "Belum diajukan ke TPI",
    OVER: "Sudah difinalkan",
}
SOON = 3  # days


@dataclass(frozen=True)
class Row:
    """One unit in the queue. `needs` says in words what it waits for, `kind` is its shape; `done` of `of` are the
    person's own answers, or the final ones. `age` in days; `due`: the date that is shown,
    `left`: days to the one that presses this person (None: none).
    """

    assessment: Assessment
    seat: str
    group: str
    needs: str
    kind: str
    done: int
    of: int
    members: str
    age: int | None
    due: datetime | None
    left: int | None
    news: tuple[str, ...]
    seen: bool
    url: str
    action: str

    @property
    def urgent(self) -> bool:
        """Whether the date is near or has passed."""
        return self.left is not None and self.left <= SOON and self.group != OVER


@dataclass(frozen=True)
class Group:
    """The rows that wait for the same."""

    key: str
    title: str
    rows: tuple[Row, ...]

    @property
    def is_work(self) -> bool:
        """Whether TPI is at work on these units."""
        return self.key in {NOW, WAITING}


@dataclass(frozen=True)
class Queue:
    """The queue of the running year, and units of earlier years that are over."""

    groups: tuple[Group, ...]
    past: tuple[Assessment, ...]

    @property
    def waiting(self) -> int:
        """How many units wait for the person."""
        return sum(len(group.rows) for group in self.groups if group.key == NOW)


def queue_of(user) -> Queue:
    """The person's queue, most urgent first. The number of queries doesn't grow with the units (tests say which)."""
    running, past = running_and_past(user)
    seats = hats_of(user).seats
    sheets = _sheets(user, running, seats)
    led = [a for a in running if seats[a.team_id] != Seat.ANGGOTA]
    done = {a.pk for a in running if _is_done(sheets[a.pk].get((Sheet.Kind.MEMBER, user.pk)))}
    members = members_by_unit(led, {a.unit_id: a.team_id for a in led}) if led else {}
    news = news_of(user, running, led={a.pk for a in led}, done=done)
    rows = [_row(user, a, seats[a.team_id], sheets[a.pk], members.get(a.pk), news[a.pk]) for a in running]
    rows.sort(key=_order)
    groups = [Group(key, title, tuple(r for r in rows if r.group == key)) for key, title in TITLES.items()]
    return Queue(tuple(group for group in groups if group.rows), tuple(past))


def running_and_past(user) -> tuple[list[Assessment], list[Assessment]]:
    """(units of the newest year and those of earlier years that TPI still has, the rest). One query."""
    hats = hats_of(user)
    mine = queries.visible_assessments(user).filter(team_id__in=hats.seats).exclude(unit_id__in=hats.barred)
    found = list(mine.order_by("-period__year", "unit__code"))
    newest = found[0].period.year if found else 0
    running = [a for a in found if a.period.year == newest or a.state in AT_TPI]
    return running, [a for a in found if a not in running]


def _sheets(user, rows: list[Assessment], seats) -> dict[int, dict[tuple[str, int | None], Sheet]]:
    """Assessment id → the sheets that count for this person: the own one; for lead and pengendali all of TPI's."""
    led = [a for a in rows if seats[a.team_id] != Seat.ANGGOTA]
    found: dict[int, dict[tuple[str, int | None], Sheet]] = defaultdict(dict)
    own = Sheet.objects.filter(assessment__in=rows, kind=Sheet.Kind.MEMBER, owner=user)
    of_tpi = Sheet.objects.filter(assessment__in=led, kind__in=[Sheet.Kind.MEMBER, Sheet.Kind.TPI])
    for sheet in (own | of_tpi).defer("scores", "areas", "verdict"):
        found[sheet.assessment_id][sheet.kind, sheet.owner_id] = sheet
    return found


def _is_done(sheet: Sheet | None) -> bool:
    return sheet is not None and sheet.done_at is not None


def _row(user, a: Assessment, seat: str, sheets: dict, members: Iterable[int] | None, news: News) -> Row:
    own = sheets.get((Sheet.Kind.MEMBER, user.pk) if seat == Seat.ANGGOTA else (Sheet.Kind.TPI, None))
    done, counted = done_of(members, sheets.values()) if members is not None else (0, 0)
    due = news.due if a.state == State.PERBAIKAN else a.period.tpi_deadline if a.state in AT_TPI else None
    zone, now = a.unit.instansi.zone, timezone.now()
    # a member is not pressed by the unit's date
    pressing = a.period.tpi_deadline if due and seat == Seat.ANGGOTA else due
    left = (pressing.astimezone(zone).date() - now.astimezone(zone).date()).days if pressing else None
    if a.state in RELEASED:
        group, needs, kind = OVER, "Jawaban akhir sudah dibuka", "selesai"
    elif a.state not in AT_TPI:
        group, needs, kind = LATER, "Unit belum mengajukan", "belum"
    elif seat == Seat.ANGGOTA:
        group, needs, kind = _of_member(a, own)
    elif seat == Seat.KETUA:
        group, needs, kind = _of_lead(a, own, (done, counted), late=due is not None and due < now)
    else:
        group, needs, kind = _of_pengendali(a, news)
    url, action = _way(a, group, seat, own)
    return Row(
        assessment=a,
        seat=Seat(seat).label,
        group=group,
        needs=needs,
        kind=kind,
        done=own.answered if own else 0,
        of=own.of if own else news.questions,
        members=f"{done} dari {counted} anggota selesai" if members is not None and a.state in AT_TPI else "",
        age=(now.astimezone(zone).date() - news.arrived.astimezone(zone).date()).days
        if news.arrived
        else None,
        due=due,
        left=left,
        news=news.lines,
        seen=news.seen,
        url=url,
        action=action,
    )


def _of_member(a: Assessment, own: Sheet | None) -> tuple[str, str, str]:
    if own is not None and own.excused_at is not None:
        return WAITING, "Anda dibebaskan", "selesai"
    if own is None or not own.answered:
        return NOW, "Belum Anda nilai", "belum"
    if own.done_at is not None:
        text = "Unit sedang memperbaiki" if a.state == State.PERBAIKAN else "Lembar Anda selesai"
        return WAITING, text, "selesai"
    if own.unconfirmed:
        return NOW, f"Periksa lagi {len(own.unconfirmed)} jawaban", "perlu"
    if own.answered < own.of:
        return NOW, f"{own.of - own.answered} belum Anda nilai", "berjalan"
    return NOW, "Siap dinyatakan selesai", "perlu"


def _of_lead(
    a: Assessment, final: Sheet | None, progress: tuple[int, int], *, late: bool
) -> tuple[str, str, str]:
    done, counted = progress
    if a.state == State.PERBAIKAN:
        return (
            (NOW, "Batas perbaikan lewat", "perlu")
            if late
            else (WAITING, "Unit sedang memperbaiki", "berjalan")
        )
    if final is not None and final.unconfirmed:
        return NOW, f"Periksa lagi {len(final.unconfirmed)} jawaban akhir", "perlu"
    if done < counted:
        return WAITING, f"Menunggu {counted - done} anggota", "berjalan"
    left = final.of - final.answered if final is not None else None
    if left is None:
        return NOW, "Belum Anda putuskan", "belum"
    return NOW, f"{left} belum Anda putuskan" if left else "Menuju final", "berjalan" if left else "perlu"


def _of_pengendali(a: Assessment, news: News) -> tuple[str, str, str]:
    if a.state == State.PENILAIAN_TPI and news.wants_countersign:
        return NOW, "Menunggu tanda tangan Anda", "perlu"
    return (
        WAITING,
        "Unit sedang memperbaiki" if a.state == State.PERBAIKAN else "Tim sedang menilai",
        "berjalan",
    )


def _way(a: Assessment, group: str, seat: str, own: Sheet | None) -> tuple[str, str]:
    """Where the one button of the row leads, and its words."""
    if group in {LATER, OVER}:
        return reverse("assessments:assessment", args=[a.pk]), "Lihat unit"
    if group == NOW and seat == Seat.PENGENDALI:
        return reverse("assessments:finalise", args=[a.pk]), "Lanjutkan"
    reading = seat == Seat.PENGENDALI or (own is not None and (own.done_at or own.excused_at))
    if reading:
        return reverse("assessments:tpi_area", args=[a.pk, first_area(a)]), "Buka"
    return reverse("assessments:tpi_next", args=[a.pk]), "Lanjutkan"


def _order(row: Row) -> tuple:
    """What needs the person first: what nobody else can do, by the days that are left; what waits to be looked at
    again before what was not begun.
    """
    kinds = {"perlu": 0, "berjalan": 1, "belum": 2, "selesai": 3}
    return (
        list(TITLES).index(row.group),
        row.left if row.left is not None else 9_999,
        kinds[row.kind],
        row.assessment.unit.code,
    )
