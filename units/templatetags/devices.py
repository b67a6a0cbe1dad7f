"""A browser's name for itself, in words that people know."""

from django import template

register = template.Library()
# The first that is found; the more special ones first, for they name the others too.
BROWSERS = {
    "Edg/": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


@register.filter
def device(user_agent: str) -> str:
    """E.g. "Chrome di Windows"; "Peramban tidak dikenal" for what names itself otherwise."""
    browser = next((name for mark, name in BROWSERS.items() if mark in user_agent), "Peramban tidak dikenal")
    system = next((name for mark, name in SYSTEMS.items() if mark in user_agent), "")
    return f"{browser} di {system}" if system else browser
