"""What one look at a link means for the people who want to read it."""

import re
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from documents.linkcheck.errors import (
    BadCertificate,
    Forbidden,
    LinkTrouble,
    NoAnswer,
    NoSuchHost,
    OutOfBudget,
    OutOfTime,
)
from documents.linkcheck.fetch import Budget, Net, Seen, fetch

OK, DEAD, LOGIN, UNKNOWN = "ok", "mati", "login", "tak_pasti"

_LOGIN_HOSTS = frozenset(
    {"accounts.google.com", "login.microsoftonline.com", "login.live.com", "login.yahoo.com"}
)
_LOGIN_LABELS = frozenset({"sso", "login", "signin", "auth", "cas", "idp", "keycloak", "adfs", "accounts"})
_LOGIN_PATH = re.compile(
    r"/(log-?in|sign-?in|servicelogin|sso|masuk|cas|saml2?|oauth2?|openid-connect|adfs)([/.;]|\Z)",
    re.IGNORECASE,
)
_PASSWORD = re.compile(rb"<input\b[^>]{0,2000}?\btype\s*=\s*[\"']?password\b", re.IGNORECASE)
_WALLS = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.PROXY_AUTHENTICATION_REQUIRED})
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """`result`: ok, mati, login, tak_pasti; `detail`: why, as the end of a sentence; `status` of HTTP, if any."""

    result: str
    detail: str
    status: int | None = None


def look(url: str, *, net: Net, budget: Budget) -> Verdict:
    """Look at a link and judge it. Raises OutOfBudget alone: then nothing is known, and it stays due."""
    try:
        return judge(fetch(url, net=net, budget=budget, stop=is_login))
    except OutOfBudget:
        raise
    except LinkTrouble as trouble:
        return _troubled(trouble)


def judge(seen: Seen) -> Verdict:
    """What an answer means."""
    status = seen.status
    if seen.to:
        return Verdict(result=LOGIN, detail="dialihkan ke halaman masuk", status=status)
    if status in _WALLS:
        return Verdict(result=LOGIN, detail=f"server menolak tanpa login ({status})", status=status)
    if status in _GONE:
        return Verdict(result=DEAD, detail=f"halamannya tidak ada ({status})", status=status)
    if not 200 <= status < 300:
        return Verdict(result=UNKNOWN, detail=f"server menjawab dengan galat ({status})", status=status)
    if _PASSWORD.search(seen.body):
        return Verdict(result=LOGIN, detail="halamannya meminta kata sandi", status=status)
    return Verdict(result=OK, detail="terbuka tanpa login", status=status)


def is_login(url: str) -> bool:
    """True for an address that is known to be, or by its name is, a page to log in."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return False
    label = host.partition(".")[0]
    return host in _LOGIN_HOSTS or label in _LOGIN_LABELS or bool(_LOGIN_PATH.search(parts.path))


def _troubled(trouble: LinkTrouble) -> Verdict:
    """What it means that nothing was answered. Nothing here tells what our own network looks like."""
    match trouble:
        case Forbidden():
            return Verdict(result=UNKNOWN, detail=str(trouble))
        case NoAnswer():
            return Verdict(result=UNKNOWN, detail="jaringan portal sedang tidak dapat memeriksanya")
        case BadCertificate():
            return Verdict(result=UNKNOWN, detail="sertifikat keamanan servernya tidak sah")
        case OutOfTime():
            return Verdict(result=DEAD, detail="servernya tidak menjawab pada waktunya")
        case NoSuchHost():
            return Verdict(result=DEAD, detail="nama servernya tidak ada")
        case _:
            return Verdict(result=DEAD, detail="servernya tidak dapat dihubungi")


__all__ = ["DEAD", "LOGIN", "OK", "UNKNOWN", "Verdict", "is_login", "judge", "look"]
