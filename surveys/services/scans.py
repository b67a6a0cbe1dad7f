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
from surveys.rules import acting_as, may_correct
from surveys.services.campaigns import SETTLED, settle
from surveys.services.excluding import MAX_REASON
from surveys.services.locking import WHO, lock_campaign
from surveys.services.trail import tell
from units.services.errors import NotAllowed, Refused

MOST = 100  # of a campaign
MAX_SHEETS = 40
MOST_FORMS = 5_000  # in a file
COUNT = f"Tulis banyaknya formulir, dari 1 sampai {MOST_FORMS}."
OPENED = "survey.scan_open"


def add_scan(pk: int, *, sheets: str, count: int, file: Readable, filename: str, actor) -> bool:
    """Keep a PDF or JPEG; False where the campaign has this very file already.

    Raises Campaign.DoesNotExist, NotAllowed, Refused (a draft, no name or number, another type, a virus, no
    room, too many).
    """
    sheets = plain_line(sheets, MAX_SHEETS)
    if not sheets:
        raise Refused(("Tulis lembar mana saja, misalnya 1–20.", "sheets"))
    _check_count(count)
    with transaction.atomic():
        campaign = lock_campaign(pk, actor=actor)
    unit = campaign.unit
    quarantine = told(unit.instansi, unit, actor=actor, role=acting_as(actor, unit))
    try:
        with quarantine, intake(file, filename) as taken, transaction.atomic():
            return _keep(lock_campaign(pk, actor=actor), sheets, count, taken, actor)
    except UploadRefused as refused:
        raise Refused((refused.message, "file")) from refused


def correct_scan(pk: int, *, scan: int, count: int, actor) -> bool:
    """Say anew how many forms a file holds; False where it said so already.

    Raises Campaign.DoesNotExist, Scan.DoesNotExist, NotAllowed, Refused (no such number).
    """
    with transaction.atomic():
        campaign = lock_campaign(pk, actor=actor, action="correct_scan")
        one = campaign.scans.select_related("blob").get(pk=scan)
        if not may_correct(actor, one, campaign):
            raise NotAllowed(WHO["correct_scan"])
        _check_count(count)
        if one.count == count:
            return False
        before, one.count = _told(one), count
        one.save(update_fields=["count"])
        _settle_again(campaign)
        tell(campaign, "survey.scan_count", actor=actor, before=before, after=_told(one))
    return True


def remove_scan(pk: int, *, scan: int, reason: str, actor) -> None:
    """Take a file away for good, for instance one of another survey; the audit keeps its hash and the reason.

    Raises Campaign.DoesNotExist, Scan.DoesNotExist, NotAllowed, Refused (no reason).
    """
    reason = reason.strip()
    with transaction.atomic():
        campaign = lock_campaign(pk, actor=actor, action="remove_scan")
        one = campaign.scans.select_related("blob").get(pk=scan)
        if not reason or len(reason) > MAX_REASON:
            raise Refused(f"Tulis alasannya, paling banyak {MAX_REASON} huruf.")
        before = _told(one)
        one.delete()
        _settle_again(campaign)
        tell(campaign, "survey.scan_remove", actor=actor, before=before, reason=reason)


def note_opening(scan: Scan, *, actor) -> None:
    """Write down that somebody opens a scan, once a sitting, as for confidential documents."""
    label, role = "surveys.campaign", acting_as(actor, scan.campaign.unit)
    after = {"scan": scan.pk, "as": role}
    with transaction.atomic():
        Campaign.objects.select_for_update(no_key=True).get(pk=scan.campaign_id)
        if not noted_lately(label, scan.campaign_id, action=OPENED, actor=actor, told=after):
            tell(scan.campaign, OPENED, actor=actor, after=after)


def _keep(campaign: Campaign, sheets: str, count: int, taken: Taken, actor) -> bool:
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
        campaign=campaign,
        sheets=sheets,
        count=count,
        blob=blob,
        filename=taken.filename,
        by=actor,
        at=timezone.now(),
    )
    _settle_again(campaign)
    tell(campaign, "survey.scan", actor=actor, after=_told(scan))
    return True


def _check_count(count: int) -> None:
    if not 1 <= count <= MOST_FORMS:
        raise Refused((COUNT, "count"))


def _settle_again(campaign: Campaign) -> None:
    """The warning of a closed campaign says whether typed answers have scans."""
    if campaign.state == Campaign.State.CLOSED:
        settle(campaign)
        campaign.save(update_fields=SETTLED)


def _told(scan: Scan) -> dict:
    said = {"scan": scan.pk, "sheets": scan.sheets, "count": scan.count}
    return said | {"sha256": scan.blob.sha256, "size": scan.blob.size}
