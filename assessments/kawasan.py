"""What is known of a kawasan: who may see it, its integration as it stands, whose signature it still needs.

A representative sees the kawasan's integration sheet and the names of its units, nothing else of another instansi; of a
unit of others only the predicate that was determined, which is public.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from assessments.engine.kawasan import CODES, KawasanVerdict, UnitStanding, integration_of, kawasan_verdict
from assessments.engine.policy_model import PREDICATES
from assessments.loaded import policy_of
from assessments.models import KawasanScore, KawasanSignature, KawasanYear, PredicateRecord
from assessments.result_hash import digest
from units.models import Instansi, Kawasan, KawasanSeat, Role
from units.queries import hats_of, in_force


@dataclass(frozen=True)
class Place:
    """A kawasan and as what a person stands before it: `seat` the instansi that they represent in the joint TPI."""

    kawasan: Kawasan
    seat: Instansi | None
    administers: frozenset[int]
    reads: frozenset[int]

    @property
    def coordinates(self) -> bool:
        """Whether the person is admin inspektorat of the coordinating instansi."""
        return self.kawasan.coordinator_id in self.administers

    @property
    def acting(self) -> str:
        """The label of the role in which the person stands here, for the page head and the audit."""
        if self.seat is not None:
            return f"TPI gabungan, {self.seat}"
        return "Admin inspektorat" if self.administers else "Pimpinan instansi"


def visible_kawasan(user) -> QuerySet[Kawasan]:
    """Those that a person may know: with a seat today, or admin or pimpinan of an instansi that takes part."""
    hats = hats_of(user)
    places = hats.instansi(Role.ADMIN, Role.PIMPINAN_INSTANSI)
    seats = KawasanSeat.objects.filter(in_force(timezone.localdate()), user=user).values("kawasan")
    return Kawasan.objects.filter(Q(instansi__in=places) | Q(pk__in=seats)).distinct()


def place_of(user, kawasan: Kawasan) -> Place:
    """As what a person stands before a kawasan (two queries)."""
    hats = hats_of(user)
    part = set(kawasan.instansi.values_list("pk", flat=True))
    seats = KawasanSeat.objects.filter(in_force(timezone.localdate()), user=user, kawasan=kawasan)
    seat = seats.select_related("instansi").first()
    return Place(
        kawasan,
        seat.instansi if seat and seat.instansi_id in part and not _is_member(hats, kawasan) else None,
        frozenset(hats.instansi(Role.ADMIN) & part),
        frozenset(hats.instansi(Role.ADMIN, Role.PIMPINAN_INSTANSI) & part),
    )


def _is_member(hats, kawasan: Kawasan) -> bool:
    """Whether the person has become a member of a unit of the kawasan, which they then can't assess."""
    return bool(hats.own_units) and kawasan.units.filter(unit__in=hats.own_units).exists()


@dataclass(frozen=True)
class Line:
    """An instansi with units in the kawasan, and the signature of its representative that still stands."""

    instansi: Instansi
    signature: KawasanSignature | None


@dataclass(frozen=True)
class Integration:
    """The integration sheet of a year as it stands now."""

    year: KawasanYear
    scores: Mapping[str, KawasanScore]
    lines: tuple[Line, ...]
    content_hash: str
    units: tuple[UnitStanding, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Codes of the aspects without a value or without a note."""
        return tuple(c for c in CODES if c not in self.scores or not _complete(self.scores[c]))

    @property
    def mean(self) -> Fraction | None:
        """The mean of the five aspects; None while a value is missing."""
        values = {c: Fraction(s.value) for c, s in self.scores.items() if s.value is not None}
        return integration_of(values)

    @property
    def is_final(self) -> bool:
        """Whether a representative of every instansi with units has signed what stands."""
        return bool(self.lines) and not self.missing and all(line.signature for line in self.lines)

    @property
    def signed(self) -> int:
        """How many of the instansi have signed what stands."""
        return sum(line.signature is not None for line in self.lines)

    def verdicts(self) -> tuple[KawasanVerdict, ...]:
        """What it reaches, for each predicate; an unsigned sheet counts as not scored. One query."""
        rule, held = policy_of(self.year).kawasan, held_before(self.year)
        mean = self.mean if self.is_final else None
        return tuple(kawasan_verdict(rule, p, self.units, mean, holds=held) for p in PREDICATES)


def _complete(score: KawasanScore) -> bool:
    return score.value is not None and bool(score.note.strip())


def held_before(year: KawasanYear) -> str:
    """What the kawasan was determined as in an earlier year: the last decision but "belum memenuhi", or ""."""
    earlier = KawasanYear.objects.filter(kawasan=year.kawasan_id, year__lt=year.year)
    found = earlier.filter(verdict__in=PREDICATES).order_by("-year").first()
    return found.verdict if found else ""


def integration(year: KawasanYear) -> Integration:
    """The integration sheet of a year as it stands (four queries)."""
    scores = {s.aspect: s for s in KawasanScore.objects.filter(year=year).select_related("updated_by")}
    units = list(year.kawasan.units.select_related("unit__instansi"))
    content = {
        "policy": year.policy.content_hash,
        "units": sorted(row.unit_id for row in units),
        "scores": {
            c: ["" if s.value is None else f"{s.value:.2f}", s.note] for c, s in sorted(scores.items())
        },
    }
    found = digest(content)
    standing = KawasanSignature.objects.filter(year=year, void_at=None, content_hash=found)
    signed = {s.instansi_id: s for s in standing.select_related("user")}
    places = {row.unit.instansi_id: row.unit.instansi for row in units}
    held = _held([row.unit_id for row in units])
    return Integration(
        year,
        scores,
        tuple(Line(place, signed.get(pk)) for pk, place in places.items()),
        found,
        tuple(
            UnitStanding(f"{row.unit.name} ({row.unit.instansi})", held.get(row.unit_id, "")) for row in units
        ),
    )


def _held(units: list[int]) -> dict[int, str]:
    """Unit id → the predicate that it holds, of several the higher."""
    rows = PredicateRecord.objects.filter(unit__in=units, revoked_on=None)
    found: dict[int, str] = {}
    for unit_id, predicate in rows.values_list("unit_id", "predicate"):
        found[unit_id] = max(found.get(unit_id, ""), predicate, key=("", *PREDICATES).index)
    return found


def with_people(kawasan: QuerySet[Kawasan]) -> QuerySet[Kawasan]:
    """With participants, units, representatives of today and years, for its page (4 queries more)."""
    seats = KawasanSeat.objects.filter(in_force(timezone.localdate())).select_related("user", "instansi")
    return kawasan.select_related("coordinator").prefetch_related(
        "instansi",
        Prefetch("seats", seats, to_attr="seats_now"),
        "units__unit__instansi",
        Prefetch("years", KawasanYear.objects.select_related("policy").defer("policy__content")),
    )
