"""Terms of the field, explained where a page first uses them.

Usage: {% load terms %}{% explain lead %}
"""

from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from assessments.guidance.terms import Term, anywhere, spellings

register = template.Library()


@register.simple_tag(takes_context=True)
def explain(context: Context, text: Any) -> SafeString:
    """The text, escaped, with an explanation at each term that this page has not explained yet.

    Only whole pages of people who are logged in explain: a fragment would explain again what its page has, and the
    list of terms that an explanation leads to asks for a login.
    """
    escaped = conditional_escape(text)
    request = getattr(context, "request", None)
    if request is None or getattr(request, "htmx", False) or not request.user.is_authenticated:
        return escaped
    told: set[str] = request.__dict__.setdefault("explained_terms", set())

    def explained(match) -> str:
        term = spellings()[match[0]]
        if term.key in told:
            return match[0]
        told.add(term.key)
        return _explained(term, match[0])

    return mark_safe(anywhere().sub(explained, escaped))  # noqa: S308


def _explained(term: Term, written: str) -> str:
    return render_to_string("components/term.html", {"term": term, "written": written}).strip()
