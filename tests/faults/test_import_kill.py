"""A worker killed with SIGKILL while it applies a workbook: all of it is in the portal afterwards, once, or nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.server import own_environment, run, start_worker

PREPARE = Path(__file__).with_name("prepare_import.py")
pytestmark = [pytest.mark.slow]


@pytest.fixture
def environment(tmp_path: Path, transactional_db) -> Iterator[dict[str, str]]:
    """A development environment with a worker's queue and a database of its own."""
    with own_environment(tmp_path) as made:
        yield made | {"TASKS_WORKER": "1"}


def test_an_import_is_applied_once_or_not_at_all(environment):
    """The worker alone is killed: its child, which does the work, does not outlive it."""
    run(environment, PREPARE, "build")
    first = start_worker(environment)
    run(environment, PREPARE, "kill", str(first.pid), "0.05")
    first.wait()
    left = run(environment, PREPARE, "state")
    assert left["attempts"] == 1
    assert (left["answers"], left["applied"]) in {(0, 0), (113, 1)}
    assert left["faults"] == []
    run(environment, PREPARE, "take-up")
    again = start_worker(environment, "--batch")
    assert again.wait(120) == 0
    done = run(environment, PREPARE, "state")
    assert (done["job"], done["import"], done["answers"], done["applied"]) == ("done", "applied", 113, 1)
    assert done["faults"] == []
