"""Who asks: the Bearer token of a request, and how often it may ask."""

import re
import secrets
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.core.cache import cache

from assessments.handover import problems
from assessments.handover.problems import Problem
from assessments.models import HandoverToken

# "Bearer", spaces, one token (RFC 6750); of two headers that a server joined with a comma nothing is left.
HEADER = re.compile(r"Bearer +([A-Za-z0-9._~+/-]{1,200}=*)", re.ASCII | re.IGNORECASE)
NOBODY = "0" * 64


def admit(header: str, *, address: str, now: datetime) -> HandoverToken:
    """The token in an `Authorization` header, with its instansi.

    Whatever is wrong with it costs the same: one hash, one query that finds nothing, one comparison in constant time.
    Raises Problem 401; 503 where the token asks too often, 429 where an address that keeps failing does.
    """
    match = HEADER.fullmatch(header)
    digest = HandoverToken.hash_of(match[1] if match else "")
    valid = HandoverToken.objects.filter(token_hash=digest, revoked_at=None, expires_at__gt=now)
    token = valid.select_related("instansi").first()
    same = secrets.compare_digest(token.token_hash if token else NOBODY, digest)
    if token is None or match is None or not same:
        _count(f"address:{address}", now, problems.too_many)
        raise problems.unauthorized()
    _count(f"token:{token.pk}", now, problems.busy)
    return token


def _count(who: str, now: datetime, problem: Callable[[int], Problem]) -> None:
    """Count one request of this minute. Raises `problem` over the limit (0: no limit)."""
    if not settings.PORTALRB_RATE:
        return
    minute, seconds = divmod(int(now.timestamp()), 60)
    key = f"portalrb:{HandoverToken.hash_of(who)}:{minute}"
    cache.add(key, 0, timeout=120)
    try:
        count = cache.incr(key)
    except ValueError:  # thrown out of a full cache between the two lines
        return
    if count > settings.PORTALRB_RATE:
        raise problem(60 - seconds)
