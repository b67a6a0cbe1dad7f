"""Whether the conditions for a proposal are met (PermenPANRB 90/2021 Lampiran II Bab II, as amended).

A value that nobody recorded is "belum ada data" and counts as not met.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from .answers import BadValue
from .conditions import NO_DATA, RULES, Asked
from .policy_model import Condition, Policy, matches_kind


@dataclass(frozen=True)
class ConditionFact:
    """What was recorded for a condition: its value (None: nothing), where it comes from, dated when."""

    value: str | None
    source: str = ""
    document_date: date | None = None


@dataclass(frozen=True)
class Subject:
    """Who is proposed: the kind of instansi (kl, provinsi, kabupaten, kota), the unit's service kind, and
    the written reason of an exception, if any."""

    instansi_kind: str
    service_kind: str = ""
    exception_reason: str = ""


@dataclass(frozen=True)
class ConditionResult:
    """The verdict on one condition. `reason` is a whole Indonesian sentence; `level`: instansi or unit."""

    code: str
    name: str
    level: str
    met: bool
    required: str
    value: str
    reason: str
    excused: bool = False
    voids_sent: bool = False
    kind: str = ""

    @property
    def is_known(self) -> bool:
        """Whether anything was recorded for it."""
        return self.value != NO_DATA

    @property
    def passes(self) -> bool:
        """Whether it stands in the way of a proposal no longer."""
        return self.met or self.excused


def conditions_verdict(
    policy: Policy,
    predicate: str,
    subject: Subject,
    instansi_facts: Mapping[str, ConditionFact],
    unit_facts: Mapping[str, ConditionFact],
) -> tuple[ConditionResult, ...]:
    """The conditions that count for this predicate and this kind of instansi, in the policy's order."""
    levels = (
        ("instansi", policy.instansi_conditions, instansi_facts),
        ("unit", policy.unit_conditions, unit_facts),
    )
    return tuple(
        _excuse(policy, predicate, subject, condition, _judge(policy, predicate, level, condition, facts))
        for level, conditions, facts in levels
        for condition in conditions
        if condition.applies(predicate, subject.instansi_kind)
    )


def unmet(results: Iterable[ConditionResult]) -> tuple[ConditionResult, ...]:
    """Those that are neither met nor excused."""
    return tuple(result for result in results if not result.passes)


def clean_fact_value(policy: Policy, condition: Condition, raw: str) -> str:
    """The canonical text of a typed condition value. BadValue (Indonesian): not a value of this condition."""
    return RULES[condition.kind].clean(raw, scale_of(policy, condition))


def choices(policy: Policy, condition: Condition) -> tuple[str, ...]:
    """The values to choose from, worst first; empty where a number is typed."""
    return RULES[condition.kind].choices(scale_of(policy, condition))


def scale_of(policy: Policy, condition: Condition) -> tuple[str, ...]:
    """The grades of the condition's scale from worst to best; empty where it has none."""
    return policy.scales[condition.scale] if condition.scale else ()


def is_affirmed(policy: Policy, predicate: str, subject: Subject) -> bool:
    """Whether the unit may be proposed while still completing conditions (PermenPANRB 5/2024 p. 5)."""
    rule = policy.affirmation
    return (
        rule is not None
        and predicate == rule.predicate
        and matches_kind(rule.only, subject.instansi_kind)
        and subject.service_kind in rule.kinds
    )


def _judge(
    policy: Policy, predicate: str, level: str, condition: Condition, facts: Mapping[str, ConditionFact]
) -> ConditionResult:
    rule = RULES[condition.kind]
    needed = condition.values.get(predicate, "")
    result = ConditionResult(
        code=condition.code,
        name=condition.name,
        level=level,
        met=False,
        required=rule.required(needed),
        value=NO_DATA,
        reason=f"{condition.name}: {NO_DATA}, syaratnya {rule.required(needed)}.",
        voids_sent=condition.voids_sent,
        kind=condition.kind,
    )
    fact = facts.get(condition.code)
    if fact is None or fact.value is None or not fact.value.strip():
        return result
    try:
        value = clean_fact_value(policy, condition, fact.value)
    except BadValue as error:  # recorded under another policy: no verdict can rest on it
        return replace(result, value=fact.value, reason=f"{condition.name}: {error}")
    found = rule.judge(Asked(value, needed, scale_of(policy, condition)))
    text = f"{condition.name}: {found.value}, syaratnya {found.required}."
    return replace(result, met=found.met, value=found.value, reason=text)


def _excuse(
    policy: Policy, predicate: str, subject: Subject, condition: Condition, result: ConditionResult
) -> ConditionResult:
    if result.met:
        return result
    if is_affirmed(policy, predicate, subject) and policy.affirmation is not None:
        if condition.code in policy.affirmation.excuses:
            why = f"Dikecualikan: afirmasi untuk {subject.service_kind}, syarat dilengkapi sambil berjalan."
            return replace(result, excused=True, reason=f"{result.reason} {why}")
    elif condition.excusable and policy.exception is not None:
        if subject.exception_reason.strip():
            why = f"Dikecualikan dengan alasan tertulis: {subject.exception_reason.strip()}"
            return replace(result, excused=True, reason=f"{result.reason} {why}")
        return replace(result, reason=f"{result.reason} Dapat dikecualikan dengan alasan tertulis.")
    return result
