"""POST: the counts of a question from the registers, on the person's click."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from assessments.models import Assessment
from assessments.services.errors import Conflict, NotAllowed, Refused
from assessments.services.register_counts import take_counts as take
from assessments.views.answering.area import readable
from assessments.views.answering.saving import address_of, question_or_404

MOVED = "Jawaban ini baru saja diubah orang lain. Periksa isinya, lalu ambil lagi bila perlu."


@login_required
@require_POST
def take_counts(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Fill the counts and say so; a refusal changes nothing and is told at the head of the page."""
    a = readable(request, pk)
    question = question_or_404(a, code)
    version, shown = request.POST.get("version", ""), request.POST.get("register", "")
    seen = int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else 0
    try:
        saved = take(pk, code=code, seen=seen, shown=shown, actor=request.user)
    except Assessment.DoesNotExist as error:
        raise Http404 from error
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Conflict:
        messages.error(request, MOVED)
    except Refused as error:
        messages.error(request, str(error))
    else:
        told = "Jumlah diambil dari register; sumbernya tertulis di catatan."
        messages.success(request, told if saved.changed else "Isiannya sudah sama dengan register.")
    return redirect(address_of(a, question))
