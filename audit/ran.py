"""When commands that a clock should start have last run here: empty files in DATA_DIR/ran whose time says it.

Not in the database: a restored backup must not bring along that it was made or checked elsewhere.
"""

from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings


def ran(name: str) -> None:
    """Remember that the command has just run to its end."""
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / name).touch()


def last_run(name: str) -> datetime | None:
    """When it last did; None when never."""
    try:
        return datetime.fromtimestamp((_folder() / name).stat().st_mtime, tz=UTC)
    except OSError:
        return None


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "ran"
