"""The environment as settings read it: helpers that refuse the start with a message naming the variable.

In a checkout, `./dev` writes `var/development.env`; it is read only when the environment itself brings no SECRET_KEY,
so it can never weaken a configured server.
"""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


# What may stand in a file of its own, NAME_FILE (Docker's secrets), instead of in the environment.
SECRETS = (
    "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
    "DATABASE_URL",
    "DATABASE_REPLICA_URL",
    "EMAIL_HOST_PASSWORD",
    "EVIDENCE_S3_SECRET_KEY",
    "OIDC_CLIENT_SECRET",
    "METRICS_TOKEN",
)


def _secret_files() -> dict[str, str]:
    """Return the secrets whose NAME_FILE names a file; one that cannot be read, or is set twice, refuses the start."""
    found = {}
    for name in SECRETS:
        if path := os.environ.get(f"{name}_FILE", "").strip():
            if os.environ.get(name):
                raise ImproperlyConfigured(f"Set {name} or {name}_FILE, not both.")
            try:
                found[name] = Path(path).read_text(encoding="utf-8").strip()
            except OSError as error:
                raise ImproperlyConfigured(
                    f"{name}_FILE cannot be read: {error.strerror} ({path})."
                ) from error
    return found


def _environment() -> dict[str, str]:
    """Return the environment with its secrets, or the development file under it when it has no SECRET_KEY."""
    file = BASE_DIR / "var" / "development.env"
    given = dict(os.environ) | _secret_files()
    if "SECRET_KEY" in given or not file.is_file():
        return given
    lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
    pairs = (line.split("=", 1) for line in lines if line and not line.startswith("#"))
    return dict(pairs) | given


ENV = _environment()


def env_text(name: str, default: str | None = None) -> str:
    """Return variable `name`, or `default`; without a default an absent or empty one refuses the start."""
    value = ENV.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(
            f"Environment variable {name} is missing. README.md lists what production needs; "
            "in a checkout run ./dev setup first."
        )
    return default


def env_bool(name: str, default: bool) -> bool:
    """Return variable `name` as a truth value; anything but 1/0, true/false, yes/no, on/off is refused."""
    value = ENV.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"Environment variable {name} must be 1 or 0, not {value!r}.")


def env_int(name: str, default: int) -> int:
    """Return variable `name` as a whole number not below 0; anything else is refused."""
    value = ENV.get(name, "").strip()
    if not value:
        return default
    if not value.isdecimal():
        raise ImproperlyConfigured(f"Environment variable {name} must be a whole number, not {value!r}.")
    return int(value)


def env_choice(name: str, *choices: str) -> str:
    """Return variable `name`, which is one of `choices`, else the first of them; another value is refused."""
    value = env_text(name, choices[0])
    if value not in choices:
        raise ImproperlyConfigured(
            f"Environment variable {name} must be {' or '.join(choices)}, not {value!r}."
        )
    return value


def env_list(name: str, default: str | None = None) -> list[str]:
    """Return the comma-separated variable `name` as a list without empty parts."""
    return [part.strip() for part in env_text(name, default).split(",") if part.strip()]


def env_days(name: str, kept: dict[str, int], least: dict[str, int]) -> dict[str, int]:
    """Return `kept`, days by kind, with those that variable `name` changes (`kind=days,kind=days`); an unknown kind, or
    fewer days than its `least` (else 1), is refused.
    """
    changed = dict(kept)
    for part in env_list(name, ""):
        kind, _, days = part.partition("=")
        if kind not in kept or not days.isdecimal():
            raise ImproperlyConfigured(
                f"{name}: {kind!r} must be one of {', '.join(kept)}, with = and a whole number of days."
            )
        if int(days) < (fewest := least.get(kind, 1)):
            raise ImproperlyConfigured(f"{name}: {kind} must be at least {fewest}, not {days}.")
        changed[kind] = int(days)
    return changed
