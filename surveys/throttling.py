"""How many answers, and how many slips that are refused, may come from one place, without keeping who that is.

What is counted lives in the memory of this process alone (CACHES["memory"]), under a hash with a key that was made in
this process for this day and is forgotten: nothing in the database, nothing in logs, nothing after midnight.
"""

import hashlib
import hmac
import ipaddress
import secrets
from contextlib import suppress
from datetime import date

from django.core.cache import caches
from django.utils import timezone

# A counter's visitors share the office's address; a hundred real ones an hour are rare, a script sends a thousand.
# Refused slips bind whoever stands at that counter, with a good slip too, so it takes a script to get there.
ANSWERS, SLIPS = "jawaban", "kode yang ditolak"
LIMITS = {ANSWERS: 120, SLIPS: 1200}
WINDOW = 60 * 60
_key: tuple[date, bytes] = (date.min, b"")


def is_full(campaign_code: str, address: str, what: str = ANSWERS) -> bool:
    """Whether as many as may came from an address to a campaign in this hour."""
    return caches["memory"].get(_name(campaign_code, address, what), 0) >= LIMITS[what]


def count(campaign_code: str, address: str, what: str = ANSWERS) -> None:
    """Count one new answer, or one refused slip. No other refusal counts, nor what came before: it would shut out who
    answers.
    """
    name, counts = _name(campaign_code, address, what), caches["memory"]
    counts.add(name, 0, WINDOW)
    with suppress(ValueError):  # its hour ended in between
        counts.incr(name)


def _name(campaign_code: str, address: str, what: str) -> str:
    """The hash under which it is counted; an IPv6 network of 64 bits is one place, for it is one connection's."""
    global _key
    day, key = _key
    if day != timezone.localdate():
        day, key = _key = timezone.localdate(), secrets.token_bytes(32)
    if ":" in address:
        address = str(ipaddress.ip_network(f"{address}/64", strict=False))
    return hmac.new(key, f"{what}\0{campaign_code}\0{address}".encode(), hashlib.sha256).hexdigest()
