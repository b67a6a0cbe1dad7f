"""How often answers may come from one place, without keeping who that is.

What is counted lives in the memory of this process alone (CACHES["memory"]), under a hash with a key that was made in
this process for this day and is forgotten: nothing in the database, nothing in logs, nothing after midnight.
"""

import hashlib
import hmac
import secrets
from datetime import date

from django.core.cache import caches
from django.utils import timezone

# A counter's visitors share the office's address; a hundred real ones an hour are rare, a script sends a thousand.
LIMIT = 120
WINDOW = 60 * 60
_keys: dict[date, bytes] = {}


def too_many(campaign_code: str, address: str) -> bool:
    """Count one sending from an address to a campaign; True when it is one too many in this hour."""
    today = timezone.localdate()
    if today not in _keys:
        _keys.clear()
        _keys[today] = secrets.token_bytes(32)
    name = hmac.new(_keys[today], f"{campaign_code}\0{address}".encode(), hashlib.sha256).hexdigest()
    counts = caches["memory"]
    counts.add(name, 0, WINDOW)
    try:
        return counts.incr(name) > LIMIT
    except ValueError:  # its hour ended in between
        return False
