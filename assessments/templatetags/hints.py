"""The hint of a page, until the person closes it.

Usage: {% load hints %}{% hint "jawab" %}
"""

from typing import Any

from django import template
from django.template import Context

from assessments.guidance.hints import HINTS

register = template.Library()


@register.inclusion_tag("components/hint.html", takes_context=True)
def hint(context: Context, name: str) -> dict[str, Any]:
    """The hint `name` (a key of HINTS) with its button; nothing once the person has closed it. No query."""
    request = context["request"]
    return {
        "name": name,
        "text": "" if name in request.user.closed_hints else HINTS[name],
        "back": request.get_full_path(),
        "csrf_token": context["csrf_token"],
    }
