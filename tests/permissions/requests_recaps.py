"""Requests of the matrix: recaps as workbooks and of all KKE in one archive."""

from datetime import timedelta

from django.utils import timezone

from assessments.kke.recaps.offers import ARCHIVE, RECAP
from assessments.models import Job, StateChange
from tests.permissions.scene import Ask, Builder, Scene

A = "assessments:"


def _asked(**data: str) -> Builder:
    return lambda scene: Ask((scene.place.instansi.code, scene.place.period.year), data)


def _made(work: str, *, reopened: bool = False, **params) -> Builder:
    """A finished job of the person; `reopened`: a result of the year was opened again after it began."""

    def build(scene: Scene) -> Ask:
        place, now = scene.place, timezone.now()
        if reopened:
            state = place.assessment.state
            StateChange.objects.create(
                assessment=place.assessment,
                name="buka_kembali",
                source=state,
                target=state,
                by=scene.town.world.admin,
                role="Admin inspektorat",
                at=now,
            )
        job = Job.objects.create(
            kind=work,
            instansi=place.instansi,
            requested_by=scene.person or scene.town.world.anggota2,
            params={"year": place.period.year, **params},
            status=Job.Status.DONE,
            progress=100,
            started_at=now - timedelta(minutes=1) if reopened else now + timedelta(minutes=1),
            result=place.letter.blob,
            filename="berkas.zip",
        )
        return Ask((job.pk,))

    return build


BUILDERS: dict[tuple[str, str], Builder] = {
    (A + "recap", ""): _asked(),
    (A + "recap", "antartahun"): _asked(jenis="tahun"),
    (A + "recap", "koreksi"): _asked(jenis="koreksi"),
    (A + "recap", "bukti dukung"): _asked(jenis="bukti"),
    (A + "recap", "KKE terisi"): _asked(jenis="kke"),
    (A + "recap", "KKE kosong"): _asked(jenis="kke-kosong"),
    (A + "job_file", "recap"): _made(RECAP, kind="instansi"),
    (A + "job_file", "recap, dibuka kembali"): _made(RECAP, reopened=True, kind="tahun"),
    (A + "job_file", "arsip KKE"): _made(ARCHIVE, blank=False),
    (A + "job_file", "arsip KKE, dibuka kembali"): _made(ARCHIVE, reopened=True, blank=False),
}
