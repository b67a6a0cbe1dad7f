"""`./dev guide-check [--upgrade [COMMIT]] [--keep]`: type the guides into a bare Debian of its own, as they stand.

The Debian is made by debootstrap in /var/tmp/portal-zi-guide and entered by chroot with its own mounts and processes;
what this machine has installed does not help. There is no systemd in it: tests/operation/systemctl.py stands in.
Installs the committed state (HEAD). With --upgrade an old commit is installed first, with its demo as data, and
docs/upgrade.md is walked: to HEAD, back, and to HEAD again. Needs root, apt's Debian and PyPI; takes some minutes.
Ports 80, 443 and 5432 must be free.
"""

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from tests.operation.guide import Block, blocks

ROOT = Path(__file__).parents[2]
HOME = Path("/var/tmp/portal-zi-guide")  # outside the checkout, which tools search
BASE, SYSTEM, SCRIPT = HOME / "base", HOME / "system", "guide.sh"
CERTIFICATES = Path("etc/ssl/certs/ca-certificates.crt")
OLDEST = "bbefc96"  # the first whose demo has people, answers, evidence and a history
OLD, NEW = "0.1.0", "0.2.0"
ENTER = """
mount --make-rprivate / && mount --rbind /dev {system}/dev && mount -t proc proc {system}/proc
exec chroot {system} /usr/bin/env -i HOME=/root LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin \\
    PIP_CERT=/{certificates} PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore \\
    DEBIAN_FRONTEND=noninteractive ADMIN_PASSWORD=kopi-tubruk-di-beranda bash /root/{script}
"""
COUNT = "runuser -u postgres -- psql -At portalzi -c 'select count(*) from {}'"
COUNTED = ("units_user", "units_unitkerja", "assessments_answer", "documents_blob", "audit_entry")


def sources() -> list[tuple[str, str]]:
    """The address and suite of each Debian archive that apt of this machine uses, without others' packages."""
    shown = [
        "apt-get",
        "indextargets",
        "--format",
        "$(ORIGIN)|$(REPO_URI)|$(SUITE)|$(RELEASE)|$(COMPONENT)|$(CREATED_BY)",
    ]
    lines = subprocess.run(shown, capture_output=True, text=True, check=True).stdout.splitlines()
    fields = [line.split("|") for line in lines]
    return sorted(
        {(one[1], one[3]) for one in fields if one[0] == "Debian" and one[4:] == ["main", "Packages"]}
    )


def bare_system() -> None:
    """Make the bare Debian once, then a fresh copy of it for each run."""
    codename = re.search(r"VERSION_CODENAME=(\w+)", Path("/etc/os-release").read_text())[1]
    found = sources()
    if not BASE.exists():
        half = HOME / "half"
        shutil.rmtree(half, ignore_errors=True)
        mirror = [uri for uri, suite in found if suite == codename][:1]
        HOME.mkdir(parents=True, exist_ok=True)
        subprocess.run(["debootstrap", "--variant=minbase", codename, half, *mirror], check=True)
        half.rename(BASE)
    shutil.rmtree(SYSTEM, ignore_errors=True)
    subprocess.run(["cp", "-a", BASE, SYSTEM], check=True)
    (SYSTEM / "etc/apt/sources.list").write_text("".join(f"deb {uri} {suite} main\n" for uri, suite in found))
    for name in ("resolv.conf", "hosts"):
        shutil.copy(Path("/etc", name), SYSTEM / "etc" / name)
    shutil.copy(Path(__file__).with_name("systemctl.py"), SYSTEM / "usr/local/sbin/systemctl")
    (SYSTEM / "usr/local/sbin/systemctl").chmod(0o755)


