"""While a backup reads the store, or a restore fills it, nothing is swept: one lock, ended with its holder."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings


@contextmanager
def untouched() -> Iterator[None]:
    """Keep the sweep away, after waiting for one that is under way."""
    with _file().open("w") as held:
        fcntl.flock(held, fcntl.LOCK_SH)
        yield


@contextmanager
def touching() -> Iterator[bool]:
    """True: what nothing refers to may be removed now. False: somebody needs the store as it is."""
    with _file().open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _file() -> Path:
    folder = Path(settings.DATA_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / "sweep.lock"
