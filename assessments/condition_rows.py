"""The conditions as a page shows them: what was recorded, where it was read, and the verdict per predicate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from assessments.engine.conditions import NO_DATA
from assessments.engine.conditions.years_since_revocation import free_from
from assessments.engine.eligibility import (
    ConditionFact,
    ConditionResult,
    Subject,
    is_affirmed,
)
from assessments.engine.policy_model import Condition, Policy
from assessments.engine.wording import long_date
from assessments.models import ConditionValue

SHAPES = {  # kind of the chip, its words
    "met": ("selesai", "terpenuhi"),
    "excused": ("berjalan", "dikecualikan"),
    "lacking": ("perlu", "kurang"),
    "missing": ("belum", NO_DATA),
}


def shape_of(result: ConditionResult) -> str:
    """Key of SHAPES. A missing value is not met, but nobody has seen that it falls short."""
    if result.met:
        return "met"
    if result.excused:
        return "excused"
    return "missing" if result.value == NO_DATA else "lacking"


@dataclass(frozen=True)
class Cell:
    """The verdict on one condition for one predicate."""

    shape: str
    required: str
    value: str
    reason: str

    @property
    def kind(self) -> str:
        """Kind of its chip."""
        return SHAPES[self.shape][0]

    @property
    def label(self) -> str:
        """Words of its chip."""
        return SHAPES[self.shape][1]


def cell_of(result: ConditionResult) -> Cell:
    """The verdict as a page shows it."""
    reason = result.reason.removeprefix(f"{result.name}: ")
    return Cell(shape_of(result), result.required, result.value, reason)


@dataclass(frozen=True)
class Row:
    """One condition: what is recorded and from where; `cells` by predicate, None where it is not asked."""

    condition: Condition
    level: str
    value: str
    source: str
    date: date | None
    version: int  # of a document to open; 0: none
    from_register: bool
    cells: tuple[Cell | None, ...]


@dataclass
class Tally:
    """How many conditions of a predicate are met, excused, short, or without data."""

    predicate: str
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SHAPES, 0))

    @property
    def of(self) -> int:
        """All that are asked."""
        return sum(self.counts.values())

    @property
    def is_ready(self) -> bool:
        """Whether nothing stands in the way."""
        return self.counts["lacking"] + self.counts["missing"] == 0

    @property
    def text(self) -> str:
        """ "9 dari 13 terpenuhi, 2 dikecualikan, 1 kurang, 1 belum ada data"."""
        parts = [f"{self.counts['met']} dari {self.of} terpenuhi"]
        parts += [
            f"{self.counts[key]} {SHAPES[key][1]}"
            for key in ("excused", "lacking", "missing")
            if self.counts[key]
        ]
        return ", ".join(parts)


def tally(predicate: str, results: Sequence[ConditionResult]) -> Tally:
    """Count the verdicts of a predicate."""
    found = Tally(predicate)
    for result in results:
        found.counts[shape_of(result)] += 1
    return found


def rows_of(
    policy: Policy,
    verdicts: Mapping[str, Sequence[ConditionResult]],
    stored: Mapping[tuple[str, str], ConditionValue],
    held: Mapping[str, ConditionFact],
) -> list[Row]:
    """The rows in the policy's order. `verdicts` by predicate; `stored` by (level, code); `held`: what the register
    knows of the unit. A condition that no predicate asks of this kind of instansi is left out.
    """
    by_code = {p: {r.code: r for r in results} for p, results in verdicts.items()}
    found = []
    for level, conditions in (("instansi", policy.instansi_conditions), ("unit", policy.unit_conditions)):
        for condition in conditions:
            results = [by_code[p].get(condition.code) for p in verdicts]
            known = next((r for r in results if r is not None), None)
            if known is not None:
                row = stored.get((level, condition.code))
                fact = held.get(condition.code) if level == "unit" else None
                found.append(_row(condition, level, known.value, row, fact, results))
    return found


def _row(
    condition: Condition,
    level: str,
    value: str,
    stored: ConditionValue | None,
    fact: ConditionFact | None,
    results: Sequence[ConditionResult | None],
) -> Row:
    source, day = (fact.source, fact.document_date) if fact else ("", None)
    if fact is None and stored is not None:
        source, day = stored.source, stored.document_date
    return Row(
        condition=condition,
        level=level,
        value=value,
        source=source,
        date=day,
        version=stored.version if fact is None and stored is not None and stored.document_id else 0,
        from_register=fact is not None,
        cells=tuple(cell_of(r) if r else None for r in results),
    )


def notices(
    policy: Policy,
    subject: Subject,
    verdicts: Mapping[str, Sequence[ConditionResult]],
    held: Mapping[str, ConditionFact],
) -> list[str]:
    """What the policy allows or forbids this unit, in whole sentences: affirmation, exception, the ban."""
    found = [
        f"Afirmasi: unit jenis {subject.service_kind} di pemerintah daerah boleh diusulkan {predicate} sambil "
        "melengkapi syarat yang bertanda dikecualikan. Nilai minimal tetap berlaku (PermenPANRB 5/2024 hlm. 5)."
        for predicate in verdicts
        if is_affirmed(policy, predicate, subject)
    ]
    short = {r.code for results in verdicts.values() for r in results if not r.met}
    if policy.exception and any(c.excusable and c.code in short for c in policy.conditions):
        found.append(
            "Syarat yang dapat dikecualikan tidak menghalangi usulan bila alasan tertulisnya diisi di usulan; TPN "
            "yang menimbangnya."
        )
    return found + bans(policy, held)


def bans(policy: Policy, held: Mapping[str, ConditionFact]) -> list[str]:
    """From when on the unit may be proposed again after a revocation, as long as that lies ahead."""
    found = []
    for condition in policy.unit_conditions:
        fact = held.get(condition.code)
        if (
            condition.kind != "years_since_revocation"
            or fact is None
            or not (fact.value and fact.document_date)
        ):
            continue
        for predicate, years in condition.values.items():
            if Fraction(fact.value) < Fraction(years):
                day = free_from(fact.document_date, -(-Fraction(years) // 1))
                found.append(
                    f"Predikat unit ini dicabut {long_date(fact.document_date)}. Unit dapat diusulkan {predicate} lagi "
                    f"mulai {long_date(day)} (PermenPANRB 90/2021 hlm. 63–64)."
                )
    return found
