"""Invitations: list, write, show the link once, revoke."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from units.forms.base import attempt
from units.forms.people import InvitationForm
from units.mail import send_invitation
from units.models import Instansi, Invitation
from units.proven import proven
from units.queries import invitations_of
from units.rules import role_label
from units.services.errors import NotAllowed, Refused
from units.services.invitations import invite, revoke
from units.views.scope import instansi_or_404, page, paged


@login_required
@require_safe
def invitation_list(request: HttpRequest, instansi: str) -> HttpResponse:
    """All invitations with what became of them."""
    place = instansi_or_404(request, instansi, "view")
    context = paged(request, invitations_of(place)) | {"title": "Undangan", "now": timezone.now()}
    for invitation in context["page"]:
        invitation.role_label = role_label(invitation.role)
    return page(request, "invitations", place, context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
@proven
def invitation_add(request: HttpRequest, instansi: str) -> HttpResponse:
    """Write and send an invitation."""
    place = instansi_or_404(request, instansi)
    form = InvitationForm(request.POST or None, instansi=place)
    if made := attempt(form, lambda data: invite(place, actor=request.user, **data)):
        return show_link(request, place, *made, back="units:invitations")
    context = {"form": form, "title": "Undang orang", "back": "units:invitations", "save": "Kirim undangan"}
    return page(request, "form", place, context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def invitation_revoke(request: HttpRequest, instansi: str, pk: int) -> HttpResponse:
    """Make an open link useless."""
    place = instansi_or_404(request, instansi)
    invitation = get_object_or_404(place.invitations, pk=pk)
    try:
        revoke(invitation, actor=request.user)
        messages.success(request, f"Undangan untuk {invitation.name} dicabut.")
    except NotAllowed:
        raise
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("units:invitations", instansi)


def show_link(
    request: HttpRequest, place: Instansi, invitation: Invitation, token: str, *, back: str
) -> HttpResponse:
    """Send the mail and show the link, this once: answered directly, since a redirect would have to keep the token."""
    link = settings.SITE_URL + reverse("units:accept", args=[token])
    context = {
        "invitation": invitation,
        "link": link,
        "sent": send_invitation(invitation, link),
        "back": back,
    }
    context["role"] = role_label(invitation.role)
    return page(request, "invitation_link", place, context)
