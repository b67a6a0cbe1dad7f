"""A person's own data, under the own profile."""

import tempfile

from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from units.models import User
from units.proven import proven
from units.services.trail import tell
from zi_portal.privacy.exporting import write_copy

IN_MEMORY = 2 * 1024 * 1024


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
@proven
def own_data(request: HttpRequest) -> HttpResponseBase:
    """What is kept and why; POST gives the copy, at once, some times an hour."""
    me = User.objects.get(pk=request.user.pk)
    if request.method != "POST":
        return render(request, "privacy/own_data.html", {"days": settings.RETENTION_DAYS["closed_accounts"]})
    if limited := ratelimit.consume_or_429(request, action="own_data", user=me):
        return limited
    now = timezone.now()
    out = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    write_copy(me, out, now=now)
    with transaction.atomic():
        tell(None, me, "person.copy", actor=me)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"data-pribadi-{timezone.localdate(now)}.zip")
