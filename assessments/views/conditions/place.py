"""Whose conditions a page is about: a unit's in a year, or those of the instansi."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from assessments import queries
from assessments.engine.policy_model import Condition, Policy
from assessments.loaded import policy_of
from assessments.models import Assessment, ConditionValue, Period
from assessments.rules import acting_as, may
from assessments.services.conditions import concerns
from units.models import Instansi, Role, UnitKerja
from units.queries import hats_of


@dataclass(frozen=True)
class Place:
    """The conditions of a unit (with its assessment) or of the instansi (both None) in a period."""

    period: Period
    assessment: Assessment | None
    editable: bool
    role: str

    @property
    def unit(self) -> UnitKerja | None:
        """Whose they are; None: the instansi's."""
        return self.assessment.unit if self.assessment else None

    @property
    def instansi(self) -> Instansi:
        """Where."""
        return self.period.instansi

    @property
    def policy(self) -> Policy:
        """The policy of the year."""
        return policy_of(self.period)

    @property
    def conditions(self) -> list[Condition]:
        """Those of this level that concern this kind of instansi, in the policy's order."""
        wanted = self.policy.unit_conditions if self.assessment else self.policy.instansi_conditions
        return [condition for condition in wanted if concerns(condition, self.instansi)]

    def condition(self, code: str) -> Condition:
        """One of them. Http404: none."""
        for condition in self.conditions:
            if condition.code == code:
                return condition
        raise Http404

    def stored(self) -> dict[str, ConditionValue]:
        """Code → what is recorded here; one query."""
        rows = ConditionValue.objects.filter(period=self.period, unit=self.unit).select_related("recorded_by")
        return {row.code: row for row in rows}

    def url(self, name: str, *args) -> str:
        """The address of a page of this place: "" all its conditions, else "condition", "condition_withdraw" …"""
        if self.assessment:
            return reverse(f"assessments:{name or 'syarat'}", args=[self.assessment.pk, *args])
        where = [self.instansi.code, self.period.year]
        return reverse(f"assessments:instansi_{name or 'syarat'}", args=[*where, *args])


def place_of(
    request: HttpRequest, pk: int | None = None, instansi: str | None = None, year: int | None = None
) -> Place:
    """Of a unit's year `pk`, or of the instansi in a year. Http404: a stranger; PermissionDenied: without the right."""
    if pk is not None:
        found = get_object_or_404(queries.visible_assessments(request.user), pk=pk)
        if not may(request.user, "view_conditions", found):
            raise PermissionDenied
        editable = may(request.user, "edit_conditions", found)
        return Place(found.period, found, editable, acting_as(request.user, found))
    period = get_object_or_404(queries.visible_periods(request.user), instansi__code=instansi, year=year)
    editable = period.instansi_id in hats_of(request.user).instansi(Role.ADMIN)
    return Place(period, None, editable, "Admin inspektorat" if editable else "Pimpinan instansi")
