"""Requests of the matrix: history."""

from typing import Any

from assessments.models import Job
from tests.permissions.scene import Ask, Builder, Scene
from tests.permissions.small import IN_MP

A = "assessments:"


def _of_unit(*more: Any) -> Builder:
    return lambda s: Ask((s.place.assessment.pk, *more))


def _trail_of(*parts: str) -> Builder:
    """A finished trail of the person, or of somebody who is not among the columns."""

    def build(scene: Scene) -> Ask:
        place = scene.place
        job = Job.objects.create(
            kind="trail",
            instansi=place.instansi,
            assessment=place.assessment,
            requested_by=scene.person or scene.town.world.anggota2,
            params={"parts": list(parts)},
            status=Job.Status.DONE,
            progress=100,
            result=place.working_copy,
            filename="jejak.pdf",
        )
        return Ask((job.pk,))

    return build


BUILDERS: dict[tuple[str, str], Builder] = {
    (A + "history", ""): _of_unit(),
    (A + "history_question", ""): _of_unit(IN_MP),
    (A + "history_compare", ""): _of_unit(),
    (A + "trail", ""): _of_unit(),
    (A + "job_file", "own trail, before release"): _trail_of("dasar"),
    (A + "job_file", "own trail with final answers"): _trail_of("dasar", "akhir"),
    (A + "job_file", "own trail with members' sheets"): _trail_of("dasar", "akhir", "tim"),
}
