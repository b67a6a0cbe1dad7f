"""Template context of every page."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from units.queries import hats_of


def hats(request: HttpRequest) -> dict:
    """`hats`: the roles of the person on this request (no hats for anonymous people), read when first used."""
    user = getattr(request, "user", None)
    return {"hats": SimpleLazyObject(lambda: hats_of(user)) if user is not None else None}
