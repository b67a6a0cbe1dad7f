"""A form's data given to a service, and what it refuses given back to the form."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import PermissionDenied

from assessments.forms.team import RowForm
from assessments.services.errors import NotAllowed, Refused, Stale
from documents.errors import UploadRefused
from documents.models import Revision
from documents.services import upload

T = TypeVar("T")


def attempt(form: RowForm, act: Callable[[], T], *, file: str = "scan") -> T | None:
    """What `act` gives for a valid form; None where the form now shows why not. NotAllowed becomes 403."""
    if not form.is_bound or not form.is_valid():
        return None
    try:
        return act()
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except UploadRefused as error:
        form.refuse_file(file, error)
    except Stale as error:
        form.refuse(error)
        form.stands(error.stored)
    except Refused as error:
        form.refuse(error)
    return None


def scan_of(form: RowForm, *, title: str, kind: str, actor, role: str, owner: dict) -> Revision | None:
    """The file of `scan` as a document of its owner; None when none was chosen. UploadRefused."""
    file = form.cleaned_data.get("scan")
    if file is None:
        return None
    sent = {"file": file, "filename": file.name, "title": title, "kind": kind}
    return upload(actor=actor, role=role, **sent, **owner)
