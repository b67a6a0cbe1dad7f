"""Which determinations of a kawasan rest on what was recorded of one of its units."""

from collections.abc import Iterator
from datetime import datetime

from assessments.models import KawasanYear
from audit.queries import first_told


def kawasan_since(unit: int, at: datetime) -> Iterator[str]:
    """Determinations made after `at` with the unit among those that they counted, whatever the kawasan holds today and
    whichever year they are of. One that was only corrected since is no later one. Two queries at most.
    """
    decided = KawasanYear.objects.exclude(verdict="").filter(decided_at__gt=at).select_related("kawasan")
    counted = [one for one in decided.order_by("year", "pk") if _counts(one, unit)]
    first = first_told("assessments.kawasanyear", [one.pk for one in counted], ["kawasan.determine"])
    for one in counted:
        if first.get(str(one.pk), one.decided_at) > at:
            yield f"penetapan {one}"


def _counts(year: KawasanYear, unit: int) -> bool:
    return any(row[0] == unit for row in year.frozen.get("units", []))
