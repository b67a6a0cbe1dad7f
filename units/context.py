"""Template context of every page."""

from django.http import HttpRequest

from units.queries import hats_of


def hats(request: HttpRequest) -> dict:
    """`hats`: the roles of the person on this request (no hats for anonymous people)."""
    user = getattr(request, "user", None)
    return {"hats": hats_of(user) if user is not None else None}
