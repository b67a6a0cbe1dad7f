"""Settings of the test run: as in development, but quick, private to the process, strict about templates."""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path
from types import FrameType

os.environ.setdefault("DEBUG", "1")
os.environ.setdefault("SECRET_KEY", "only-for-tests")

from zi_portal.settings import *
from zi_portal.settings import DATABASES, STORAGES, TEMPLATES


class UndefinedVariable(AssertionError):
    """One of our templates used a variable that its view does not give."""


class _FailingInvalid(str):
    """What Django prints for an undefined variable: nothing in packages' templates, a failure in ours.

    Django asks `"%s" in string_if_invalid` and then formats with the variable; both are answered here.
    """

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __mod__(self, variable: object) -> str:
        name = _template_name(sys._getframe(1))
        if name is None or "site-packages" in name or "dist-packages" in name:
            return ""
        raise UndefinedVariable(f"undefined variable {variable} in {name}")


def _template_name(frame: FrameType | None) -> str | None:
    """Return the file of the template node that is being rendered, None outside of any."""
    while frame is not None:
        origin = getattr(frame.f_locals.get("self"), "origin", None)
        if origin is not None and hasattr(origin, "template_name"):
            return str(origin.name)
        frame = frame.f_back
    return None


TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = _FailingInvalid("%s")

# One folder a process, so that the workers of a parallel run share nothing.
_FOLDER = Path(tempfile.mkdtemp(prefix="zi_portal-test-"))
_OWNER = os.getpid()


def _remove_folder() -> None:
    """Remove the folder of this process; a forked child leaves its parent's alone."""
    if os.getpid() == _OWNER:
        shutil.rmtree(_FOLDER, ignore_errors=True)


atexit.register(_remove_folder)

DATA_DIR = _FOLDER / "data"
STORAGES["default"]["OPTIONS"]["location"] = DATA_DIR / "default"
STORAGES["evidence"] = {
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {"location": DATA_DIR / "evidence", "base_url": None},
}
STATIC_ROOT = _FOLDER / "static"

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # a file, as in production: with the shared in-memory database threads would share one connection
    DATABASES["default"]["TEST"] = {"NAME": str(_FOLDER / "test.sqlite3")}
DATABASES["default"]["CONN_MAX_AGE"] = 0  # the test database is dropped at the end; nobody may still hold it

TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": ["default"]}}
TASKS_IN_CHILD = False
LINK_CHECKS = False
CLAMAV_SOCKET = ""
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
CRISPY_FAIL_SILENTLY = False
WHITENOISE_AUTOREFRESH = True  # no scan of all static files at the start of every process
LOGGING = {"version": 1, "disable_existing_loggers": False}
