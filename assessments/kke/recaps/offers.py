"""What can be asked for on the recap page of a year, and what a person has had made there before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max

from assessments.models import Job, Period, StateChange

from .making import RECAPS, YEARS

RECAP, ARCHIVE, SUMMARY = "recap", "kke_archive", "ringkasan"  # kinds of background work
FILLED, BLANK = "kke", "kke-kosong"
SHOWN = 20


@dataclass(frozen=True)
class Offer:
    """Something that can be made: words for the page, and the work with its parameters besides the year."""

    key: str
    title: str
    what: str
    use: str
    job: str
    params: Mapping[str, Any]
    tells_tpi: bool


OFFERS = {
    offer.key: offer
    for offer in (
        *(Offer(r.key, r.title, r.what, r.use, RECAP, {"kind": r.key}, r.tells_tpi) for r in RECAPS.values()),
        Offer(
            FILLED,
            "KKE semua unit, terisi",
            "Satu arsip ZIP berisi KKE tiap unit dengan jawaban, catatan, dan bukti unit; kolom TPI hanya pada unit "
            "yang sudah difinalkan. Disertai daftar isi dengan nilai dan sidik tiap berkas.",
            "Untuk arsip, atau meneruskan pekerjaan di Excel.",
            ARCHIVE,
            {"blank": False},
            True,
        ),
        Offer(
            BLANK,
            "KKE semua unit, kosong",
            "Satu arsip ZIP berisi KKE tiap unit tanpa isian, siap dibagikan dan diimpor kembali oleh unitnya.",
            "Untuk unit yang mengisi tanpa jaringan.",
            ARCHIVE,
            {"blank": True},
            False,
        ),
        Offer(
            SUMMARY,
            "Ringkasan satu halaman",
            "Satu halaman PDF: lima angka tahun ini, sebaran nilai unit, jumlah unit per tahap, dan unit yang lewat "
            "batas. Nilainya dari penilaian mandiri unit.",
            "Untuk rapat pimpinan.",
            SUMMARY,
            {},
            False,
        ),
    )
}


def offer_of(job: Job) -> Offer | None:
    """What a job makes; None for work of another page. A recap from before there was a choice is that of the units."""
    if job.kind == ARCHIVE:
        return OFFERS[BLANK if job.params.get("blank") else FILLED]
    if job.kind == SUMMARY:
        return OFFERS[SUMMARY]
    return OFFERS.get(job.params.get("kind", next(iter(OFFERS)))) if job.kind == RECAP else None


@dataclass(frozen=True)
class Made:
    """A job of the past: `overtaken` where a result that stands in its file has been opened again since."""

    job: Job
    offer: Offer
    overtaken: bool


def made_before(user, period: Period) -> list[Made]:
    """What the person had made of a year, the newest first; two queries."""
    jobs = Job.objects.filter(
        requested_by=user,
        instansi=period.instansi_id,
        kind__in=[RECAP, ARCHIVE, SUMMARY],
        params__year=period.year,
    ).select_related("result")
    reopened = _last_reopened(period.instansi_id)
    found = ((job, offer_of(job)) for job in jobs[:SHOWN])
    return [Made(job, offer, _overtaken(job, offer, reopened)) for job, offer in found if offer is not None]


def is_overtaken(job: Job) -> bool:
    """Whether the file of a recap or archive may no longer be given: a released result in it was opened again, and what
    TPI has is not to be told until it is final anew. One query at most.
    """
    offer = offer_of(job)
    if offer is None or not offer.tells_tpi:
        return False
    return _overtaken(job, offer, _last_reopened(job.instansi_id))


def _last_reopened(instansi_id: int) -> dict[int, datetime]:
    """Year → when one of its results was last opened again; one query."""
    moves = StateChange.objects.filter(assessment__period__instansi=instansi_id, name="buka_kembali")
    years = moves.order_by().values_list("assessment__period__year")
    return dict(years.annotate(Max("at")))


def _overtaken(job: Job, offer: Offer, reopened: Mapping[int, datetime]) -> bool:
    if not offer.tells_tpi or job.started_at is None:
        return False
    year = job.params.get("year")
    times = reopened.values() if offer.key == YEARS else [reopened[year]] if year in reopened else []
    return any(at >= job.started_at for at in times)
