"""What the views of a unit's surveys begin with: the campaign that a person may act on."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from surveys.models import Campaign
from surveys.queries import known_campaigns
from surveys.rules import may


def allowed(request: HttpRequest, pk: int, action: str = "run_survey") -> Campaign:
    """A campaign with which the person may do `action`; Http404 for a stranger, PermissionDenied."""
    found = get_object_or_404(known_campaigns(request.user), pk=pk)
    if not may(request.user, action, found.unit):
        raise PermissionDenied
    return found
