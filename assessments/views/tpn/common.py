"""What the pages of TPN share: the unit of a proposal, files taken in, and what a service refuses."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from assessments import queries
from assessments.engine.answers import BadValue
from assessments.forms.tpn import ActForm
from assessments.models import Assessment, Period, ProposalUnit
from assessments.rules import acting_as, may
from assessments.services.errors import NotAllowed, Refused
from assessments.views.rehearsing import dry_run
from assessments.where import url_of
from documents.errors import UploadRefused
from documents.models import Revision
from documents.services import upload
from units.models import Instansi, Role, User
from units.queries import hats_of

T = TypeVar("T")


def in_tpn(request, pk: int):
    """(assessment, its ProposalUnit) once it is in a proposal; 404 for a stranger, 403 for who may not see results."""
    a = released_or_403(request, pk)
    unit = get_object_or_404(ProposalUnit.objects.select_related("proposal"), assessment=a)
    return a, unit


def released_or_403(request, pk: int) -> Assessment:
    """A unit whose final values the person may see."""
    a = get_object_or_404(queries.visible_assessments(request.user), pk=pk)
    if not may(request.user, "view_final", a):
        raise PermissionDenied
    return a


def must(request, action: str, a: Assessment) -> None:
    """PermissionDenied for who may not do `action` now."""
    if not may(request.user, action, a):
        raise PermissionDenied


def period_or_404(request, instansi: str, year: int) -> tuple[Period, bool]:
    """The year of an instansi, and whether the person administers it."""
    period = get_object_or_404(queries.visible_periods(request.user), instansi__code=instansi, year=year)
    return period, period.instansi_id in hats_of(request.user).instansi(Role.ADMIN)


@dataclass(frozen=True)
class Taking:
    """Files of a form that become documents of the instansi: form field → title; who uploads them, as what."""

    instansi: Instansi
    actor: User
    role: str
    titles: dict[str, str]

    def chosen(self, form: ActForm) -> dict[str, str]:
        """Those fields in which a file was chosen, with their titles."""
        return {name: title for name, title in self.titles.items() if form.cleaned_data.get(name)}

    def take(self, form: ActForm) -> dict[str, Revision]:
        """Store the chosen files. Raises UploadRefused with the field."""
        found = {}
        for name, title in self.chosen(form).items():
            file = form.cleaned_data[name]
            try:
                found[name] = upload(
                    file=file,
                    filename=file.name,
                    title=title[:200],
                    kind="surat",
                    instansi=self.instansi,
                    actor=self.actor,
                    role=self.role,
                )
            except UploadRefused as error:
                error.field = name
                raise
        return found


Act = Callable[[dict[str, Revision]], T]


def attempt(form: ActForm, act: Act, *, taking: Taking | None = None, rehearse: bool = True) -> T | None:
    """What `act` gives for a valid form; None where the form now shows why not. NotAllowed becomes 403.

    `act` takes the stored files. With a file it is rehearsed first without one and taken back, so that what is refused
    stores nothing. Files are stored outside of the transaction that writes to an assessment: whoever locks assessments
    does so before the chain of the instansi.
    """
    if not form.is_bound or not form.is_valid():
        return None
    try:
        if rehearse and taking is not None and taking.chosen(form):
            dry_run(lambda: act({}))
        return act(taking.take(form) if taking is not None else {})
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except UploadRefused as error:
        form.refuse_file(error.field, error)
    except BadValue as error:
        form.add_error(None, str(error))
    except Refused as error:
        form.refuse(error)
    return None


def reasons_of(a: Assessment, found) -> list[dict[str, str]]:
    """Refusals with the page where each is mended."""
    return [{"message": r.message, "url": url_of(a, r.where)} for r in found]


def own(a: Assessment, request, **titles: str) -> Taking:
    """Files of a form on a unit's page of TPN: field → title."""
    return Taking(a.unit.instansi, request.user, acting_as(request.user, a), titles)
