"""What the register of predicates knows of units, as facts of their conditions."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from operator import attrgetter

from django.db.models import Exists, OuterRef
from django.utils import timezone

from assessments.engine.conditions import predicate as held
from assessments.engine.conditions.years_since_revocation import years_since
from assessments.engine.eligibility import ConditionFact
from assessments.engine.facts import Facts
from assessments.engine.saturation import Saturation
from assessments.engine.wording import long_date
from assessments.loaded import policy_of
from assessments.models import Assessment, Period, PredicateRecord
from units.models import UnitKerja

Predicate = PredicateRecord.Predicate


def held_predicates(
    period: Period, units: Iterable[int], today: date | None = None
) -> dict[int, dict[str, ConditionFact]]:
    """Id of a unit → its conditions of the kinds `predicate` and `years_since_revocation`, where the register knows.

    What counts as held: the highest predicate of an earlier year that was not revoked (PermenPANRB 90/2021 p. 58);
    "tidak ada" where all were. A revocation counts from the date of its decision to `today` (p. 63-64), the present
    day of the instansi when missing. One query; a unit of which the register knows nothing is left out.
    """
    day = today or timezone.localdate(timezone=period.instansi.zone)
    codes: dict[str, list[str]] = defaultdict(list)
    for condition in policy_of(period).unit_conditions:
        codes[condition.kind].append(condition.code)
    records: dict[int, list[PredicateRecord]] = defaultdict(list)
    for row in PredicateRecord.objects.filter(unit__in=list(units)).order_by("year"):
        records[row.unit_id].append(row)
    return {unit: _facts(codes, rows, period.year, day) for unit, rows in records.items()}


def saturation_of(period: Period) -> Saturation | None:
    """How many active units of the instansi hold a predicate up to this year; None where the policy does not ask.

    Two queries where it does.
    """
    percent = policy_of(period).saturation_percent
    if percent is None:
        return None
    active = UnitKerja.objects.filter(instansi=period.instansi_id, is_active=True)
    holds = PredicateRecord.objects.filter(unit=OuterRef("pk"), revoked_on=None, year__lte=period.year)
    return Saturation(active.filter(Exists(holds)).count(), active.count(), percent)


def revocation_facts(facts: Facts, assessment: Assessment) -> Facts:
    """What cabut asks, as it stands in the register: the service writes the decision there before it moves."""
    row = PredicateRecord.objects.filter(assessment=assessment).first()
    return facts if row is None else revocation_of(facts, row)


def revocation_of(facts: Facts, row: PredicateRecord) -> Facts:
    """The same for any record, also one that has no assessment in the portal."""
    above = PredicateRecord.objects.filter(unit=row.unit_id, revoked_on=None, predicate=Predicate.WBBM)
    higher = above.exclude(pk=row.pk).first() if row.predicate == Predicate.WBK else None
    return replace(
        facts,
        revocation_number=row.revocation_number,
        revoked_on=row.revoked_on,
        determined_on=row.decree_date,
        held_above=str(higher) if higher else "",
    )


def _facts(
    codes: Mapping[str, list[str]], rows: list[PredicateRecord], year: int, day: date
) -> dict[str, ConditionFact]:
    """What the records of one unit, oldest first, say for a proposal of the year on a day."""
    found: dict[str, ConditionFact] = {}
    earlier = [row for row in rows if row.year < year]
    if earlier:
        found |= dict.fromkeys(codes["predicate"], _held(earlier))
    revoked = max((row for row in rows if row.revoked_on), key=attrgetter("revoked_on"), default=None)
    if revoked is not None and revoked.revoked_on is not None and revoked.revoked_on <= day:
        since = years_since(revoked.revoked_on, day)
        source = (
            f"Pencabutan: {revoked.revocation_number}, {long_date(revoked.revoked_on)} (register predikat)"
        )
        fact = ConditionFact(since, source, revoked.revoked_on)
        found |= dict.fromkeys(codes["years_since_revocation"], fact)
    return found


def _held(rows: list[PredicateRecord]) -> ConditionFact:
    standing = [row for row in rows if row.revoked_on is None]
    if not standing:
        return ConditionFact(
            held.NONE, f"Predikat {rows[-1].predicate} {rows[-1].year} dicabut (register predikat)"
        )
    best = max(standing, key=lambda row: (held.RANKS.index(row.predicate), row.year))
    source = f"Penetapan {best.year}: {best.decree_number} (register predikat)"
    return ConditionFact(best.predicate, source, best.decree_date)
