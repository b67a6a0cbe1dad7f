"""How gunicorn serves the portal; it reads this file by itself. Measured and reasoned in docs/decisions/0054.

More processes: WEB_CONCURRENCY=4 (one or two for each core). PostgreSQL must allow as many connections as
processes × threads, and some for workers and commands: 2 × 26 + 20 here.
"""

import os
from pathlib import Path

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
    """Load what the first visitor would otherwise wait for: all views and what they import. Here, not at the top: what
    the first process imported before the settings were read would count for itself alone in all others.
    """
    from django.urls import get_resolver

    from zi_portal.watching.metrics import join_ended

    assert get_resolver().url_patterns
    join_ended()


# A statement or a lock that takes this long would keep a slot from others; commands and workers have no such limit.
# Without PostgreSQL nobody reads it.
raw_env = [] if "PGOPTIONS" in os.environ else ["PGOPTIONS=-c statement_timeout=30s -c lock_timeout=10s"]


def on_starting(server: object) -> None:
    """Before the first process: what the processes of an earlier run counted for /metrik/ is gone."""
    for path in Path(os.environ.get("DATA_DIR", "var/data"), "metrics").glob("*.db"):
        path.unlink(missing_ok=True)
