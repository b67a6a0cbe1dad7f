"""Single-use codes: printed as slips by batch, shown once, kept as hashes with no tie to the answers they gave."""

import secrets
from collections.abc import Iterator

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from surveys.models import Campaign, CodeBatch
from surveys.services.campaigns import LETTERS
from surveys.services.locking import lock_campaign
from surveys.services.trail import tell
from units.services.errors import Refused

LENGTH = 8
MOST = 200  # slips of a batch
MOST_BATCHES = 20


class SlipRefused(Refused):
    """The code of a slip is unknown, or was used before."""


def print_codes(pk: int, *, number: int, count: int, actor) -> list[str]:
    """Make batch `number` (the next one, so that a double click prints once) and return its codes, for the only time.

    Raises Campaign.DoesNotExist, NotAllowed, Refused (no codes wanted, closed, printed already, too many).
    """
    with transaction.atomic():
        campaign = lock_campaign(pk, actor=actor)
        if not campaign.with_codes or campaign.state == Campaign.State.CLOSED:
            raise Refused("Survei ini tidak memakai kode, atau sudah ditutup.")
        if not 1 <= count <= MOST:
            raise Refused((f"Cetak 1 sampai {MOST} kode sekaligus.", "count"))
        there = campaign.batches.count()
        if number != there + 1:
            raise Refused("Cetakan ini sudah dibuat. Muat ulang halaman untuk membuat cetakan berikutnya.")
        if number > MOST_BATCHES:
            raise Refused(f"Paling banyak {MOST_BATCHES} kali cetak dalam satu survei.")
        codes = {"".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(count)}
        hashes = sorted(next(_hashes(campaign, code)) for code in codes)
        CodeBatch.objects.create(campaign=campaign, number=number, unused=hashes)
        tell(campaign, "survey.codes", actor=actor, after={"batch": number, "codes": len(codes)})
    return sorted(codes)


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
