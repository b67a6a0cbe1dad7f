"""The conditions of a unit: all with their verdict for each predicate, the unit's own to type."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from assessments import condition_rows, facts
from assessments.complaints import Complaints, complaints_of
from assessments.engine.eligibility import Subject
from assessments.models import Assessment, ConditionValue, ProposalUnit
from units.models import Role
from units.queries import hats_of

from .place import Place, place_of
from .saving import forms_of, save_rows


@login_required
def syarat(request: HttpRequest, pk: int) -> HttpResponse:
    """The conditions for a proposal of a unit."""
    place = place_of(request, pk)
    forms = forms_of(request, place) if place.editable or request.method == "POST" else []
    if request.method == "POST" and save_rows(request, place, forms):
        messages.success(request, "Syarat unit disimpan.")
        return redirect("assessments:syarat", pk)
    context = {"a": place.assessment, "place": place, "forms": forms, "role": place.role} | standing(place)
    context["complaints"] = _complaints(request, place)
    status = 422 if any(form.errors for form in forms) else 200
    return render(request, "assessments/conditions/unit.html", context, status=status)


def _complaints(request: HttpRequest, place: Place) -> Complaints | None:
    """For the admin and the head of the instansi alone; one query more for them."""
    heads = hats_of(request.user).instansi(Role.ADMIN, Role.PIMPINAN_INSTANSI)
    if place.unit is None or place.instansi.pk not in heads:
        return None
    return complaints_of(place.unit)


def standing(place: Place) -> dict[str, Any]:
    """Rows, tallies and notices of a unit; four queries."""
    a = place.assessment
    if a is None:
        raise ValueError("the conditions of the instansi have no verdict of their own")
    values = list(ConditionValue.objects.filter(Q(unit=None) | Q(unit=a.unit_id), period=a.period_id))
    held = facts.held_predicates(a.period, [a.unit_id]).get(a.unit_id, {})
    reason = (
        ProposalUnit.objects.filter(assessment=a).values_list("exception_reason", flat=True).first() or ""
    )
    verdicts = {
        p: facts.conditions_of(a, p, reason, rows=values, held=held)
        for p in order_of(a, place.policy.predicates)
    }
    stored = {("unit" if row.unit_id else "instansi", row.code): row for row in values}
    subject = Subject(place.instansi.kind, a.unit.service_kind, reason)
    return {
        "rows": condition_rows.rows_of(place.policy, verdicts, stored, held),
        "tallies": [condition_rows.tally(p, found) for p, found in verdicts.items()],
        "notices": condition_rows.notices(place.policy, subject, verdicts, held),
    }


def order_of(a: Assessment, predicates) -> list[str]:
    """The predicate that the unit aims at first."""
    return sorted(predicates, key=lambda predicate: predicate != a.target)
