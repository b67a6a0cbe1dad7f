"""From which address a request comes, whatever it says of itself."""

import ipaddress
import re

from django.conf import settings
from django.http import HttpRequest

WITH_PORT = re.compile(r"\[([^\]]+)\](?::\d+)?|([^:]+):\d+")  # [2001:db8::1]:443, 192.0.2.1:443


def client_address(request: HttpRequest) -> str:
    """The address that the outermost of TRUSTED_PROXIES saw; without proxies that of the connection. "" for none.

    Whoever asks can write into X-Forwarded-For what they like, but each proxy adds to its right end what it saw
    itself: the entry that our outermost one added is counted from there. An answer to fewer entries than proxies is the
    connection alone: it went round them. IPv4 in IPv6's clothes is IPv4, lest all of it be one network.
    """
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    trusted = settings.TRUSTED_PROXIES
    said = hops[-trusted] if 0 < trusted <= len(hops) else ""
    return _address(said) or _address(request.META.get("REMOTE_ADDR", ""))


def _address(text: str) -> str:
    text = text.strip()
    if found := WITH_PORT.fullmatch(text):
        text = found[1] or found[2]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    return str(getattr(address, "ipv4_mapped", None) or address)
