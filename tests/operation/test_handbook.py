"""The handbook calls pages, menus and buttons by the names that the portal shows."""

import re
from pathlib import Path

from django.conf import settings

ROOT: Path = settings.BASE_DIR
HANDBOOK = ROOT / "docs" / "buku-panduan-admin.md"


def shown() -> str:
    """Everything that can stand on a page: templates and the texts in code."""
    files = [*(ROOT / "templates").rglob("*.html")]
    for app in ("assessments", "documents", "surveys", "units"):
        files += [path for path in (ROOT / app).rglob("*") if path.suffix in {".py", ".yaml"}]
    return "\n".join(path.read_text(encoding="utf-8") for path in files if "migrations" not in path.parts)


def test_every_name_in_bold_stands_in_the_portal():
    text = HANDBOOK.read_text(encoding="utf-8")
    names = {name for name in re.findall(r"\*\*([^*]+)\*\*", text) if not name.endswith(".")}
    assert len(names) > 70
    portal = shown()
    assert sorted(name for name in names if not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", portal)) == []


def test_quoted_messages_and_files_are_there():
    text = HANDBOOK.read_text(encoding="utf-8")
    portal = shown().lower()
    quoted = re.findall(r'^\| "([^"]+)"', text, re.MULTILINE)
    assert [one for one in quoted if one.lower() not in portal] == []
    assert [one for one in re.findall(r"`(docs/[^`]+)`", text) if not (ROOT / one).exists()] == []
