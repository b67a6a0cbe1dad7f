"""Writing what the unit does about the result of a closed survey."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from documents.safe_text import printable
from surveys.models import Campaign, FollowUp
from surveys.services.locking import lock_campaign
from surveys.services.trail import tell
from units.services.errors import Refused, refuse_invalid

WHAT = "Tulis apa yang akan dilakukan."


@dataclass(frozen=True)
class Line:
    """What is said about one question (its code; "" for the rest), over which version of it."""

    item: str
    action: str
    post: str
    until: date | None
    version: int


class Overtaken(Refused):
    """Somebody else wrote some of the lines meanwhile: `stored`, by question."""

    def __init__(self, stored: dict[str, FollowUp]) -> None:
        self.stored = stored
        super().__init__(
            "Sebagian isian baru saja diubah orang lain. Yang tersimpan sekarang tampil di atas isian Anda; "
            "simpan lagi bila isian Anda yang dipakai."
        )


def set_follow_up(pk: int, *, lines: Sequence[Line], actor) -> int:
    """Write the lines that say something new; returns how many.

    Raises Campaign.DoesNotExist, NotAllowed, Overtaken, Refused (not closed, no such question, a line without a deed).
    """
    with transaction.atomic():
        campaign = lock_campaign(pk, actor=actor)
        if campaign.state != Campaign.State.CLOSED:
            raise Refused("Tindak lanjut ditulis setelah survei ditutup.")
        known = {"", *(item.code for item in campaign.questionnaire.items)}
        stored = {one.item: one for one in campaign.follow_ups.all()}
        changed, overtaken, before = [], {}, {}
        for line in lines:
            if line.item not in known:
                raise Refused("Pernyataan ini tidak ada dalam survei. Muat ulang halaman.")
            row = stored.get(line.item) or FollowUp(campaign=campaign, item=line.item)
            was = _values(row)
            row.action, row.post, row.until = _clean(line.action), _clean(line.post), line.until
            if _values(row) == was:
                continue
            if row.version != line.version:
                overtaken[line.item] = FollowUp(item=line.item, version=row.version, **was)
            before[line.item], row.version = was, row.version + 1
            changed.append(row)
        if overtaken:
            raise Overtaken(overtaken)
        for row in changed:
            if not row.action and (row.post or row.until):
                raise Refused(WHAT)
            refuse_invalid(row, exclude=("campaign",))
            row.save()
        if changed:
            after = {row.item: _values(row) for row in changed}
            tell(campaign, "survey.follow_up", actor=actor, before=before, after=after)
    return len(changed)


def _values(row: FollowUp) -> dict:
    return {"action": row.action, "post": row.post, "until": row.until}


def _clean(text: str) -> str:
    return printable(text).strip()
