"""Production settings: complete ones pass Django's deploy check, incomplete or weak ones stop the start."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

from units.management.commands.create_admin import FIELDS
from zi_portal.environment import SECRETS

COMPLETE = {
    "SECRET_KEY": "aJ4-x" * 12,
    "ALLOWED_HOSTS": "zi.example.go.id",
    "SITE_URL": "https://zi.example.go.id",
    "DATABASE_URL": "postgres://zi@db.example.go.id/zi",
    "DATA_DIR": "/srv/zi",
    "EMAIL_HOST": "mail.example.go.id",
    "DEFAULT_FROM_EMAIL": "portal@example.go.id",
}


def start(environment: dict[str, str], code: str = "pass") -> subprocess.CompletedProcess[str]:
    """Load the real settings in a process of its own that knows only this environment."""
    line = f"from zi_portal import settings as s; {code}"
    return subprocess.run(
        [sys.executable, "-c", line],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_complete_environment_starts_strict():
    shown = (
        "print(s.DEBUG, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, "
        "s.SECURE_HSTS_SECONDS, s.DATABASES['default']['CONN_MAX_AGE'])"
    )
    done = start(COMPLETE, shown)
    assert (done.returncode, done.stdout) == (0, "False True True True 31536000 600\n"), done.stderr


# SECRET_KEY apart: without it a checkout's var/development.env is read, which is the next test's matter.
@pytest.mark.parametrize("name", sorted(set(COMPLETE) - {"SECRET_KEY"}))
def test_each_variable_is_needed(name):
    done = start({key: value for key, value in COMPLETE.items() if key != name})
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(
        f"django.core.exceptions.ImproperlyConfigured: Environment variable {name} is missing."
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"SECRET_KEY": "short"}, "SECRET_KEY must have at least 50 characters in production."),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name the hosts in production, not '*'."),
        ({"SITE_URL": "http://zi.example.go.id"}, "SITE_URL must start with https:// in production."),
        ({"DEBUG": "maybe"}, "Environment variable DEBUG must be 1 or 0, not 'maybe'."),
        (
            {"SECOND_FACTOR": "0", "SECOND_FACTOR_FOR_ALL": "1"},
            "Set SECOND_FACTOR=0 or SECOND_FACTOR_FOR_ALL=1, not both.",
        ),
        ({"PORTALRB_EMPTY": "200"}, "Environment variable PORTALRB_EMPTY must be 404 or list, not '200'."),
        (
            {"PORTALRB_YES_NO": "Ya"},
            "PORTALRB_YES_NO must be two words with a comma between them, as in Ya,Tidak.",
        ),
        ({"RETENTION_DAYS": "imports=0"}, "RETENTION_DAYS: imports must be at least 7, not 0."),
        ({"EMAIL_PORT": "-1"}, "Environment variable EMAIL_PORT must be a whole number, not '-1'."),
    ],
)
def test_weak_or_unclear_values_are_refused(change, message):
    done = start(COMPLETE | change)
    assert done.returncode == 1
    assert message in done.stderr.splitlines()[-1]


def test_the_handover_is_as_the_guide_says_until_told_otherwise():
    shown = (
        "print(s.PORTALRB_WBBM, s.PORTALRB_EMPTY, s.PORTALRB_AFFIRMATION, s.PORTALRB_YES_NO, s.PORTALRB_DECIMAL, "
        "s.PORTALRB_UNANSWERED, s.PORTALRB_TPI_NOTES, s.PORTALRB_REFUSE_PARAMETERS)"
    )
    assert start(COMPLETE, shown).stdout == "True 404 category ['Ya', 'Tidak'] . True False True\n"
    changed = start(COMPLETE | {"PORTALRB_DECIMAL": "comma", "PORTALRB_YES_NO": "A, B"}, shown)
    assert changed.stdout == "True 404 category ['A', 'B'] , True False True\n"


def test_sqlite_waits_instead_of_failing():
    done = start(
        {"DEBUG": "1", "SECRET_KEY": "x"}, "print(s.DATABASES['default']['OPTIONS']['transaction_mode'])"
    )
    assert done.stdout == "IMMEDIATE\n", done.stderr


@pytest.mark.parametrize("level", ["INFO", "ERROR"])
def test_a_quieter_log_still_tells_every_event_of_the_security_log(level):
    shown = (
        "import logging.config; logging.config.dictConfig(s.LOGGING); "
        "print(*(logging.getLogger(name).isEnabledFor(logging.INFO) for name in ('zi_portal.security', 'x')))"
    )
    done = start(COMPLETE | {"LOG_LEVEL": level}, shown)
    assert done.stdout == f"True {level == 'INFO'}\n", done.stderr


def test_cookies_are_bound_to_this_host_and_no_script_reads_them():
    shown = (
        "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'zi_portal.settings'; "
        "from zi_portal.messages import HostCookie; "
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, HostCookie.cookie_name, s.SESSION_COOKIE_SECURE, "
        "s.CSRF_COOKIE_SECURE, s.CSRF_COOKIE_HTTPONLY)"
    )
    assert (
        start(COMPLETE, shown).stdout == "__Host-sessionid __Host-csrftoken __Host-messages True True True\n"
    )


def test_secrets_are_read_from_files(tmp_path):
    (tmp_path / "key").write_text("abcd" * 20 + "\n")
    (tmp_path / "url").write_text("postgres://zi:rahasia@db/zi\n")
    bare = {key: value for key, value in COMPLETE.items() if key not in {"SECRET_KEY", "DATABASE_URL"}}
    files = bare | {"SECRET_KEY_FILE": str(tmp_path / "key"), "DATABASE_URL_FILE": str(tmp_path / "url")}
    shown = "print(s.SECRET_KEY[:4], [d['PASSWORD'] for d in s.DATABASES.values()])"
    done = start(files, shown)
    assert (done.stdout, done.returncode) == ("abcd ['rahasia']\n", 0), done.stderr
    done = start(files | {"DATABASE_REPLICA_URL_FILE": str(tmp_path / "url")}, shown)
    assert done.stdout == "abcd ['rahasia', 'rahasia']\n", done.stderr
    twice = start(files | {"SECRET_KEY": "x" * 60})
    assert twice.stderr.splitlines()[-1].endswith("Set SECRET_KEY or SECRET_KEY_FILE, not both.")
    gone = start(files | {"DATABASE_URL_FILE": str(tmp_path / "gone")})
    assert "DATABASE_URL_FILE cannot be read: No such file or directory" in gone.stderr.splitlines()[-1]


def test_the_readme_names_every_secret_that_may_stand_in_a_file():
    readme = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")
    sentence = re.search(r"missing or weak\. (.+?) may stand in a file each", readme, re.S)[1]
    assert re.findall(r"`([A-Z0-9_]+)`", sentence) == list(SECRETS)


def test_every_variable_that_is_read_stands_in_the_readme():
    readme = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")
    files = ("zi_portal/settings.py", "gunicorn.conf.py", "units/management/commands/create_admin.py")
    text = "".join((settings.BASE_DIR / name).read_text(encoding="utf-8") for name in files)
    read = set(re.findall(r"""(?:env_\w+|environ\.get)\(\s*"([A-Z0-9_]+)\"""", text))
    assert {"SECRET_KEY", "WEB_CONCURRENCY", "ADMIN_PASSWORD"} <= read
    read |= {f"ADMIN_{field.upper()}" for field in FIELDS}
    assert {name for name in read if f"`{name}`" not in readme} == set()
