"""What is checked in: vendored files as their lock says, templates without inline script or style."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

VENDOR = configured.BASE_DIR / "static" / "vendor"
LOCK = VENDOR / "vendor.lock.json"
PRINTED = configured.BASE_DIR / "templates" / "reports"  # for WeasyPrint, never sent to a browser
TEMPLATES = sorted(
    path for path in (configured.BASE_DIR / "templates").rglob("*.html") if not path.is_relative_to(PRINTED)
)
INLINE = {
    # a block of JSON is data: no browser runs it, and the CSP lets it be
    "script element without src": re.compile(
        r"""<script(?![^>]*\s(?:src=|type="application/json"))""", re.IGNORECASE
    ),
    "style element": re.compile(r"<style", re.IGNORECASE),
    "style attribute": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE),
    "event attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "javascript: address": re.compile(r"""=\s*["']?\s*javascript:""", re.IGNORECASE),
    "htmx expression, which needs eval": re.compile(r"""\shx-on|["']js:""", re.IGNORECASE),
    "foreign host": re.compile(
        r"""<(?:script|link|img)[^>]*\s(?:src|href)\s*=\s*["']https?:""", re.IGNORECASE
    ),
}


def test_vendored_files_are_those_of_the_lock():
    entries = json.loads(LOCK.read_text(encoding="utf-8"))
    locked = {entry["file"]: entry["sha256"] for entry in entries}
    present = {
        str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path != LOCK and path.name != "LICENSE"
    }
    assert present == locked
    assert all(entry["package"] and entry["version"] and entry["licence"] for entry in entries)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(configured.BASE_DIR)))
def test_templates_have_nothing_inline(path: Path):
    text = path.read_text(encoding="utf-8")
    found = {name: match[0] for name, pattern in INLINE.items() if (match := pattern.search(text))}
    assert found == {}


def test_named_templates_exist():
    named = {
        name
        for path in (configured.BASE_DIR / "templates").rglob("*")
        if path.is_file() and path.suffix != ".md"
        for name in re.findall(
            r"""{%\s*(?:include|extends)\s+["']([^"']+)["']""", path.read_text(encoding="utf-8")
        )
    }
    assert len(named) > 100
    assert [name for name in sorted(named) if not _is_template(name)] == []


def _is_template(name: str) -> bool:
    try:
        get_template(name)
    except TemplateDoesNotExist:
        return False
    return True


def test_named_static_files_exist():
    named = {
        (str(path.relative_to(PRINTED.parent)), file)
        for path in TEMPLATES
        for file in re.findall(r"""{%\s*static\s+["']([^"']+)["']""", path.read_text(encoding="utf-8"))
    }
    assert named
    assert sorted(pair for pair in named if finders.find(pair[1]) is None) == []


def test_collectstatic_as_in_production(settings, tmp_path: Path):
    """Hashing follows every address inside the CSS: a file that is not there stops it."""
    manifest = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": manifest}}
    settings.STATIC_ROOT = tmp_path / "static"
    call_command("collectstatic", interactive=False, verbosity=0)
    assert (settings.STATIC_ROOT / "staticfiles.json").is_file()