def archive(commit: str, version: str, overlay: tuple[str, ...] = ()) -> None:
    """Lay a release of a commit into /root; `overlay` are paths that come from HEAD instead."""
    target, prefix = SYSTEM / "root" / f"portal-zi-{version}.tar", f"portal-zi-{version}/"
    for state, paths in ((commit, ()), ("HEAD", overlay)):
        if state == commit or paths:
            out = target.with_suffix(".part")
            command = ["git", "archive", f"--prefix={prefix}", "-o", out, state, *paths]
            subprocess.run(command, cwd=ROOT, check=True)
            if target.exists():
                subprocess.run(["tar", "--concatenate", "-f", target, out], check=True)
            else:
                out.rename(target)
    subprocess.run(["gzip", "-f", target], check=True)


def script(guide: str, found: list[Block]) -> str:
    """The commands of blocks, each announced; what is not checked is told with its reason."""
    lines = []
    for block in found:
        title = shlex.quote(f"→ {guide}: {block.heading}")
        if block.not_checked:
            lines.append(f"echo {title} NOT CHECKED: {shlex.quote(block.not_checked)}")
        else:
            lines.append(f"echo {title}\n{block.code}")
    return "\n".join(lines)


def install(*, demo: bool) -> str:
    """The script of the installation; `demo`: an old version, whose demo fills the tables."""
    text = script("install-debian.md", blocks("install-debian.md"))
    # what this machine trusts, where packages come by a proxy of its own
    second = "\necho '→ install-debian.md: 2"
    text = text.replace(second, f"\ncp /root/certificates.crt /{CERTIFICATES}{second}", 1)
    if demo:
        text = text.replace("\nportal-zi check", "\nportal-zi seed_demo >/dev/null\nportal-zi check", 1)
        text = text.replace("/siap/", "/sehat/")  # the old version has no other
        text = text.replace("systemctl start portal-zi-daily\n", "")  # nor what the unit of today runs
    return text


def upgrade() -> str:
    """There, back and there again; after each the rows are as many as before."""
    found = blocks("upgrade.md")
    there = script("upgrade.md", [block for block in found if block.heading != "Back"])
    back = script("upgrade.md", [block for block in found if block.heading == "Back"]).replace(
        "/siap/", "/sehat/"
    )
    count = "; ".join(COUNT.format(table) for table in COUNTED)
    same = f'now=$({count})\necho "rows:" $now\n[ "$now" = "$before" ]\n'
    again = there.replace("before-$NEW.tar", "again-$NEW.tar")
    return f"\nbefore=$({count})\n{there}\n{same}{back}\n{same}{again}\n{same}"


def main() -> int:
    """Prepare the system, type the guides; return the exit code of the first command that failed."""
    parser = argparse.ArgumentParser(prog="./dev guide-check", description=__doc__)
    parser.add_argument("--upgrade", nargs="?", const=OLDEST, metavar="COMMIT", help="from an old commit")
    parser.add_argument("--keep", action="store_true", help="leave its system for a look")
    options = parser.parse_args()
    if os.geteuid() != 0:
        sys.exit("guide-check: needs root, for chroot and mounts")
    bare_system()
    shutil.copy(Path("/", CERTIFICATES), SYSTEM / "root/certificates.crt")
    if options.upgrade:
        archive(
            options.upgrade,
            OLD,
            ("deploy", "requirements.txt", "requirements.lock", "docs/install-debian.md"),
        )
        archive("HEAD", NEW)
    else:
        archive("HEAD", OLD)
    text = install(demo=bool(options.upgrade)) + (upgrade() if options.upgrade else "")
    (SYSTEM / "root" / SCRIPT).write_text(
        f"set -euo pipefail\n{text}\necho; echo '✓ every step that is checked went well'\n"
    )
    inside = ENTER.format(system=SYSTEM, certificates=CERTIFICATES, script=SCRIPT)
    own = ["unshare", "--mount", "--pid", "--fork", "--kill-child"]
    done = subprocess.run([*own, "sh", "-ec", inside], stdin=subprocess.DEVNULL, check=False)
    if not options.keep:
        shutil.rmtree(SYSTEM, ignore_errors=True)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
