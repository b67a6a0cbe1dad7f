"""What was written by mistake is taken back: people of a team, agents, what they changed, innovations."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from assessments.models import AgentChange, ChangeAgent, Innovation
from assessments.services.errors import NotAllowed, Refused
from assessments.services.registers import remove_row
from assessments.services.work_team import remove_member
from assessments.views.team.scope import member_place, register_place, url_for


def _removed(request: HttpRequest, what: str, act: Callable[[int], None]) -> bool:
    """Whether `act` took it back, given the version that was seen; refusals become messages, NotAllowed 403."""
    seen = request.POST.get("version", "")
    try:
        act(int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else 0)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        messages.error(request, str(error))
        return False
    messages.success(request, f"{what} Jejak auditnya tetap ada.")
    return True


@login_required
@require_POST
def agent_change_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a change that was written by mistake."""
    row = get_object_or_404(AgentChange.objects.select_related("agent"), pk=pk)
    a = register_place(request, row.agent.assessment_id, keep=True)

    def act(seen: int) -> None:
        remove_row(AgentChange, pk, seen=seen, actor=request.user)

    _removed(request, "Perubahan dihapus dari register.", act)
    return redirect("assessments:agents", a.pk)


@login_required
@require_POST
def agent_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back an agent who was written by mistake; one with changes stays."""
    row = get_object_or_404(ChangeAgent, pk=pk)
    a = register_place(request, row.assessment_id, keep=True)

    def act(seen: int) -> None:
        remove_row(ChangeAgent, pk, seen=seen, actor=request.user)

    _removed(request, f"{row.name} dihapus dari register agen perubahan.", act)
    return redirect("assessments:agents", a.pk)


@login_required
@require_POST
def innovation_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back an innovation that was written by mistake."""
    row = get_object_or_404(Innovation, pk=pk)
    a = register_place(request, row.assessment_id, keep=True)

    def act(seen: int) -> None:
        remove_row(Innovation, pk, seen=seen, actor=request.user)

    _removed(request, f"Inovasi {row.name} dihapus dari register.", act)
    return redirect("assessments:innovations", a.pk)


@login_required
@require_POST
def work_member_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a member who was written by mistake; one who was replaced stays."""
    row, place = member_place(request, pk)

    def act(seen: int) -> None:
        remove_member(pk, seen=seen, actor=request.user)

    _removed(request, f"{row.name} dihapus dari tim.", act)
    return redirect(url_for(place))
