"""What the forms of the lead's own words share: they save themselves, and nothing typed is lost."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django_htmx.http import reswap, retarget

from assessments.models import Assessment, Consideration, Recommendation
from assessments.services.errors import Conflict, NotAllowed, Refused
from assessments.templatetags.zi import clock
from assessments.views.tpi.area import HTML

# The outcome: None when saved, {} when the stored text was taken, else what went wrong.
Problem = dict[str, Any] | None


def attempt_to_save(
    save: Callable[[], Any],
    answer: Callable[[Problem, int], HttpResponse],
    conflict: Callable[[Any], dict[str, Any]],
) -> HttpResponse:
    """Save and answer: 409 with both texts (`conflict` gives the stored one) when someone else saved meanwhile, 422
    when refused.
    """
    try:
        save()
    except Conflict as error:
        return answer({"conflict": conflict(error.stored)}, 409)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        return answer({"message": str(error)}, 422)
    return answer(None, 200)


def stored_by(
    request: HttpRequest, assessment: Assessment, stored: Consideration | Recommendation | None, **texts: str
) -> dict[str, Any]:
    """Who stored what meanwhile, and when; `texts` is what stands there."""
    if stored is None:
        return {"by": "orang lain", "at": "", "version": 0, **texts}
    own = stored.updated_by_id == request.user.pk
    return {
        "by": "Anda di tab lain" if own else str(stored.updated_by),
        "at": clock(stored.updated_at, assessment.unit.instansi),
        "version": stored.version,
        **texts,
    }


def answered(
    request: HttpRequest,
    problem: Problem,
    status: int,
    *,
    part: str,
    slug: str,
    context: dict[str, Any],
    done: str,
    back: str,
) -> HttpResponse:
    """The page, a way `back` to it, or the fragments of one `part` of it ("consideration", "recommendation")."""
    if not request.htmx:  # type: ignore[attr-defined]
        if problem:
            return render(request, f"{HTML}considerations.html", context, status=status)
        messages.success(request, done if problem is None else "Tidak ada yang berubah.")
        return redirect(back)
    if problem == {}:
        response = render(request, f"{HTML}_{part}_form.html", context)
        return retarget(reswap(response, "outerHTML"), f"#f-{slug}")
    return render(request, f"{HTML}{part}_saved.html", context, status=status)
