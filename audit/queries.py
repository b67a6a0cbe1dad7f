"""Reading the audit and proving that it is whole."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, Min, OuterRef, QuerySet

from .hashing import entry_hash
from .models import GENESIS, Chain, Entry

HASH_DIGITS = 64
SHORTEST_EXPECTED = 16


@dataclass(frozen=True)
class Problem:
    """One place where a chain is not what was written. `seq` is None where no single entry is meant."""

    chain: str
    seq: int | None
    kind: str
    message: str

    def __str__(self) -> str:
        where = f"rantai {self.chain}" + (f", entri {self.seq}" if self.seq is not None else "")
        return f"{where}: {self.message}"


def head(chain: str) -> tuple[str, int]:
    """(hash, length) of a chain, as printed in an LHE; the empty chain has 64 zeros and length 0."""
    return Chain.objects.filter(key=chain).values_list("head", "length").first() or (GENESIS, 0)


def heads() -> dict[str, tuple[str, int]]:
    """(hash, length) of every chain by its key."""
    return {key: (head, length) for key, head, length in Chain.objects.values_list("key", "head", "length")}


def of_chain(chain: str) -> QuerySet[Entry]:
    """Entries of a chain, newest first."""
    return Entry.objects.filter(chain__key=chain).order_by("-seq")


def of_object(label: str, object_id: Any) -> QuerySet[Entry]:
    """Entries about one thing, from whichever chain, newest first."""
    return Entry.objects.filter(object_label=label, object_id=str(object_id)).order_by("-id")


def first_told(label: str, object_ids: Iterable[Any], actions: Collection[str]) -> dict[str, datetime]:
    """Id → when the first entry with one of these actions was written; without those of which there is none."""
    rows = Entry.objects.filter(object_label=label, object_id__in=[str(one) for one in object_ids])
    return dict(rows.filter(action__in=actions).values_list("object_id").annotate(Min("at")))


def verify(chain: str) -> list[Problem]:
    """Every place where the chain is broken; empty when it is whole.

    Takes no lock: entries that are added meanwhile are checked or left out, never reported.
    """
    row = Chain.objects.filter(key=chain).first()
    if row is None:
        return [Problem(chain, None, "chain-missing", "rantai tidak ada")]
    entries = Entry.objects.filter(chain_id=row.pk).order_by("seq", "id")
    return list(_problems(row, entries.iterator(chunk_size=2000)))


def verify_all() -> list[Problem]:
    """`verify` of every chain, and entries whose chain row is gone."""
    keys = Chain.objects.order_by("key").values_list("key", flat=True)
    found = [problem for key in list(keys) for problem in verify(key)]
    orphans = (
        Entry.objects.filter(~Exists(Chain.objects.filter(pk=OuterRef("chain_id"))))
        .values("chain_id")
        .annotate(first=Min("seq"))
        .order_by("chain_id")
    )
    for orphan in orphans:
        message = "baris rantai hilang, entrinya masih ada"
        found.append(Problem(f"#{orphan['chain_id']}", orphan["first"], "chain-missing", message))
    return found


def matches(chain: str, length: int, expected: str) -> Problem | None:
    """None when entry `length` of the chain carries the hash `expected` (a printed head); else the problem.

    The chain may have grown since. `expected` is the whole hash or at least its first 16 digits.
    """
    expected = expected.strip().lower()
    if not SHORTEST_EXPECTED <= len(expected) <= HASH_DIGITS:
        return Problem(chain, length, "expected", "hash pembanding harus 16–64 digit")
    if length == 0:
        found: str | None = GENESIS
    else:
        found = Entry.objects.filter(chain__key=chain, seq=length).values_list("hash", flat=True).first()
    if found is None:
        return Problem(chain, length, "expected", "entri yang tercetak tidak ada lagi")
    if not found.startswith(expected):
        return Problem(chain, length, "expected", "hash berbeda dari yang tercetak")
    return None


def _problems(row: Chain, entries: Iterator[Entry]) -> Iterator[Problem]:
    previous, next_seq, at_length = GENESIS, 1, GENESIS if row.length == 0 else None
    for entry in entries:
        if entry.seq > next_seq:
            missing = str(next_seq) if entry.seq == next_seq + 1 else f"{next_seq}–{entry.seq - 1}"
            yield Problem(row.key, next_seq, "gap", f"entri {missing} hilang")
        elif entry.seq < next_seq:
            yield Problem(row.key, entry.seq, "order", "nomor entri ganda atau tidak urut")
        elif entry.prev_hash != previous:
            yield Problem(row.key, entry.seq, "link", "tidak menyambung ke entri sebelumnya")
        if entry.hash != entry_hash(row.key, entry):
            yield Problem(row.key, entry.seq, "changed", "isi entri berubah atau berpindah")
        previous, next_seq = entry.hash, entry.seq + 1
        if entry.seq == row.length:
            at_length = entry.hash
    last = next_seq - 1
    if last < row.length:
        message = f"akhir rantai hilang: tercatat {row.length} entri, ada {last}"
        yield Problem(row.key, last + 1, "end", message)
    elif at_length is not None and at_length != row.head:
        yield Problem(row.key, row.length, "head", "hash terakhir berbeda dari yang tercatat")
    if last > row.length and last > head(row.key)[1]:
        message = f"entri melampaui panjang rantai ({row.length})"
        yield Problem(row.key, row.length + 1, "beyond", message)
