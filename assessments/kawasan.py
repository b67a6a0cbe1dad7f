"""What is known of a kawasan: who may see it, its integration as it stands, whose signature it still needs.

A representative sees the kawasan's integration sheet and the names of its units, nothing else of another instansi; of a
unit of others only the predicate that was determined, which is public.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from assessments.engine.conditions.years_since_revocation import free_from
from assessments.engine.kawasan import CODES, KawasanVerdict, UnitStanding, integration_of, kawasan_verdict
from assessments.engine.policy_model import PREDICATES, Policy
from assessments.loaded import policy_of
from assessments.models import KawasanEvidence, KawasanScore, KawasanSignature, KawasanYear, PredicateRecord
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
        if self.administers:
            return "Admin inspektorat"
        return "Pimpinan instansi" if self.reads else "Mantan wakil instansi"


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
    """An instansi that takes part, how many units it has brought and which, its signature that still stands."""

    instansi: Instansi
    units: int
    signature: KawasanSignature | None
    brought: tuple[UnitStanding, ...] = ()


@dataclass(frozen=True)
class Integration:
    """The integration sheet of a year as it stands now."""

    year: KawasanYear
    scores: Mapping[str, KawasanScore]
    lines: tuple[Line, ...]
    content_hash: str
    units: tuple[UnitStanding, ...]
    evidence: tuple[KawasanEvidence, ...] = ()

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
        """Whether every instansi that takes part has brought a unit and signed what stands."""
        complete = all(line.units and line.signature for line in self.lines)
        return bool(self.lines) and not self.missing and complete

    @property
    def signed(self) -> int:
        """How many of the instansi have signed what stands."""
        return sum(line.signature is not None for line in self.lines)

    def verdicts(self, on: date) -> tuple[KawasanVerdict, ...]:
        """What it reaches on a day, for each predicate; an unsigned sheet counts as not scored. Two queries."""
        policy, held = policy_of(self.year), held_before(self.year)
        asked = {
            "holds": held,
            "empty": [str(line.instansi) for line in self.lines if not line.units],
            "free_from": _free_from(self.year, policy),
            "on": on,
        }
        mean = self.mean if self.is_final else None
        return tuple(kawasan_verdict(policy.kawasan, p, self.units, mean, **asked) for p in PREDICATES)


def _complete(score: KawasanScore) -> bool:
    return score.value is not None and bool(score.note.strip())


def held_before(year: KawasanYear) -> str:
    """What the kawasan holds from an earlier year: the last determination that was not revoked, or ""."""
    earlier = KawasanYear.objects.filter(kawasan=year.kawasan_id, year__lt=year.year, revoked_on=None)
    found = earlier.filter(verdict__in=PREDICATES).order_by("-year").first()
    return found.verdict if found else ""


def _free_from(year: KawasanYear, policy: Policy) -> date | None:
    """The first day after the ban of the last revocation; None without one, or without a ban in the policy."""
    bans = [c.values["WBK"] for c in policy.unit_conditions if c.kind == "years_since_revocation"]
    earlier = KawasanYear.objects.filter(kawasan=year.kawasan_id, year__lt=year.year)
    last = earlier.exclude(revoked_on=None).order_by("-revoked_on").first()
    return free_from(last.revoked_on, int(bans[0])) if bans and last and last.revoked_on else None


def integration(year: KawasanYear) -> Integration:
    """The integration sheet of a year as it stands; of a determined one with the units and instansi of that moment
    (six queries).
    """
    scores = {s.aspect: s for s in KawasanScore.objects.filter(year=year).select_related("updated_by")}
    members = year.frozen if year.verdict else membership(year)
    places = Instansi.objects.filter(pk__in=members["instansi"]).order_by("name", "pk")
    units = [UnitStanding(name, holds) for _, name, _, holds in members["units"]]
    brings = standing_evidence(year)
    parts = [unit_id for unit_id, *_ in members["units"]], members["instansi"]
    found = _content_hash(year, scores, *parts, brings)
    standing = KawasanSignature.objects.filter(year=year, void_at=None, content_hash=found)
    signed = {s.instansi_id: s for s in standing.select_related("user")}
    brought: defaultdict[int, list[UnitStanding]] = defaultdict(list)
    for standing, (_, _, owner, _) in zip(units, members["units"], strict=True):
        brought[owner].append(standing)
    lines = tuple(_line(place, brought[place.pk], signed.get(place.pk)) for place in places)
    return Integration(year, scores, lines, found, tuple(units), tuple(brings))


def _line(place: Instansi, brought: list[UnitStanding], signature: KawasanSignature | None) -> Line:
    return Line(place, len(brought), signature, tuple(brought))


def membership(year: KawasanYear) -> dict[str, list]:
    """Who is in the kawasan now: ids of the instansi; of each unit id, name, instansi, predicate held."""
    rows = list(year.kawasan.units.select_related("unit__instansi"))
    held = _held([row.unit_id for row in rows])
    return {
        "instansi": sorted(year.kawasan.instansi.values_list("pk", flat=True)),
        "units": [
            [
                row.unit_id,
                f"{row.unit.name} ({row.unit.instansi})",
                row.unit.instansi_id,
                held.get(row.unit_id, ""),
            ]
            for row in rows
        ],
    }


def standing_evidence(year: KawasanYear) -> list[KawasanEvidence]:
    """What was brought to the aspects and not taken off, in the order in which it came; one query."""
    rows = KawasanEvidence.objects.filter(year=year, removed_at=None)
    return list(rows.select_related("revision__blob", "revision__document__instansi", "added_by"))


def _content_hash(year: KawasanYear, scores, units: list[int], instansi: list[int], evidence) -> str:
    """What a signature stands for: values and notes, evidence where there is any, units and instansi, the policy."""
    values = {c: ["" if s.value is None else f"{s.value:.2f}", s.note] for c, s in sorted(scores.items())}
    content = {"policy": year.policy.content_hash, "units": sorted(units), "instansi": sorted(instansi)}
    files: defaultdict[str, list[str]] = defaultdict(list)
    for row in evidence:
        blob = row.revision.blob
        files[row.aspect].append(blob.sha256 if blob else row.revision.url)
    proofs = {"evidence": {aspect: sorted(hashes) for aspect, hashes in files.items()}} if files else {}
    return digest(content | {"scores": values} | proofs)


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
