"""What stands in the root: ./dev, the requirements and README tell the truth."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT: Path = settings.BASE_DIR


def dev(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run ./dev; only with arguments that end before it prepares anything."""
    return subprocess.run([ROOT / "dev", *arguments], capture_output=True, text=True, check=False)


def test_dev_alone_explains_itself():
    done = dev()
    assert done.returncode == 0
    commands = re.findall(r"^ {4}\./dev ([\w-]+)", done.stdout, re.MULTILINE)
    assert commands == [
        "run",
        "test",
        "setup",
        "bench",
        "faults",
        "crawl",
        "shots",
        "guide",
        "lock",
        "audit",
        "sbom",
        "guide-check",
        "manage",
    ]


def test_dev_refuses_what_it_does_not_know():
    assert dev("fly").returncode == 2
    done = dev("run", "--port", "eighty")
    assert (done.returncode, done.stderr) == (1, "dev: usage: ./dev run [--port N]\n")


def test_dev_run_says_that_the_port_is_taken():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = dev("run", "--port", str(port))
    assert done.returncode == 1
    assert done.stderr.startswith(f"dev: port {port} is taken")


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_pinned_exactly_and_once(name):
    lines = (line.split("#")[0].strip() for line in (ROOT / name).read_text().splitlines())
    pins = [line for line in lines if line and not line.startswith("-r ")]
    assert [pin for pin in pins if not re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*", pin)] == []
    names = [pin.split("==")[0] for pin in pins]
    assert sorted(set(names)) == sorted(names)


def test_readme_lists_every_setting():
    read = re.findall(r'env_\w+\(\s*"([A-Z0-9_]+)"', (ROOT / "zi_portal" / "settings.py").read_text())
    readme = (ROOT / "README.md").read_text()
    assert [name for name in sorted(set(read)) if f"`{name}`" not in readme] == []


def test_development_file_counts_only_without_a_key(tmp_path):
    """A configured server never takes DEBUG from a file that ./dev left behind."""
    code = "from zi_portal import settings as s; print(s.DEBUG, s.SECRET_KEY)"
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "development.env").write_text("# made by ./dev\nDEBUG=1\nSECRET_KEY=from-file\n")
    (tmp_path / "zi_portal").mkdir()
    for name in ("__init__.py", "environment.py", "settings.py"):
        (tmp_path / "zi_portal" / name).write_text((ROOT / "zi_portal" / name).read_text())

    def start(**environment: str) -> subprocess.CompletedProcess[str]:
        env = {"PATH": os.environ["PATH"], **environment}
        return subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
        )

    assert start().stdout == "True from-file\n"
    refused = start(SECRET_KEY="k" * 60)
    assert "Environment variable ALLOWED_HOSTS is missing" in refused.stderr
