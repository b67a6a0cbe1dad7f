"""POST: the index of the unit's own survey as its answer, on the person's click."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from assessments.models import Assessment
from assessments.services.errors import Conflict, NotAllowed, Refused
from assessments.services.survey_taking import take_index as take
from assessments.views.answering.area import readable
from assessments.views.answering.saving import address_of, question_or_404

MOVED = "Jawaban ini berubah sesudah halaman dibuka. Periksa isinya, lalu pakai indeks survei bila perlu."


@login_required
@require_POST
def take_index(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Take it; a refusal changes nothing and is told at the head of the page."""
    a = readable(request, pk)
    question = question_or_404(a, code)
    try:
        saved = take(
            pk,
            code=code,
            campaign=_number(request, "survei"),
            seen=_number(request, "version"),
            actor=request.user,
        )
    except Assessment.DoesNotExist as error:
        raise Http404 from error
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Conflict:
        messages.error(request, MOVED)
    except Refused as error:
        messages.error(request, str(error))
    else:
        told = "Indeks diambil dari survei; sumbernya tertulis pada jawaban."
        messages.success(request, told if saved.changed else "Jawabannya sudah sama dengan survei.")
    return redirect(address_of(a, question))


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
