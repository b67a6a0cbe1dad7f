"""What the check-list of evidence posts."""

from dataclasses import dataclass

from django.core.exceptions import BadRequest
from django.http import QueryDict

TICK, UNTICK, NOT_HERE, ADD, RENAME, REMOVE = "ada", "belum", "tidak", "tambah", "ganti", "hapus"
ACTS = frozenset({TICK, UNTICK, NOT_HERE, ADD, RENAME, REMOVE})
ON_LIST = frozenset({TICK, UNTICK})  # buttons of the list itself; the others stand in the panel of one line


@dataclass(frozen=True)
class Step:
    """One act on a line: its key (`checklist.Item.key`, "" for a new one), the version seen, what was typed."""

    act: str
    key: str
    seen: int
    text: str
    reason: str


def read_step(data: QueryDict) -> Step:
    """Read "langkah", the value of the pressed button: act:key:version. Raises BadRequest for anything else."""
    act, _, rest = data.get("langkah", "").partition(":")
    key, _, version = rest.partition(":")
    if act not in ACTS or not (version.isascii() and version.isdigit() and len(version) < 10):
        raise BadRequest("langkah is missing")
    return Step(act, key[:12], int(version), data.get("teks", ""), data.get("alasan", ""))
