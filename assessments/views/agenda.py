"""The calendar of a person's deadlines: page, subscription, files."""

from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from assessments.agenda.ics import calendar
from assessments.agenda.reading import agenda_of, years_of
from assessments.models import CalendarFeed
from assessments.services.calendar_feeds import make_feed, note_use, owner_of, revoke_feed
from assessments.services.errors import Refused
from units.proven import proven

NAME = "Batas waktu Zona Integritas"


@login_required
@require_safe
def agenda(request):
    """The deadlines ahead, a file of each year, and the subscription."""
    entries, now = agenda_of(request.user), timezone.now()
    context = {
        "entries": [entry for entry in entries if entry.at >= now],
        "years": years_of(entries),
        "feed": CalendarFeed.objects.filter(user=request.user, revoked_at=None).first(),
        "form_id": uuid4(),
    }
    return render(request, "assessments/agenda/agenda.html", context)


@login_required
@require_POST
@never_cache
@proven
@sensitive_variables("text", "address")
def subscribe(request):
    """Make the secret address and show it, this once."""
    try:
        text = make_feed(form_id=UUID(request.POST.get("form_id", "")), actor=request.user)
    except (Refused, ValueError) as error:
        told = (
            str(error)
            if isinstance(error, Refused)
            else "Formulir ini tidak lengkap. Muat ulang lalu coba lagi."
        )
        messages.error(request, told)
        return redirect("assessments:calendar")
    address = f"{settings.SITE_URL}{reverse('assessments:calendar_feed', args=[text])}"
    return render(request, "assessments/agenda/subscribed.html", {"address": address})


@login_required
@require_POST
def unsubscribe(request):
    """End the secret address."""
    revoke_feed(actor=request.user)
    messages.success(request, "Alamat langganan dicabut. Kalender yang memakainya tidak lagi diperbarui.")
    return redirect("assessments:calendar")


@login_required
@require_safe
def of_period(request, pk: int):
    """The deadlines of one year as a file; 404 where the person has none."""
    entries = agenda_of(request.user, period_id=pk)
    if not entries:
        raise Http404
    return _file(calendar(entries, name=NAME, site=settings.SITE_URL, now=timezone.now()))


@require_safe
@never_cache
def feed(request, token: str):
    """What a calendar programme reads, without a login: whoever has the address has these dates, and nothing else."""
    found = owner_of(token)
    if found is None:
        raise Http404
    stored, user = found
    now = timezone.now()
    content = calendar(agenda_of(user), name=NAME, site=settings.SITE_URL, now=now)
    note_use(stored, now=now)
    return _file(content)


def _file(content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="batas-waktu-zi.ics"'
    response["X-Robots-Tag"] = "noindex"
    return response
