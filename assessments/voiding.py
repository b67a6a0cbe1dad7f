"""Whether all proposals of an instansi fell: an act of KKN in the year (PermenPANRB 90/2021 p. 65)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from assessments.engine.eligibility import ConditionFact, Subject, conditions_verdict
from assessments.loaded import policy_of
from assessments.models import Assessment, ConditionValue, Period


def void_in(periods: Iterable[Period]) -> dict[int, tuple[str, ...]]:
    """Id of a year → why its proposals are void, each as a sentence; () where they are not, or nobody knows. One
    query. The years come with instansi and policy.
    """
    years = {period.pk: period for period in periods}
    facts: dict[int, dict[str, ConditionFact]] = defaultdict(dict)
    for row in ConditionValue.objects.filter(period__in=years, unit=None):
        facts[row.period_id][row.code] = ConditionFact(row.value, row.source, row.document_date)
    return {pk: _why(period, facts[pk]) for pk, period in years.items()}


def void_for(a: Assessment) -> tuple[str, ...]:
    """Why the proposals in the unit's year are void; () where they are not. One query."""
    a.period.instansi = a.unit.instansi
    return void_in([a.period])[a.period_id]


def _why(period: Period, facts: dict[str, ConditionFact]) -> tuple[str, ...]:
    subject = Subject(period.instansi.kind)
    found: dict[str, None] = {}
    for predicate in ("WBK", "WBBM"):
        for result in conditions_verdict(policy_of(period), predicate, subject, facts, {}):
            if result.voids_sent and result.is_known and not result.passes:
                found.setdefault(result.reason)
    return tuple(found)
