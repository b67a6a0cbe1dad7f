"""Single-use codes: printed as slips by batch, shown once, kept as hashes with no tie to the answers they gave."""

import secrets
from collections.abc import Callable, Iterator
from typing import TypeVar

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from surveys.models import Campaign, CodeBatch
from surveys.services.campaigns import LETTERS
from surveys.services.locking import lock_campaign
from surveys.services.trail import tell
from units.services.errors import Refused

Drawn = TypeVar("Drawn")
LENGTH = 8
MOST = 200  # slips of a batch
MOST_BATCHES = 20


class SlipRefused(Refused):
    """The code of a slip is unknown, or was used before."""


def print_codes(
    pk: int, *, number: int, count: int, draw: Callable[[Campaign, list[str]], Drawn], actor
) -> Drawn:
    """Make batch `number` (the next one, so that a double click prints once) and return what `draw` makes of its
    codes, for the only time. They are drawn before they hold: a sheet that cannot be drawn uses up no batch.

    Raises Campaign.DoesNotExist, NotAllowed, Refused (no codes wanted, not open, printed already, too many).
    """
    campaign = _lock(pk, number, count, actor)
    codes = {"".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(count)}
    drawn = draw(campaign, sorted(codes))
    with transaction.atomic():
        campaign = _lock(pk, number, count, actor)
        hashes = sorted(next(_hashes(campaign, code)) for code in codes)
        CodeBatch.objects.create(campaign=campaign, number=number, unused=hashes)
        tell(campaign, "survey.codes", actor=actor, after={"batch": number, "codes": len(codes)})
    return drawn


@transaction.atomic
def _lock(pk: int, number: int, count: int, actor) -> Campaign:
    """The campaign for which this batch can be printed."""
    campaign = lock_campaign(pk, actor=actor)
    if not campaign.with_codes or campaign.state != Campaign.State.OPEN:
        raise Refused("Kode dicetak selama survei dibuka, bila survei itu memakai kode.")
    if not 1 <= count <= MOST:
        raise Refused((f"Cetak 1 sampai {MOST} kode sekaligus.", "count"))
    if number != campaign.batches.count() + 1:
        raise Refused("Cetakan ini sudah dibuat. Muat ulang halaman untuk membuat cetakan berikutnya.")
    if number > MOST_BATCHES:
        raise Refused(f"Paling banyak {MOST_BATCHES} kali cetak dalam satu survei.")
    return campaign


def use_code(campaign: Campaign, code: str) -> None:
    """Mark a code of a locked campaign as used. Raises SlipRefused.

    Both heaps of its batch are written anew and sorted: neither order nor place says which code was used last.
    """
    wanted = set(_hashes(campaign, _read(code)))
    for batch in campaign.batches.all():
        if wanted & set(batch.used):
            said = "Kode ini sudah dipakai. Mintalah lembar kode yang baru kepada petugas."
            raise SlipRefused((said, "slip"))
        if found := wanted & set(batch.unused):
            batch.unused = sorted(set(batch.unused) - found)
            batch.used = sorted({*batch.used, *found})
            batch.save(update_fields=["unused", "used"])
            return
    raise SlipRefused(
        ("Kode ini tidak dikenal. Periksa lagi delapan huruf dan angka pada lembar Anda.", "slip")
    )


def _read(code: str) -> str:
    """A code as it is printed, however it is typed."""
    return "".join(letter for letter in code.upper() if letter in LETTERS)


def _hashes(campaign: Campaign, code: str) -> Iterator[str]:
    """The hash of a code under the present key, then under those before it: printed slips outlive a change of key."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield salted_hmac(
            "surveys.codes", f"{campaign.pk}:{code}", secret=key, algorithm="sha256"
        ).hexdigest()
