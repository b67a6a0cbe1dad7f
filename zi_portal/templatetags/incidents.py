"""The number by which a page of an error is found in the log."""

from django import template
from django.utils.html import format_html

from audit.tracing import trace

register = template.Library()


@register.simple_tag
def incident() -> str:
    """A line for people to pass on; empty outside of a request. Asks neither database nor session."""
    request_id = trace().get("request")
    if not request_id:
        return ""
    return format_html('<p class="zi-help">Nomor kejadian: <code>{}</code></p>', request_id)
