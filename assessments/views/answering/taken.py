"""What the views share that take an answer from elsewhere in the portal on the person's click."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from assessments.models import Assessment
from assessments.services.answers import Saved
from assessments.services.errors import Conflict, NotAllowed, Refused
from assessments.views.answering.area import readable
from assessments.views.answering.saving import question_or_404
from assessments.where import address_of

MOVED = "Jawaban ini baru saja diubah orang lain. Periksa isinya, lalu ambil lagi bila perlu."


def taken(
    request: HttpRequest, pk: int, code: str, take: Callable[[], Saved], *, done: str, same: str
) -> HttpResponse:
    """Take it, and lead back to its question; a refusal changes nothing and is told at the head of the page. `done` and
    `same` tell that the answer was changed, or that it was like that already.
    """
    a = readable(request, pk)
    question = question_or_404(a, code)
    try:
        saved = take()
    except Assessment.DoesNotExist as error:
        raise Http404 from error
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Conflict:
        messages.error(request, MOVED)
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done if saved.changed else same)
    return redirect(address_of(a, question))


def number_in(request: HttpRequest, name: str) -> int:
    """A hidden field's number; 0 for anything else, which fits nothing."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
