"""How much a unit may keep (EVIDENCE_QUOTA_PER_UNIT_BYTES)."""

from django.conf import settings

from documents.errors import UploadRefused
from documents.queries import blobs_of, usage_of
from documents.sizes import size_text
from documents.store import Staged
from units.models import UnitKerja


def check_quota(unit: UnitKerja | None, content: Staged) -> None:
    """Refuse content that would take the unit beyond its quota. Inside the transaction that keeps it, before
    `keep_blob`: the unit's row stays locked until the commit, so that two uploads at once cannot both take the last
    room. What the unit has already costs nothing again; what belongs to the instansi itself is not counted.
    """
    limit = settings.EVIDENCE_QUOTA_PER_UNIT_BYTES
    if unit is None or not limit:
        return
    UnitKerja.objects.select_for_update(no_key=True).get(pk=unit.pk)
    if blobs_of(unit).filter(sha256=content.sha256).exists():
        return
    used = usage_of(unit)
    if used + content.size > limit:
        raise UploadRefused(
            f"Tempat dokumen unit ini tidak cukup: terpakai {size_text(used)} dari {size_text(limit)}, dan berkas ini "
            f"{size_text(content.size)}. Perkecil berkasnya, pakai dokumen yang sudah ada, atau minta admin sistem "
            "menambah tempat."
        )
