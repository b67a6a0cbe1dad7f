"""Requests of the matrix: TPI's marks on evidence."""

from collections.abc import Callable
from typing import Any

from tests.permissions.place import Place
from tests.permissions.scene import Ask, Builder, Scene
from tests.permissions.small import IN_MP

A = "assessments:"


def _mark(kind: str, prepare: Callable[[Place], Any] | None = None) -> Builder:
    def build(scene: Scene) -> Ask:
        if prepare:
            prepare(scene.place)
        data = {
            "lembar": kind,
            "version": "0",
            "tanda": "sebagian",
            "hlm": "hlm. 4",
            "catatan": "Belum lengkap.",
        }
        return Ask((scene.place.evidence[IN_MP].pk,), data)

    return build


def _of_the_notes(scene: Scene) -> Ask:
    """The lead has marked evidence as not wholly convincing, and takes that into the request."""
    scene.place.lead_has_marked()
    return Ask((scene.place.assessment.pk, IN_MP), {"version": "0", "teks": "", "usul": "tanda"})


BUILDERS: dict[tuple[str, str], Builder] = {
    (A + "evidence_mark", "own sheet"): _mark("member"),
    (A + "evidence_mark", "own sheet, done"): _mark("member", Place.members_are_done),
    (A + "evidence_mark", "final mark"): _mark("tpi"),
    (A + "round_request", "marks"): _of_the_notes,
}
