"""One thing that waits for a person, and which of several comes first. Pure: no reads, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from units.models import Instansi

SOON, NEAR = timedelta(days=3), timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Item:
    """`where` is the unit, the letter or the instansi that it is about, `small` what stands under it; `due` the instant
    that presses this person (None: none does). `blocks`: others can't go on before this is done.
    """

    where: str
    small: str
    what: str
    url: str
    role: str
    instansi: Instansi
    due: datetime | None = None
    blocks: bool = False


def in_order(items: Iterable[Item], now: datetime) -> list[Item]:
    """Most urgent first: what is late, what is due within three days, what others wait for and what is due within a
    week, the rest; in each the nearest deadline first, what has none last, then by place and text.
    """
    far = now + timedelta(days=100_000)
    return sorted(
        items, key=lambda item: (_rank(item, now), item.due or far, item.where, item.what, item.url)
    )


def _rank(item: Item, now: datetime) -> int:
    left = None if item.due is None else item.due - now
    if left is not None and left <= SOON:
        return 0 if left < timedelta() else 1
    if item.blocks or (left is not None and left <= NEAR):
        return 2
    return 3
