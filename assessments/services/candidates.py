"""What is weighed of units before a decree fixes them (PermenPANRB 90/2021 p. 13)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from assessments.loaded import policy_of
from assessments.models import Candidate, Period
from assessments.services.errors import Refused, Stale
from assessments.services.selection_checks import PREDICATES, check_units, lock_year, tell
from units.models import UnitKerja
from units.services.trail import values

NOTE = 300


def weigh(
    period: Period,
    *,
    unit: UnitKerja,
    criteria: Mapping[str, str],
    chosen: bool | None,
    reason: str,
    target: str,
    seen: int,
    actor,
) -> Candidate:
    """Record which criteria a unit meets (code → note), and whether it is chosen, with the reason.

    What stands already writes nothing. Raises NotAllowed, Stale, Refused: unit of another instansi or inactive, unknown
    criterion or predicate, a decision without a reason, chosen without a criterion.
    """
    with transaction.atomic():
        lock_year(period, actor)
        check_units(period, [unit])
        row = Candidate.objects.filter(period=period, unit=unit).first()
        row = row or Candidate(period=period, unit=unit, version=0)
        wanted = {"criteria": dict(criteria), "chosen": chosen, "reason": reason, "target": target}
        if row.pk and all(getattr(row, name) == value for name, value in wanted.items()):
            return row
        if row.version != seen:
            raise Stale(row)
        _check_weighed(period, wanted)
        before = _told_candidate(row) if row.pk else None
        for name, value in wanted.items():
            setattr(row, name, value)
        row.version, row.recorded_by = row.version + 1, actor
        row.save()
        tell(period, "candidate.save", row, before, _told_candidate(row), actor)
    return row


def _check_weighed(period: Period, wanted: Mapping[str, Any]) -> None:
    reasons = []
    known = {criterion.code for criterion in policy_of(period).selection.criteria}
    if set(wanted["criteria"]) - known:
        reasons.append(("Kriteria ini tidak ada di ketentuan tahun ini. Muat ulang halamannya.", ""))
    if any(len(note) > NOTE for note in wanted["criteria"].values()):
        reasons.append((f"Catatan kriteria paling panjang {NOTE} huruf.", ""))
    if wanted["chosen"] is not None and not wanted["reason"].strip():
        reasons.append(("Tulis alasan dipilih atau tidak dipilihnya unit ini.", "reason"))
    if wanted["chosen"] and not wanted["criteria"]:
        reasons.append(("Centang sedikitnya satu kriteria yang dipenuhi unit yang dipilih.", "chosen"))
    if wanted["target"] not in PREDICATES:
        reasons.append(("Pilih predikat yang dituju: WBK atau WBBM.", "target"))
    if reasons:
        raise Refused(*reasons)


def _told_candidate(row: Candidate) -> dict[str, Any]:
    return values(row, "unit", "criteria", "chosen", "reason", "target")
