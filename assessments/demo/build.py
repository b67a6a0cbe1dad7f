"""The whole demo, in order: instansi and people, the year before, this year, the other two instansi."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from assessments.demo.after import build_after
from assessments.demo.answers import Writer
from assessments.demo.backdate import spread_steps
from assessments.demo.building import build_building
from assessments.demo.content import KABUPATEN, KOTA, DemoInstansi, DemoUnit
from assessments.demo.kawasan import build_kawasan
from assessments.demo.library import build_library
from assessments.demo.ministry import KEMENTERIAN
from assessments.demo.outcome import Walked, issue, propose, record_instansi_conditions, walk_tpn
from assessments.demo.papers import Paper, papers
from assessments.demo.people import build_admin_sistem, build_instansi, build_teams, person, quick_passwords
from assessments.demo.proposing import in_time
from assessments.demo.staff import OWN, build_staff
from assessments.demo.surveys import build_surveys
from assessments.demo.walk import BESIDE, LADDER, Walk, Year
from assessments.engine.jakarta import end_of_day
from assessments.models import Declaration, InstrumentVersion, Period, PolicyVersion, State
from assessments.services.declaring import DeclarationData, record_instansi_declaration
from assessments.services.handover import save_window
from assessments.services.periods import save_period
from units.models import Instansi, Role, User

INSTRUMENT, POLICY = "lke-zi-2021", "policy-2024"
Say = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """What a unit does in one year."""

    demo: DemoUnit
    goal: str
    profile: str
    target: str
    years_ago: int


@transaction.atomic
def build(say: Say) -> None:
    """Write the demo into an empty database with `lke-zi-2021` and `policy-2024` loaded; `say` hears of progress.

    All or nothing: who interrupts it finds the database as empty as before and can begin again.
    """
    today = timezone.localdate()
    with quick_passwords():
        system = build_admin_sistem(today)
        kabupaten = build_instansi(KABUPATEN, system=system)
        say(f"{kabupaten.name}: {kabupaten.units.count()} unit dan akunnya")
        kota = build_instansi(KOTA, system=system)
        say(f"{kota.name}: {kota.units.count()} unit dan akunnya")
        ministry = build_instansi(KEMENTERIAN, system=system)
        say(f"{ministry.name}: {ministry.units.count()} unit dan akunnya")
    before = [Plan(u, u.before[0], u.before[1], "WBK", 1) for u in KABUPATEN.units if u.before is not None]
    now = [Plan(u, u.state, u.profile, u.target, 0) for u in KABUPATEN.units]
    _build_year(KABUPATEN, kabupaten, before, year=today.year - 1, today=today, say=say)
    _build_year(KABUPATEN, kabupaten, now, year=today.year, today=today, say=say)
    build_surveys(
        kabupaten.units.get(code="PKM-01"),
        petugas=person("petugas"),
        head=person("kapus"),
        admin=_admin_of(KABUPATEN),
        today=today,
    )
    say("Survei: satu sedang berjalan, satu ditutup dan dipakai dalam nilai PKM-01")
    here = [Plan(u, u.state, u.profile, u.target, 0) for u in KOTA.units]
    _build_year(KOTA, kota, here, year=today.year, today=today, say=say)
    below = [Plan(u, u.state, u.profile, u.target, 0) for u in KEMENTERIAN.units]
    _build_year(KEMENTERIAN, ministry, below, year=today.year, today=today, say=say)
    build_kawasan(ministry, kabupaten, unit="DISHUB", system=system, today=today)
    say("Kawasan: satu pelabuhan dengan unit dari dua instansi")
    build_after(kabupaten, admin=_admin_of(KABUPATEN), today=today)
    say("Register predikat: dua dicabut, satu laporan monev, satu catatan aduan")
    build_library(kabupaten, admin=_admin_of(KABUPATEN), system=system, today=today)
    say("Pustaka dan pengumuman: bersama dan milik kabupaten")


def _build_year(
    demo: DemoInstansi, instansi: Instansi, plans: list[Plan], *, year: int, today: date, say: Say
) -> None:
    admin = _admin_of(demo)
    build_teams(demo, instansi, year=year, codes={plan.demo.code for plan in plans}, admin=admin)
    admin = _admin_of(demo)
    period = _save_period(instansi, year, admin, today=today)
    made = papers(year)
    # A year that is over counts its own dates back from the end of its window.
    base = today if year == today.year else date(year, 5, 31)
    if year == today.year:
        build_staff(demo, instansi, paper=made["pakta-integritas"], today=today, admin=admin)
        admin = _admin_of(demo)
    declaration = _declare(demo, instansi, made["pakta-integritas"], base, admin)
    context = Year(period, admin, made, declaration, base)
    walked = []
    for plan in plans:
        writer = Writer(plan.demo, plan.profile, year, plan.years_ago)
        unit = instansi.units.get(code=plan.demo.code)
        row = Walk(context, plan.demo, unit, writer, plan.goal, plan.target).run()
        say(f"{year} {plan.demo.code}: {row.get_state_display()}")
        if plan.goal not in (*LADDER, *BESIDE) or plan.goal == State.SELESAI_TPI:
            walked.append(Walked(plan.demo, row, plan.goal, plan.target, plan.years_ago))
    if walked:
        record_instansi_conditions(context)
    for number, unit in enumerate(walked, start=1):
        issue(context, unit, number, sent_with=_letter(unit, year, today))
        say(f"{year} {unit.demo.code}: LHE terbit")
    with in_time(context, today):
        _propose(context, walked, today, say)
    spread_steps(period)
    if year == today.year:
        build_building(period, admin=_admin_of(demo), today=today)
    if year < today.year:
        _save_past_dates(period, admin)
    elif walked:
        _open_handover(period, admin, today=today)


def _propose(context: Year, walked: list[Walked], today: date, say: Say) -> None:
    """The first letter for the units that TPN has begun with, the second for one that waits, a third unsigned."""
    year, past = context.period.year, context.period.year < today.year
    begun = date(year, 9, 1) if past else today - timedelta(days=26)
    first = [w for w in walked if w.goal not in (State.SELESAI_TPI, State.DIUSULKAN)]
    second = [w for w in walked if w.goal == State.DIUSULKAN]
    waiting = [w for w in walked if w.goal == State.SELESAI_TPI and not past]
    if first:
        propose(context, first, number=211, letter_date=_letter(first[0], year, today))
    for unit in first:
        walk_tpn(context, unit, begun=begun)
        unit.row.refresh_from_db()
        say(f"{year} {unit.demo.code}: {unit.row.get_state_display()}")
    if second:
        propose(context, second, number=248, letter_date=_letter(second[0], year, today))
        say(f"{year}: {len(second)} unit diusulkan, menunggu TPN")
    if waiting:
        propose(context, waiting, number=256, letter_date=today, approve=False)
        say(f"{year}: satu usulan menunggu persetujuan pimpinan instansi")


def _letter(walked: Walked, year: int, today: date) -> date | None:
    """The date of the letter with which a unit is proposed and sent; None where it is not sent yet."""
    if year < today.year:
        return date(year, 5, 28)
    if walked.goal == State.SELESAI_TPI:
        return None
    return today - timedelta(days=6 if walked.goal == State.DIUSULKAN else 34)


def _admin_of(demo: DemoInstansi) -> User:
    return person(next(p.username for p in demo.people if p.role == Role.ADMIN))


def _save_period(instansi: Instansi, year: int, admin: User, *, today: date) -> Period:
    """A window that is open now, also for the year before while its units are walked through it."""
    return save_period(
        instansi,
        actor=admin,
        year=year,
        instrument=InstrumentVersion.objects.get(code=INSTRUMENT),
        policy=PolicyVersion.objects.get(code=POLICY),
        opens_on=today - timedelta(days=60),
        deadline=end_of_day(today + timedelta(days=30)),
        tpi_deadline=end_of_day(today + timedelta(days=60)),
    )


def _open_handover(period: Period, admin: User, *, today: date) -> None:
    """PortalRB may pull now, whatever day it is on which the demo is loaded."""
    save_window(
        period,
        opens_on=today - timedelta(days=20),
        closes_on=today + timedelta(days=40),
        basis=f"Pengumuman Kementerian PANRB tentang pengusulan ZI {period.year}",
        seen=0,
        actor=admin,
    )


def _save_past_dates(period: Period, admin: User) -> None:
    """Give a year that is over the dates that it really had."""
    save_period(
        period.instansi,
        actor=admin,
        period=period,
        year=period.year,
        instrument=period.instrument,
        policy=period.policy,
        opens_on=date(period.year, 2, 3),
        deadline=end_of_day(date(period.year, 4, 30)),
        tpi_deadline=end_of_day(date(period.year, 5, 31)),
    )


def _declare(demo: DemoInstansi, instansi: Instansi, paper: Paper, base: date, admin: User) -> Declaration:
    """The pencanangan of the whole instansi, which some of its units lean on."""
    staff = sum(unit.staff for unit in demo.units) + OWN
    data = DeclarationData(
        date=base - timedelta(days=135),
        declarer_name=demo.leader,
        declarer_post=demo.post,
        staff_count=staff,
        signed_count=staff * 94 // 100,
        leader_signed=True,
        publications=("https://example.org/pencanangan",),
    )
    scan = paper.keep(instansi=instansi, actor=admin, role="Admin inspektorat")
    return record_instansi_declaration(instansi, data=data, scan=scan, actor=admin)
