"""Answers from elsewhere: a file is read and shown, then written once. The file itself is not kept."""

import hashlib
import json
from datetime import datetime
from random import SystemRandom
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from documents.errors import UploadRefused
from documents.services.blobs import workbook_intake
from documents.services.quarantine import told
from documents.store import Readable
from documents.workbooks.guard import FileRefused
from documents.workbooks.isolated import read_grids_isolated
from surveys.answer_file import Read, read_answers
from surveys.models import Answer, Campaign, Channel, Import
from surveys.queries import fresh_of
from surveys.rules import acting_as
from surveys.services.answering import NotRunning, key_of
from surveys.services.locking import lock_campaign
from surveys.services.trail import tell
from units.services.errors import Refused

MOST = 20  # imports of a campaign


def read_file(pk: int, *, file: Readable, filename: str, actor) -> Import:
    """Read a file of answers and keep its rows for a decision, instead of those that waited before.

    Raises Campaign.DoesNotExist, NotAllowed, NotRunning, Refused (no workbook, not this questionnaire, no good row that
    counts, imported already, a virus).
    """
    with transaction.atomic():
        campaign = _open(pk, actor)
    try:
        role = acting_as(actor, campaign.unit)
        quarantine = told(campaign.unit.instansi, campaign.unit, actor=actor, role=role)
        with quarantine, workbook_intake(file, filename) as content, content.open() as handle:
            sha256, found = content.sha256, read_answers(campaign, read_grids_isolated(handle, name=filename))
    except UploadRefused as refused:
        raise Refused((refused.message, "file")) from refused
    except FileRefused as refused:
        raise Refused((str(refused), "file")) from refused
    with transaction.atomic():
        return _keep(_open(pk, actor), found, sha256, actor)


def apply_import(pk: int, *, number: int, whole: bool = False, actor) -> bool:
    """Write the answers that wait in import `number`, `whole` also those that equal imported ones: exports of a running
    form hold the earlier answers again. False where it was applied before.

    Raises Campaign.DoesNotExist, NotAllowed, NotRunning, Refused (it waits no more, nothing in it is new).
    """
    with transaction.atomic():
        campaign = _open(pk, actor)
        imp = campaign.imports.filter(pk=number).first()
        if imp is None:
            raise Refused("Pratinjau ini sudah tidak ada. Unggah lagi berkasnya.")
        if imp.applied_at is not None:
            return False
        now, rows = timezone.now(), imp.waiting if whole else fresh_of(campaign, imp.waiting)
        if not rows:
            raise Refused("Semua barisnya sama dengan jawaban yang sudah diimpor. Tidak ada yang dicatat.")
        after = {"answers": len(rows), "sha256": imp.sha256}
        if left := len(imp.waiting) - len(rows):
            after["left"] = left
        # shuffled: PostgreSQL keeps rows where they fell
        Answer.objects.bulk_create(SystemRandom().sample(_answers(campaign, imp, rows, now), len(rows)))
        imp.count, imp.waiting, imp.refused, imp.applied_at = len(rows), [], [], now
        imp.save(update_fields=["count", "waiting", "refused", "applied_at"])
        tell(campaign, "survey.import", actor=actor, after=after)
    return True


def drop_import(pk: int, *, actor) -> None:
    """Forget what waits. Raises Campaign.DoesNotExist, NotAllowed, NotRunning."""
    with transaction.atomic():
        _open(pk, actor).imports.filter(applied_at=None).delete()


def _open(pk: int, actor) -> Campaign:
    campaign = lock_campaign(pk, actor=actor)
    if campaign.state != Campaign.State.OPEN:
        raise NotRunning("Jawaban dari berkas diimpor selama survei dibuka.")
    return campaign


def _keep(campaign: Campaign, found: Read, sha256: str, actor) -> Import:
    if not found.answers:
        number, why = found.refused[0]
        raise Refused((f"Tidak ada baris yang dapat diimpor. Baris {number}: {why}", "file"))
    content = hashlib.sha256(json.dumps(found.answers).encode()).hexdigest()
    done = campaign.imports.exclude(applied_at=None)
    if before := done.filter(content=content).first():
        why = f"Isi berkas ini sudah diimpor: {before.count} jawaban. Tidak ada yang dicatat lagi."
        if left := len(found.answers) - before.count:
            why += f" {left} baris lain sama dengan impor sebelumnya dan tidak dicatat. Bila itu jawaban orang lain, "
            why += "unggah berkas yang hanya memuat baris itu."
        raise Refused((why, "file"))
    if done.count() >= MOST:
        raise Refused((f"Paling banyak {MOST} berkas dalam satu survei.", "file"))
    campaign.imports.filter(applied_at=None).delete()
    return Import.objects.create(
        campaign=campaign,
        sha256=sha256,
        content=content,
        count=len(found.answers),
        waiting=found.answers,
        refused=found.refused,
        notes=found.notes,
        by=actor,
        at=timezone.now(),
    )


def _answers(campaign: Campaign, imp: Import, rows: list[list], now: datetime) -> list[Answer]:
    hour = now.replace(minute=0, second=0, microsecond=0)
    zone = campaign.unit.instansi.zone
    return [
        Answer(
            id=key_of(campaign, uuid4()),
            campaign=campaign,
            service_id=service,
            channel=Channel.IMPORT.value,
            hour=datetime.strptime(month, "%Y-%m").replace(tzinfo=zone) if month else hour,
            items=items,
            told=directed,
            comment=comment,
            source=imp,
        )
        for service, items, directed, comment, month in rows
    ]
