"""Hooks for the numbers of the workers: `gunicorn --config python:zi_portal.watching.gunicorn zi_portal.wsgi`."""

import os
from pathlib import Path

from prometheus_client.multiprocess import mark_process_dead


def on_starting(server: object) -> None:
    """Before the first worker: what an earlier run counted is gone."""
    if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        for path in Path(folder).glob("*.db"):
            path.unlink(missing_ok=True)


def child_exit(server: object, worker: object) -> None:
    """A worker ended: what it counted stays in the sums."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        mark_process_dead(worker.pid)  # type: ignore[attr-defined]
