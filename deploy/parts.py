"""What a release consists of: the locked Python packages and the files in static/vendor, each with its licence."""

import json
import re
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements.lock"
VENDOR = ROOT / "static" / "vendor" / "vendor.lock.json"
PINNED = re.compile(r"^([a-z0-9-]+)==([0-9][^ ;]*) \\$", re.MULTILINE)  # a marker is for another platform

# What may be part of the portal without a second thought. Another licence is for a person to decide.
ALLOWED = {
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "LGPL-3.0-or-later",
    "MIT",
    "MIT-0",
    "MIT-CMU",
    "MPL-2.0",
    "OFL-1.1",
    "PSF-2.0",
    "0BSD",
}
# Read in the licence file of the package, since its metadata says too little.
READ_BY_HAND = {
    "cssselect2": "BSD-3-Clause",
    "defusedxml": "PSF-2.0",
    "django-csp": "BSD-3-Clause",
    "fido2": "BSD-2-Clause AND Apache-2.0 AND MPL-2.0",
    "psycopg2-binary": "LGPL-3.0-or-later",
    "pydyf": "BSD-3-Clause",
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",
    "pyrage": "MIT",
    "pyphen": "GPL-2.0-or-later OR LGPL-2.1-or-later OR MPL-1.1",
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
    "segno": "BSD-3-Clause",
    "sqlparse": "BSD-3-Clause",
    "tinycss2": "BSD-3-Clause",
    "weasyprint": "BSD-3-Clause",
    "webencodings": "BSD-3-Clause",
}
SAME = {
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "MIT License": "MIT",
}


class UnknownLicence(Exception):
    """The licence of a part is not told, or is none that a person has allowed."""


@dataclass(frozen=True, order=True)
class Part:
    """One package or file of others that a release brings along."""

    name: str
    version: str
    licence: str  # an SPDX expression
    purl: str
    file: str = ""  # under static/vendor
    sha256: str = ""


def locked(text: str | None = None) -> dict[str, str]:
    """Name and version of each package in the lock (or in `text`) that is installed on Linux with CPython."""
    return dict(PINNED.findall(LOCK.read_text(encoding="utf-8") if text is None else text))


def parts() -> list[Part]:
    """Every part, packages first. Raises UnknownLicence."""
    packages = [
        Part(name, version, allowed(name, licence_of(name)), f"pkg:pypi/{name}@{version}")
        for name, version in sorted(locked().items())
    ]
    files = [
        Part(
            row["package"],
            row["version"],
            allowed(row["package"], row["licence"]),
            f"pkg:npm/{row['package'].replace('@', '%40')}@{row['version']}",
            row["file"],
            row["sha256"],
        )
        for row in sorted(json.loads(VENDOR.read_text(encoding="utf-8")), key=lambda row: row["file"])
    ]
    return packages + files


def licence_of(name: str) -> str:
    """The licence of an installed package as an SPDX expression. Raises UnknownLicence."""
    if name in READ_BY_HAND:
        return READ_BY_HAND[name]
    about = metadata.metadata(name)
    named = [about.get("License-Expression") or "", (about.get("License") or "").strip()]
    named += [
        line.rpartition(" :: ")[2] for line in about.get_all("Classifier") or [] if "License ::" in line
    ]
    for text in named:
        text = SAME.get(text, text)
        if text and all(one in ALLOWED for one in re.split(r" (?:AND|OR) ", text)):
            return text
    raise UnknownLicence(f"{name}: {' / '.join(filter(None, named)) or 'no licence told'}")


def allowed(name: str, expression: str) -> str:
    """Return `expression` when we may use at least one of its alternatives; else raise UnknownLicence."""
    if name in READ_BY_HAND or any(
        all(one in ALLOWED for one in choice.split(" AND ")) for choice in expression.split(" OR ")
    ):
        return expression
    raise UnknownLicence(f"{name}: {expression}")
