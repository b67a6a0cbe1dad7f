"""When commands that a clock should start have last run here: files in DATA_DIR/ran whose time says it.

Not in the database: a restored backup must not bring along that it was made or checked elsewhere.
"""

from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings


def ran(name: str, note: str = "") -> None:
    """Remember that the command has just run to its end, and a line about it."""
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / name).write_text(note, encoding="utf-8")
    (folder / name).touch()


def last_run(name: str) -> datetime | None:
    """When it last did; None when never."""
    try:
        return datetime.fromtimestamp((_folder() / name).stat().st_mtime, tz=UTC)
    except OSError:
        return None


def noted(name: str) -> str:
    """The line that its last run left; empty without one."""
    try:
        return (_folder() / name).read_text(encoding="utf-8")
    except OSError:
        return ""


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "ran"
