"""How hard the unit finds each question: the effort of one step, by which the cheapest way is found."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from assessments.engine.cheapest import USUAL
from assessments.loaded import instrument_of
from assessments.models import Assessment, EffortWeights
from assessments.rules import acting_as
from assessments.services.activities import require_area
from assessments.services.errors import Refused
from assessments.services.locking import lock_assessment
from audit.services import record

HARDEST = 9


def set_efforts(pk: int, *, efforts: Mapping[str, int], seen: Mapping[str, int], actor) -> dict[str, int]:
    """Weigh questions anew; `efforts` and `seen` by code, 1 where not named. Gives what changed; sent twice: nothing.

    Only what differs from `seen` is written, so that people of two areas don't stand in each other's way. Raises
    Assessment.DoesNotExist, NotAllowed (role, before pencanangan, outside the pokja), Refused (unknown question, not 1
    to 9, or somebody else weighed the same question otherwise since).
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "plan_activities")
        row = EffortWeights.objects.filter(assessment=assessment).first() or EffortWeights(
            assessment=assessment
        )
        wanted = {c: n for c, n in efforts.items() if n != seen.get(c, USUAL)}
        _check(assessment, wanted, actor)
        moved = sorted(
            c for c, n in wanted.items() if row.efforts.get(c, USUAL) not in (seen.get(c, USUAL), n)
        )
        if moved:
            raise Refused(
                f"Bobot usaha {', '.join(moved[:3])} baru saja diubah orang lain. Periksa yang sekarang tersimpan, "
                "lalu simpan lagi."
            )
        changed = {c: n for c, n in wanted.items() if row.efforts.get(c, USUAL) != n}
        if not changed:
            return {}
        before = {c: row.efforts.get(c, USUAL) for c in changed}
        kept = {c: n for c, n in (row.efforts | changed).items() if n != USUAL}
        row.efforts = dict(sorted(kept.items()))
        row.save()
        record(
            assessment.audit_chain,
            actor=actor,
            role=acting_as(actor, assessment),
            action="effort.set",
            label="assessments.effortweights",
            object_id=row.pk,
            before=before,
            after=changed,
        )
    return changed


def _check(assessment: Assessment, wanted: Mapping[str, int], actor) -> None:
    questions = instrument_of(assessment.period).questions
    for code, effort in wanted.items():
        if code not in questions:
            raise Refused(f"Pertanyaan {code[:40]} tidak ada dalam instrumen tahun ini.")
        if not USUAL <= effort <= HARDEST:
            raise Refused(f"Bobot usaha {code} harus bilangan bulat dari {USUAL} sampai {HARDEST}.")
        require_area(assessment, questions[code].area or "", actor)


def efforts_of(assessment: Assessment) -> dict[str, int]:
    """The efforts as they stand, of the questions that don't cost 1; one query."""
    found = EffortWeights.objects.filter(assessment=assessment).values_list("efforts", flat=True).first()
    return dict(found or {})
