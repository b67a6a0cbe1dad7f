"""What every page of the history begins with."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from assessments import queries
from assessments.history.lens import Lens, lens_of
from assessments.models import Assessment
from assessments.rules import acting_as


def opened(request, pk: int) -> tuple[Assessment, Lens]:
    """The assessment and what of its history is open to the person; 404 for a stranger, 403 without the right."""
    assessment = get_object_or_404(queries.visible_assessments(request.user), pk=pk)
    lens = lens_of(request.user, assessment)
    if lens is None:
        raise PermissionDenied
    return assessment, lens


def base_context(request, assessment: Assessment) -> dict:
    """The head of each page."""
    return {
        "a": assessment,
        "instansi": assessment.unit.instansi,
        "role": acting_as(request.user, assessment),
    }
