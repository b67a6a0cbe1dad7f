"""`python -m deploy.audit [--strict]`: ask what is publicly known to be vulnerable in the locked packages.

Exit code 1 when something is known, unless a person has accepted it below until a day. Where no service can be asked
(a closed network), that is said and the exit code is 0; with `--strict`, as before a release, it is 1.
"""

import datetime as dt
import json
import os
import subprocess
import sys

from deploy.parts import ROOT

LOCK = ROOT / "requirements-dev.lock"  # holds what the portal runs on too
SECONDS = 60
# Advisory → (why it does not touch us, the last day on which that is believed without looking again)
ACCEPTED: dict[str, tuple[str, dt.date]] = {}


def ask(service: str) -> list[dict] | None:
    """What a service says of each locked package; None, with the reason on stderr, when it could not be asked."""
    how = ["--no-deps", "--disable-pip", "--progress-spinner=off", "--timeout=5", "--format=json"]
    where = ["--vulnerability-service", service]
    if service == "osv" and (url := os.environ.get("AUDIT_OSV_URL")):
        where += ["--osv-url", url]
    command = [sys.executable, "-m", "pip_audit", "--requirement", LOCK, *how, *where]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)
        found = json.loads(done.stdout)["dependencies"]
    except subprocess.TimeoutExpired:
        print(f"{service}: no answer in {SECONDS} seconds", file=sys.stderr)
        return None
    except json.JSONDecodeError:
        print(f"{service}: {''.join(done.stderr.splitlines()[-1:])}", file=sys.stderr)
        return None
    if all("skip_reason" in one for one in found):
        print(f"{service}: {found[0]['skip_reason'] if found else 'nothing to ask'}", file=sys.stderr)
        return None
    return found


def problems(found: list[dict], *, today: dt.date) -> list[str]:
    """One line for each known vulnerability that nobody has accepted up to `today`."""
    lines = []
    for one in found:
        for known in one.get("vulns", []):
            names = {known["id"], *known.get("aliases", [])}
            if not any(name in ACCEPTED and today <= ACCEPTED[name][1] for name in names):
                fixed = ", ".join(known["fix_versions"]) or "no version yet"
                lines.append(f"{one['name']} {one['version']}: {known['id']} (mended in {fixed})")
    return lines


def main(arguments: list[str]) -> int:
    """Ask one service after the other until one answers; return the exit code."""
    strict = "--strict" in arguments
    for service in ("pypi", "osv"):
        if (found := ask(service)) is None:
            continue
        known = problems(found, today=dt.datetime.now(dt.UTC).date())
        unasked = sorted(one["name"] for one in found if "skip_reason" in one)
        print(f"{len(found) - len(unasked)} of {len(found)} packages asked of {service}: {len(known)} known")
        print("\n".join(known + [f"not asked: {name}" for name in unasked]))
        return int(bool(known) or (strict and bool(unasked)))
    print("NOT AUDITED: no service that knows vulnerabilities can be reached from here")
    return int(strict)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
