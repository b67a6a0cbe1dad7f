"""What a background job is called and how it stands, in words; asks the database for nothing."""

from django.utils import timezone

from assessments.kke.carry_jobs import CARRY
from assessments.kke.recaps.offers import offer_of
from assessments.models import Job
from assessments.reports.jobs import TITLES
from assessments.services.job_queue import UNFINISHED
from assessments.tpn_start_jobs import START_TPN

Status = Job.Status
# what these have done for a unit stays, so that "nothing of it is stored" would be wrong
STAYS = {
    CARRY: "Unit yang sudah diambil alih tetap tersimpan.",
    START_TPN: "Unit yang sudah dimulai tetap dinilai TPN.",
}
STATES = {
    Status.QUEUED: "menunggu",
    Status.RUNNING: "berjalan",
    Status.DONE: "selesai",
    Status.FAILED: "gagal",
    Status.CANCELLED: "dibatalkan",
}


def plain_title(found: Job) -> str:
    """What a job makes and of what; asks nothing further of the database."""
    own = {CARRY: "Pengambilalihan", START_TPN: "Penilaian TPN"}
    name = own.get(found.kind) or TITLES.get(found.kind, "Dokumen")
    if found.assessment is not None:
        return f"{name} {found.assessment.unit.code} {found.assessment.period.year}"
    offer = offer_of(found)
    return f"{offer.title if offer else name} · {found.instansi.name} {found.params.get('year', '')}".strip()


def try_note(found: Job) -> str:
    """Which try it is and when the next one begins; "" for a first one and for what is over."""
    if found.status not in UNFINISHED or not found.attempts:
        return ""
    if found.status == Status.RUNNING:
        return f"Percobaan ke-{found.attempts}." if found.attempts > 1 else ""
    if found.not_before and found.not_before > timezone.now():
        when = f"{found.not_before.astimezone(found.instansi.zone):%H.%M} {found.instansi.zone_label}"
        return f"Basis data atau penyimpanan sedang tidak dapat dihubungi. Dicoba lagi pukul {when}."
    return f"Terhenti pada percobaan ke-{found.attempts}, sebentar lagi dicoba lagi."
