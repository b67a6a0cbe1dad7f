"""What the tests of TPN's results share: units that TPN assesses, dates behind the sending, short ways to record."""

import io
from datetime import date, datetime, timedelta

from django.utils import timezone

from assessments.models import Assessment, ObjectionWindow, Period, Proposal, Sheet, State
from assessments.services.objection_checks import Filing
from assessments.services.objections import file_objection
from assessments.services.tpn_stages import StageData, record_stage
from documents.models import Revision
from documents.services import upload
from tests.factories.assessments import fresh
from tests.handover.pulling import propose, released
from tests.people import World
from units.models import UnitKerja

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
STAGES = ("pra_evaluasi", "desk_evaluasi", "survei", "evaluasi_lapangan", "clearance", "panel")


def ago(days: int) -> date:
    """The day that lies so many days back."""
    return timezone.localdate() - timedelta(days=days)


def in_tpn(world: World, *units: UnitKerja, predicate: str = "WBK", days: int = 30) -> list[Assessment]:
    """Units that TPN assesses, in one proposal sent `days` ago; TPN's sheet holds what TPI's holds."""
    found = [released(world, unit, State.PENILAIAN_TPN) for unit in units or (world.unit,)]
    for a in found:
        world.fill(a, "best", kind=Sheet.Kind.TPN)
    made = propose(world.period, dict.fromkeys(found, predicate), world.admin)
    Proposal.objects.filter(pk=made.pk).update(sent_at=timezone.now() - timedelta(days=days))
    return [fresh(a) for a in found]


def say(
    world: World, a: Assessment, stage: str, result: str = "lanjut", *, days: int = 10, seen: int = 0, **more
):
    """Record a result of so many days ago, as the admin; `more` goes into its data or to the service."""
    texts = {name: more.pop(name) for name in ("letter_number", "note", "recommendation") if name in more}
    data = StageData(result, ago(days), **texts)
    return record_stage(a.pk, stage=stage, data=data, seen=seen, actor=world.admin, **more)


def paper(world: World, content: bytes = PDF, title: str = "Surat TPN") -> Revision:
    """A document of the instansi."""
    return upload(
        file=io.BytesIO(content),
        filename="surat.pdf",
        title=title,
        kind="surat",
        instansi=world.instansi,
        actor=world.admin,
        role="Admin inspektorat",
    )


def announce(
    world: World, *, first: int = 8, last: int = -5, period: Period | None = None
) -> ObjectionWindow:
    """Sanggah is open from `first` to `last` days ago (below 0: days to come)."""
    return ObjectionWindow.objects.create(
        period=period or world.period,
        opens_on=ago(first),
        closes_on=ago(last),
        letter_number="P/12/2026",
        letter_date=ago(first + 1),
        set_by=world.admin,
    )


def filing(*, hours: int = 2, number: str = "700/91", reason: str = "Buktinya ada.") -> Filing:
    """A sanggah that went out so many hours ago."""
    at = (timezone.now() - timedelta(hours=hours)).replace(microsecond=0)
    return Filing(number, timezone.localdate(at), at, reason)


def contest(world: World, a: Assessment, **more):
    """The unit's refusal of ten days ago, and its sanggah in an open window."""
    say(world, a, "pra_evaluasi", "tidak", letter_number="B/1")
    announce(world)
    return file_objection(a.pk, filing=filing(), actor=world.admin, **more)


def at_noon(day: date, zone) -> datetime:
    """An instant of a day."""
    return datetime.combine(day, datetime.min.time(), tzinfo=zone) + timedelta(hours=12)
