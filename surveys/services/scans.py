"""Keeping scans of filled in paper forms, and writing down who opens them."""

from django.db import transaction
from django.utils import timezone

from documents.errors import UploadRefused
from documents.filetypes import JPEG, PDF
from documents.names import plain_line
from documents.services.blobs import Taken, intake, keep_blob
from documents.services.openings import noted_lately
from documents.services.quarantine import told
from documents.services.quota import check_quota
from documents.store import Readable
from surveys.models import Campaign, Scan
from surveys.rules import acting_as
from surveys.services.campaigns import SETTLED, settle
from surveys.services.locking import lock_campaign
from surveys.services.trail import tell
from units.services.errors import Refused

MOST = 100  # of a campaign
MAX_SHEETS = 40
OPENED = "survey.scan_open"


def add_scan(pk: int, *, sheets: str, file: Readable, filename: str, actor) -> bool:
    """Keep a PDF or JPEG; False where the campaign has this very file already.

    Raises Campaign.DoesNotExist, NotAllowed, Refused (a draft, no name, another type, a virus, no room, too many).
    """
    sheets = plain_line(sheets, MAX_SHEETS)
    if not sheets:
        raise Refused(("Tulis lembar mana saja, misalnya 1–20.", "sheets"))
    with transaction.atomic():
        campaign = lock_campaign(pk, actor=actor)
    unit = campaign.unit
    quarantine = told(unit.instansi, unit, actor=actor, role=acting_as(actor, unit))
    try:
        with quarantine, intake(file, filename) as taken, transaction.atomic():
            return _keep(lock_campaign(pk, actor=actor), sheets, taken, actor)
    except UploadRefused as refused:
        raise Refused((refused.message, "file")) from refused


def note_opening(scan: Scan, *, actor) -> None:
    """Write down that somebody opens a scan, once a sitting, as for confidential documents."""
    label, role = "surveys.campaign", acting_as(actor, scan.campaign.unit)
    after = {"scan": scan.pk, "as": role}
    with transaction.atomic():
        Campaign.objects.select_for_update(no_key=True).get(pk=scan.campaign_id)
        if not noted_lately(label, scan.campaign_id, action=OPENED, actor=actor, told=after):
            tell(scan.campaign, OPENED, actor=actor, after=after)


def _keep(campaign: Campaign, sheets: str, taken: Taken, actor) -> bool:
    if campaign.state == Campaign.State.DRAFT:
        raise Refused("Pindaian disimpan setelah survei dibuka.")
    if taken.type not in {PDF, JPEG}:
        raise Refused(("Pindaian disimpan sebagai PDF atau JPEG.", "file"))
    if campaign.scans.count() >= MOST:
        raise Refused(
            (f"Paling banyak {MOST} berkas pindaian dalam satu survei. Gabungkan lembarnya.", "file")
        )
    if campaign.scans.filter(blob__sha256=taken.content.sha256).exists():
        return False
    check_quota(campaign.unit, taken.content)
    blob = keep_blob(taken.content, media_type=taken.type.media_type)
    scan = Scan.objects.create(
        campaign=campaign, sheets=sheets, blob=blob, filename=taken.filename, by=actor, at=timezone.now()
    )
    if campaign.state == Campaign.State.CLOSED:  # its warning may end
        settle(campaign)
        campaign.save(update_fields=SETTLED)
    after = {"scan": scan.pk, "sheets": sheets, "sha256": blob.sha256, "size": blob.size}
    tell(campaign, "survey.scan", actor=actor, after=after)
    return True
