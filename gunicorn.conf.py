"""How gunicorn serves the portal; it reads this file by itself. Measured and reasoned in docs/decisions/0054.

More processes: WEB_CONCURRENCY=4 (one or two for each core). PostgreSQL must allow as many connections as
processes × threads, and some for workers and commands: 2 × 26 + 20 here.
"""

import fcntl
import os
from pathlib import Path

from prometheus_client.mmap_dict import MmapedDict

worker_class = "gthread"  # who is slow or waits holds a thread, not a process
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 26  # BUSY_SLOTS + BUSY_PLACES + two that say "sedang sibuk" and answer /sehat/
backlog = 512
timeout = 60  # a process that gives no sign of life is replaced; a slow request alone doesn't stop it
graceful_timeout = 45  # what is under way at a restart is finished
keepalive = 5
max_requests = 20_000  # what PDF and Excel leave behind in memory goes; not all processes at once
max_requests_jitter = 5_000


def post_worker_init(worker) -> None:
    """Load what the first visitor would otherwise wait for: all views and what they import."""
    from django.urls import get_resolver

    assert get_resolver().url_patterns


counted = Path(os.environ.get("DATA_DIR", "var/data"), "metrics")

# A statement or a lock that takes this long would keep a slot from others; commands and workers have no such limit.
# Without PostgreSQL nobody reads it.
raw_env = [] if "PGOPTIONS" in os.environ else ["PGOPTIONS=-c statement_timeout=30s -c lock_timeout=10s"]


def on_starting(server: object) -> None:
    """Before the first process: what the processes of an earlier run counted for /metrik/ is gone."""
    for path in counted.glob("*.db"):
        path.unlink(missing_ok=True)


def child_exit(server: object, worker) -> None:
    """What a process counted goes over into one file of all that have ended, while nobody adds the files up."""
    found = [
        path for kind in ("counter", "histogram") if (path := counted / f"{kind}_{worker.pid}.db").exists()
    ]
    if not found:
        return
    with (counted / "lock").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:  # it stays beside the others, until the next start
            return
        for path in found:
            ended = MmapedDict(str(counted / f"{path.name.split('_')[0]}_ended.db"))
            for key, value, stamp, _ in MmapedDict.read_all_values_from_file(str(path)):
                ended.write_value(key, ended.read_value(key)[0] + value, stamp)
            ended.close()
            path.unlink()
