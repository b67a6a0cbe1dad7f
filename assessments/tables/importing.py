"""Preview and apply: the same comparison twice, the second time under lock, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments.models import Assessment, Period
from assessments.services.errors import Refused
from assessments.services.locking import lock_assessment
from assessments.services.periods import require_admin
from documents.workbooks.cells import Grid
from units.models import Instansi, Invitation
from units.services.locking import lock_instansi

from .planning import Plan, plan
from .registry import TITLES
from .table import Present, Scope, Table

SHOWN = 30  # reasons of a refusal that are kept as text


@dataclass(frozen=True)
class Done:
    """What an import wrote: counts, what undoing it needs, and the invitations whose mails are still to be sent."""

    counts: dict[str, int]
    records: list[dict[str, Any]]
    invitations: list[tuple[Invitation, str]]


class PlanRefused(Refused):
    """A plan that may not be applied; `plan` says it row by row. As text: a reason a line, the first of them."""

    def __init__(self, made: Plan, *reasons: str) -> None:
        super().__init__(*reasons)
        self.plan = made

    def __str__(self) -> str:
        told = [message for message, _ in self.reasons]
        more = [f"… dan {len(told) - SHOWN} hal lain."] if len(told) > SHOWN else []
        return "\n".join([*told[:SHOWN], *more])


def scope_for(
    table: Table, instansi: Instansi, *, year: int, actor, assessment: Assessment | None = None
) -> Scope:
    """Where a table is taken in. Refused when it needs a period that the year does not have. `assessment` of a table
    of one unit, as the person may see it.
    """
    if table.needs == "assessment" and assessment is not None:
        period = assessment.period
        named = (assessment.unit,)
        return Scope(instansi, actor, period.year, timezone.localdate(), period, assessment, named)
    period = None
    if table.needs == "period":
        periods = Period.objects.select_related("instansi", "instrument", "policy")
        period = periods.filter(instansi=instansi, year=year).first()
        if period is None:
            raise Refused(f"Periode {year} belum ada. Buka dulu periodenya.")
    return Scope(instansi, actor, year, timezone.localdate(), period)


def preview(table: Table, scope: Scope, grids: Sequence[Grid], *, blanks_empty: bool = False) -> Plan:
    """What the file would do; writes nothing. FileRefused for a file that is not this table."""
    return plan(table, scope, grids, titles=TITLES, blanks_empty=blanks_empty)


def apply(
    table: Table,
    scope: Scope,
    grids: Sequence[Grid],
    *,
    seen: str,
    blanks_empty: bool = False,
) -> Done:
    """Write the whole file or nothing, through the services that forms use.

    `seen`: the digest of the plan that the person saw; when others changed something meanwhile, it is another one.
    Raises NotAllowed (also that of `units`), FileRefused, PlanRefused with every reason, each naming its cell.
    """
    with transaction.atomic():
        _hold(table, scope)
        made = preview(table, scope, grids, blanks_empty=blanks_empty)
        if made.counts["refused"]:
            raise PlanRefused(made, *_reasons(made))
        if made.digest() != seen:
            message = "Data di portal berubah sesudah pratinjau ini dibuat. Periksa pratinjau yang baru, lalu terapkan."
            raise PlanRefused(made, message)
        if not made.writes:
            raise PlanRefused(made, "Tidak ada yang perlu diubah: isi berkas sama dengan isi portal.")
        records = table.apply(scope, made.writes)
        if any(row.problems for row in made.rows):
            raise PlanRefused(made, *_reasons(made))
        if table.undo is not None:
            stands = _by_pk(table, scope)
            records = [record | _left(stands[record["pk"]]) for record in records]
    return Done(dict(made.counts), records, list(scope.invitations))


def undo(table: Table, scope: Scope, records: Sequence[dict[str, Any]]) -> None:
    """Take an import back as a whole, unless newer work stands on it. Raises NotAllowed (also that of `units`),
    Refused, that of `units` too.
    """
    if table.undo is None:
        raise Refused(table.no_undo)
    with transaction.atomic():
        _hold(table, scope)
        stands = _by_pk(table, scope)
        told = [(record, why) for record in records if (why := _newer(stands.get(record["pk"]), record))]
        if told:
            raise Refused(*[f"{_named(table, scope, r['after'])}: {why}" for r, why in told[:SHOWN]])
        table.undo(scope, records)


def _left(stands: Present) -> dict[str, Any]:
    """What an import left behind, which undoing must find again."""
    return {"after": stands.values, "rest": stands.rest}


def _newer(stands: Present | None, record: dict[str, Any]) -> str:
    """The newer work that stands on a row of an import; "" for none. Older imports did not keep the `rest`."""
    if stands is None or stands.values != record["after"]:
        return "sudah berubah sesudah impor ini."
    if stands.rest != record.get("rest", stands.rest):
        return (
            "isi barisnya sama, tetapi sumbernya, jumlah lain, atau tanda “belum ada” pada jawaban ini sudah berubah "
            "sesudah impor ini."
        )
    return ""


def _hold(table: Table, scope: Scope) -> None:
    """Lock what the table is compared with, as those who type do: the instansi, the year's period, or the unit's year.

    What belongs to a period locks the assessments first (their chains come before the instansi's), in one order.
    """
    if table.needs == "assessment":
        lock_assessment(scope.actor, scope.the_assessment.pk, table.permission)
        if table.hold is not None:
            table.hold(scope)
        return
    require_admin(scope.actor, scope.instansi.pk)
    if table.needs == "period":
        Period.objects.select_for_update().get(pk=scope.the_period.pk)
        assessments = scope.the_period.assessments.select_for_update(of=("self",)).order_by("pk")
        list(assessments.values_list("pk"))
    else:
        lock_instansi(scope.instansi.pk, actor=scope.actor)


def _by_pk(table: Table, scope: Scope) -> dict[int, Present]:
    """What stands now, by the key of the stored object."""
    return {stands.thing.pk: stands for stands in table.present(replace(scope)).values()}


def _named(table: Table, scope: Scope, values: Mapping[str, str]) -> str:
    """What a row is about, in words."""
    shown = [c.shown(values.get(c.key, "")) for c in table.columns(scope) if c.key in table.identify]
    return " · ".join(text for text in shown if text)


def _reasons(made: Plan) -> list[str]:
    return [problem for row in made.rows for problem in row.problems]
