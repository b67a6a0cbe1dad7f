"""What a person reads of their notices. A notice about something that is no longer theirs says only that."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from assessments.models import Notice
from assessments.notices.kinds import KINDS, TOPICS
from assessments.notices.reach import theirs
from assessments.templatetags.zi import moment
from units.models import Instansi

GONE = "Pemberitahuan ini tentang sesuatu yang kini bukan tugas Anda lagi."


@dataclass(frozen=True)
class Told:
    """One notice in words. `url` is "" where the person has no page of it any more."""

    pk: int
    text: str
    topic: str
    url: str
    at: datetime
    unread: bool
    instansi: Instansi | None


def told(user, notices: Sequence[Notice]) -> list[Told]:
    """The notices in words; one query besides the hats, for the units that the person still knows of."""
    still = theirs(user, notices)
    return [_told(user, notice, notice.pk in still) for notice in notices]


def _told(user, notice: Notice, still: bool) -> Told:
    kind = KINDS[notice.kind]
    instansi = _instansi(notice)
    return Told(
        pk=notice.pk,
        text=kind.text.format(**_words(notice, instansi)) if still else GONE,
        topic=TOPICS[kind.topic].label,
        url=address_of(notice) if still else "",
        at=notice.at,
        unread=notice.read_at is None,
        instansi=instansi,
    )


def _instansi(notice: Notice) -> Instansi:
    about = notice.assessment or notice.predicate
    if about is not None:
        return about.unit.instansi
    period = notice.period if notice.proposal is None else notice.proposal.period
    return period.instansi


def _words(notice: Notice, instansi: Instansi) -> dict[str, str]:
    about = notice.assessment or notice.predicate
    year = notice.predicate or notice.period or (notice.assessment or notice.proposal).period
    return {
        "unit": about.unit.name if about else "",
        "surat": notice.proposal.letter_number if notice.proposal else "",
        "instansi": instansi.name,
        "tahun": str(year.year),
        "batas": moment(notice.due, instansi) if notice.due else "",
    }


def address_of(notice: Notice) -> str:
    """The page to which a notice leads."""
    page, instansi = KINDS[notice.kind].page, _instansi(notice)
    if page == "teams":
        return reverse("units:teams", args=[instansi.code])
    if page == "tpi_queue":
        return reverse("assessments:tpi_queue")
    if page == "proposal":
        return reverse("assessments:proposal", args=[notice.proposal_id])
    if page == "predicate":
        return reverse("assessments:predicate", args=[notice.predicate_id])
    if page == "predicates":
        return reverse("assessments:predicates", args=[instansi.code])
    if page in {"period", "proposals", "tpn_year"}:
        return reverse(f"assessments:{page}", args=[instansi.code, notice.period.year])
    return reverse(f"assessments:{page}", args=[notice.assessment_id])
