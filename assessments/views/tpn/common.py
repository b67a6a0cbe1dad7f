"""What the pages of TPN share: the unit of a proposal."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from assessments import queries
from assessments.models import ProposalUnit
from assessments.rules import may


def in_tpn(request, pk: int):
    """(assessment, its ProposalUnit) once it is in a proposal; 404 for a stranger, 403 for who may not see results."""
    a = get_object_or_404(queries.visible_assessments(request.user), pk=pk)
    if not may(request.user, "view_final", a):
        raise PermissionDenied
    unit = get_object_or_404(ProposalUnit.objects.select_related("proposal"), assessment=a)
    return a, unit
