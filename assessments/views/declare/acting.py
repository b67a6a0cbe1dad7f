"""A form's data given to a service, and what it refuses given back to the form. All or nothing, its files too."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assessments.forms.declare import ActForm
from assessments.services.errors import NotAllowed, Refused
from assessments.services.pakta import Changed
from documents.errors import UploadRefused

T = TypeVar("T")


def attempt(form: ActForm, act: Callable[[], T]) -> T | None:
    """What `act` gives for a valid form; None where the form now shows why not. NotAllowed becomes 403."""
    if not form.is_bound or not form.is_valid():
        return None
    try:
        with transaction.atomic():  # staff lists and uploads write to the same chain, the instansi's
            return act()
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except UploadRefused as error:
        form.refuse_file("scan", error)
    except Changed as error:
        form.refuse(error)
        form.stands(error.stored)
    except Refused as error:
        form.refuse(error)
    return None
