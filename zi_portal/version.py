"""Context processor: which version of the portal this is."""

from django.http import HttpRequest

import zi_portal


def version(request: HttpRequest) -> dict[str, str]:
    """`portal_version`, for the foot of the page of whoever is signed in; strangers need not know it."""
    return {"portal_version": zi_portal.__version__}
