"""Pages that could not be made, remembered for a while by all processes: who asks again is told at once."""

from pathlib import Path

from django.conf import settings
from django.core.cache.backends.filebased import FileBasedCache

FOLDER = "failing"
SECONDS = 300
MOST = 500


def known(sha256: str, kind: str, number: int, *, wide: bool) -> str:
    """Why this page could not be made lately; "" when nothing is known."""
    return _kept().get(_key(sha256, kind, number, wide), "")


def remember(sha256: str, kind: str, number: int, *, wide: bool, message: str) -> None:
    """Keep why it could not be made."""
    _kept().set(_key(sha256, kind, number, wide), message)


def _kept() -> FileBasedCache:
    """Not the cache that counts failed logins: whoever fills this one must not empty that one."""
    return FileBasedCache(
        str(Path(settings.DATA_DIR) / FOLDER), {"TIMEOUT": SECONDS, "OPTIONS": {"MAX_ENTRIES": MOST}}
    )


def _key(sha256: str, kind: str, number: int, wide: bool) -> str:
    return f"{sha256}:{kind}:{number}:{int(wide)}"
