"""How a public page is answered: rendered without the request, kept by caches for a few minutes, with an ETag."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page, require_safe

MAX_AGE = 300  # seconds


def page(template: str, context: dict | None = None, *, status: int = 200) -> HttpResponse:
    """Render `public/<template>.html`. No request goes in: no context processor can add what a visitor is or has."""
    return HttpResponse(render_to_string(f"public/{template}.html", context or {}), status=status)


def public(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Make a view a public one: GET and HEAD, cacheable by everybody, a page of its own for what is not there."""

    @wraps(view)
    def answered(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
        except Http404:
            response = page("missing", {"here": ""}, status=404)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, public=True, max_age=MAX_AGE)
        return response

    return require_safe(conditional_page(answered))
