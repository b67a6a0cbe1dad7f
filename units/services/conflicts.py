"""No one assesses a unit of which they are a member, nor one with which they have a conflict of interest.

Known conflicts (DESIGN "People"): a membership in the unit on any day of the team's year or of the two years before
the assignment, and a seat whose origin is the unit itself; and the role penilai pendahuluan above the unit, which is a
judgement of it already. Declared ones: what a person says of themself. Of these four all but a membership in the team's
own year only stop a new assignment: whoever finds a conflict in the middle of the work is barred from that unit alone
(`units.hats.Hats.barred`, `assessments.rules`), and their team can still be changed.
"""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone

from units.models import (
    ConflictOfInterest,
    Instansi,
    Membership,
    Role,
    TeamMember,
    TeamUnit,
    TpiTeam,
    UnitKerja,
    User,
)
from units.queries import hats_of, in_force, overlapping
from units.services.errors import NotAllowed, Refused
from units.services.locking import lock_instansi
from units.services.trail import tell
from units.texts import plain_text

YEARS_BEFORE = 2
MAX_REASON = 1000


def members_of_units(team: TpiTeam, *, users: Iterable[User], units: Iterable[UnitKerja]) -> list[str]:
    """A sentence for every one of `users` who is a member of one of `units` in the team's year."""
    return [
        f"{m.user} adalah anggota {m.unit} pada tahun {team.year}, jadi tidak dapat menilainya."
        for m in _memberships(_year(team), users, units)
    ]


def conflicts_of(
    team: TpiTeam, *, users: Iterable[User], units: Iterable[UnitKerja], origins: dict[int, str] | None = None
) -> list[str]:
    """A sentence for every conflict that stops a new assignment of `users` to `units`, beside `members_of_units`.

    `origins`: user id → the unit that they come from, as the seat says it.
    """
    people, places = list(users), list(units)
    day = min(max(timezone.localdate(), date(team.year, 1, 1)), date(team.year, 12, 31))
    since = _years_before(day, YEARS_BEFORE)
    former = overlapping(since, date(team.year - 1, 12, 31))
    now = {(m.user_id, m.unit_id) for m in _memberships(_year(team), people, places)}
    found = [
        f"{m.user} menjadi anggota {m.unit} dalam dua tahun terakhir, jadi belum dapat menilainya."
        for m in _memberships(former, people, places)
        if (m.user_id, m.unit_id) not in now
    ]
    declared = ConflictOfInterest.objects.filter(lifted_at=None, user__in=people, unit__in=places)
    found += [
        f"{row.user} menyatakan benturan kepentingan dengan {row.unit}."
        for row in declared.select_related("user", "unit").order_by("unit__code", "pk")
    ]
    found += _first_assessors(team, people, places, day)
    for person in people:
        origin = (origins or {}).get(person.pk, "").strip().casefold()
        found += [
            f"{person} berasal dari {unit}, jadi tidak dapat menilainya."
            for unit in places
            if origin and origin in {unit.name.casefold(), unit.code.casefold(), str(unit).casefold()}
        ]
    return found


def _first_assessors(team: TpiTeam, people: list[User], places: list[UnitKerja], day: date) -> list[str]:
    """A sentence for everyone who assesses a unit for the level above already: nobody judges a unit twice."""
    if team.instansi.is_pemda:
        return []
    madya = UnitKerja.Level.JPT_MADYA
    below = {unit.pk: unit.parent_id for unit in places if unit.parent_id and unit.level != madya}
    role = Role.PENILAI_PENDAHULUAN
    above = Membership.objects.filter(in_force(day), role=role, user__in=people, unit__in=below.values())
    held = {(row.user_id, row.unit_id) for row in above}
    return [
        f"{person} adalah penilai pendahuluan untuk {unit}, jadi tidak menilainya lagi di TPI."
        for unit in places
        for person in people
        if (person.pk, below.get(unit.pk)) in held
    ]


def declare_conflict(unit: UnitKerja, *, reason: str, actor) -> ConflictOfInterest:
    """Declare that the actor cannot judge a unit of their own instansi freely. Asked twice it happens once.

    Raises NotAllowed for strangers to the instansi, Refused without a reason.
    """
    why = _reason(reason)
    with transaction.atomic():
        instansi = Instansi.objects.select_for_update(no_key=True).get(pk=unit.instansi_id)
        if instansi.pk not in {hat.instansi_id for hat in hats_of(actor).hats}:
            raise NotAllowed("Unit ini bukan dari instansi Anda.")
        stored = ConflictOfInterest.objects.filter(user=actor, unit=unit, lifted_at=None).first()
        if stored is not None:
            return stored
        made = ConflictOfInterest.objects.create(
            user=actor, unit=unit, reason=why, declared_at=timezone.now()
        )
        tell(instansi, made, "conflict.declare", actor=actor, after={"user": actor.pk, "unit": unit.pk})
    return made


def lift_conflict(conflict: ConflictOfInterest, *, reason: str, actor) -> ConflictOfInterest:
    """Take a declared conflict back. Asked twice it happens once.

    Raises NotAllowed unless the actor is admin inspektorat there, Refused without a reason or for one's own.
    """
    why = _reason(reason)
    with transaction.atomic():
        instansi = lock_instansi(conflict.unit.instansi_id, actor=actor)
        stored = ConflictOfInterest.objects.select_for_update().get(pk=conflict.pk)
        if stored.user_id == actor.pk:
            raise Refused("Benturan kepentingan Anda sendiri dicabut oleh admin lain.")
        if stored.lifted_at is None:
            stored.lifted_at, stored.lifted_by, stored.lift_reason = timezone.now(), actor, why
            stored.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
            tell(instansi, stored, "conflict.lift", actor=actor, before={"user": stored.user_id})
    return stored


def refuse_assessed(user: User, unit: UnitKerja, *, start: date, end: date | None = None) -> None:
    """Refuse a membership in a unit that the person assesses in a TPI team in a year of that membership."""
    seats = TeamMember.objects.filter(overlapping(start, end), user=user)
    assigned = TeamUnit.objects.filter(
        unit=unit, team__in=seats.values("team"), year__gte=start.year
    ).select_related("team")
    if end is not None:
        assigned = assigned.filter(year__lte=end.year)
    reasons = [
        (
            f"{user} menilai unit ini sebagai anggota {row.team}, jadi tidak dapat menjadi anggota unit.",
            "unit",
        )
        for row in assigned
    ]
    if reasons:
        raise Refused(*reasons)


def _year(team: TpiTeam):
    return overlapping(date(team.year, 1, 1), date(team.year, 12, 31))


def _memberships(when, users: Iterable[User], units: Iterable[UnitKerja]) -> list[Membership]:
    """One membership for each pair of person and unit."""
    found = (
        Membership.objects.filter(when, user__in=list(users), unit__in=list(units))
        .select_related("user", "unit")
        .order_by("unit__code", "user__name", "pk")
    )
    return list({(m.user_id, m.unit_id): m for m in found}.values())


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


def _reason(text: str) -> str:
    cleaned = plain_text(text)
    if not cleaned or len(cleaned) > MAX_REASON:
        raise Refused(("Tuliskan alasannya, paling panjang 1.000 huruf.", "reason"))
    return cleaned
