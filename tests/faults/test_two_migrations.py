"""Two `migrate` at once, as when two machines are updated together: both end well, schema and rows are whole."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.server import ROOT, empty_database, own_environment, run

PREPARE = Path(__file__).with_name("prepare.py")
ALL = os.environ.get("FAULTS") == "all"
pytestmark = [pytest.mark.slow]


def manage(environment: dict[str, str], *arguments: str) -> subprocess.Popen:
    """A command in a process of its own."""
    command = [sys.executable, "manage.py", *arguments]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    return subprocess.Popen(command, env=environment, cwd=ROOT, **pipes)


def done(environment: dict[str, str], *arguments: str) -> None:
    """Run a command that must end well."""
    process = manage(environment, *arguments)
    said = process.communicate(timeout=300)[0]
    assert process.returncode == 0, said


def both_migrate(environment: dict[str, str]) -> list[str]:
    """Start two at the same moment; what they said."""
    two = [manage(environment, "migrate", "--no-color") for _ in range(2)]
    said = [process.communicate(timeout=300)[0] for process in two]
    assert [process.returncode for process in two] == [0, 0], said
    return said


def applied(said: list[str], name: str) -> int:
    return sum(text.count(f"Applying {name}... OK") for text in said)


@pytest.mark.skipif(not ALL, reason="a whole schema takes long: ./dev faults")
def test_on_an_empty_database(tmp_path, transactional_db):
    with empty_database(tmp_path) as environment:
        said = both_migrate(environment)
        assert applied(said, "assessments.0001_initial") == 1
        done(environment, "migrate", "--check")


def test_with_a_migration_pending(tmp_path, transactional_db):
    with own_environment(tmp_path) as environment:
        made = run(environment, PREPARE, "build")
        done(environment, "migrate", "sites", "0001")
        said = both_migrate(environment)
        assert applied(said, "sites.0002_alter_domain_unique") == 1
        left = run(environment, PREPARE, "read", str(made["pk"]))
        assert left["faults"] == []
