"""Saving the rows of a page of conditions: all that were touched, or none."""

from collections import defaultdict

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest

from assessments.engine.answers import BadValue
from assessments.forms.conditions import DATA, ConditionForm
from assessments.models import ConditionEntry
from assessments.services.conditions import ConditionChanged, record_condition
from assessments.services.errors import NotAllowed, Refused
from documents.models import Revision

from .place import Place

Past = dict[str, dict[int, ConditionEntry]]


def past_of(place: Place) -> Past:
    """Code → version → what was recorded; one query."""
    found: Past = defaultdict(dict)
    for entry in ConditionEntry.objects.filter(period=place.period, unit=place.unit).order_by("version"):
        found[entry.code][entry.version] = entry
    return found


def forms_of(request: HttpRequest, place: Place) -> list[ConditionForm]:
    """A form for each condition of the place."""
    stored, data = place.stored(), request.POST if request.method == "POST" else None
    past = past_of(place) if data is not None else {}
    return [
        ConditionForm(
            data, policy=place.policy, condition=c, stored=stored.get(c.code), past=past.get(c.code)
        )
        for c in place.conditions
    ]


def save_rows(request: HttpRequest, place: Place, forms: list[ConditionForm]) -> bool:
    """Save every touched row, or none when one of them is refused. PermissionDenied: not the admin."""
    if not place.editable:
        raise PermissionDenied
    if sum(not form.is_valid() for form in forms):  # ask every form, so that every error shows
        return False
    with transaction.atomic():
        for form in forms:
            if form.is_touched:
                save_row(request, place, form)
        refused = any(form.errors for form in forms)
        transaction.set_rollback(refused)
    return not refused


def save_row(
    request: HttpRequest, place: Place, form: ConditionForm, document: Revision | None = None
) -> None:
    """Record one row; what is refused stands at its form. PermissionDenied: not allowed."""
    try:
        record_condition(
            place.period,
            unit=place.unit,
            code=form.condition.code,
            actor=request.user,
            assessment=place.assessment,
            document=document,
            seen=form.seen,
            **{name: form.cleaned_data[name] for name in DATA},
        )
    except BadValue as error:
        form.add_error("value", str(error))
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except ConditionChanged as error:
        form.refuse(error)
        form.stands(error.stored)
    except Refused as error:
        form.refuse(error)
