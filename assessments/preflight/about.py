"""What the check tells of an instansi without units, and of complaints about its units."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from assessments.complaints import complaints_in
from assessments.engine.eligibility import ConditionFact, Subject, conditions_verdict
from assessments.loaded import policy_of
from assessments.models import ConditionValue, Period
from assessments.preflight.values import Finding


def complaint_findings(period: Period, units: Sequence[int]) -> dict[int, list[Finding]]:
    """Id of a unit → its complaints in a line, which stops nothing (PermenPANRB 90/2021 p. 62-63); one query."""
    url = reverse("assessments:maladministration", args=[period.instansi.code])
    return {
        unit: [Finding(f"Maladministrasi: {found}.", url, blocks=False)]
        for unit, found in complaints_in(units).items()
    }


def instansi_findings(period: Period) -> list[Finding]:
    """Conditions of the instansi that are not met, where no unit is there to be checked with them; one query. One that
    is asked for WBBM alone says so.
    """
    rows = ConditionValue.objects.filter(period=period, unit=None)
    facts = {row.code: ConditionFact(row.value, row.source, row.document_date) for row in rows}
    url = reverse("assessments:instansi_syarat", args=[period.instansi.code, period.year])
    found: dict[str, str] = {}
    for predicate in ("WBK", "WBBM"):
        subject = Subject(period.instansi.kind)
        for result in conditions_verdict(policy_of(period), predicate, subject, facts, {}):
            if result.level == "instansi" and not result.passes:
                found.setdefault(result.reason, predicate)
    return [
        Finding(text if predicate == "WBK" else f"Untuk {predicate}: {text}", url)
        for text, predicate in found.items()
    ]
