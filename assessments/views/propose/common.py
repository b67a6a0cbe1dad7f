"""What these pages share: whose they are, taking a scan, and acting with a form."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from assessments import queries
from assessments.models import Assessment, Period
from assessments.services.errors import NotAllowed, Refused
from assessments.views.proposals.common import is_admin
from documents.errors import UploadRefused
from documents.models import Revision
from documents.services import add_link, upload

ADMIN = "Admin inspektorat"


def visible_period(request, instansi: str, year: int) -> Period:
    """A year that the person may see; Http404 for a stranger."""
    return get_object_or_404(queries.visible_periods(request.user), instansi__code=instansi, year=year)


def require_admin(request, period: Period) -> None:
    """PermissionDenied unless the person administers the instansi."""
    if not is_admin(request, period):
        raise PermissionDenied


def keep(
    request, period: Period, *, file, title: str, url: str = "", unit: Assessment | None = None
) -> Revision:
    """Store what was sent as a document of the instansi, or of a unit. Not in one transaction with an act on a
    proposal: whoever locks assessments does so before the instansi's chain. UploadRefused.
    """
    owner = {"unit": unit.unit} if unit else {"instansi": period.instansi}
    sent = {"title": title[:200], "kind": "surat", "actor": request.user, "role": ADMIN, **owner}
    return add_link(url=url, **sent) if url else upload(file=file, filename=file.name, **sent)


def attempt(form, act: Callable[[dict], object], *, field: str = "scan") -> bool:
    """Whether a valid form's act was done; what refuses stands in the form, with what was typed."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except UploadRefused as error:
        form.refuse_file(field, error)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        form.refuse(error)
    return not form.errors
