"""Requests of the matrix: work queue, one question, members' sheets, conflicts of interest."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from assessments.models import Sheet
from tests.permissions.place import Place
from tests.permissions.scene import Ask, Builder, Scene
from tests.permissions.small import IN_MP
from units.models import ConflictOfInterest

A = "assessments:"
U = "units:"


def _of_unit(*more: Any, **data: Any) -> Builder:
    return lambda s: Ask((s.place.assessment.pk, *more), data)


def _sheets(place: Place, **values: Any) -> None:
    """What happened to the sheets of the team: of the members and the final one."""
    kinds = [Sheet.Kind.MEMBER, Sheet.Kind.TPI]
    Sheet.objects.filter(assessment=place.assessment, kind__in=kinds).update(**values)


def _confirm(kind: str, prepare: Callable[[Place], Any] | None = None) -> Builder:
    def build(scene: Scene) -> Ask:
        _sheets(scene.place, unconfirmed=[IN_MP])
        if prepare:
            prepare(scene.place)
        return Ask((scene.place.assessment.pk, IN_MP), {"lembar": kind})

    return build


def _act(act: str, **before: Any) -> Builder:
    """An act on the first member's sheet, which was brought into the state that the act needs."""

    def build(scene: Scene) -> Ask:
        own = scene.place.assessment.sheets.filter(kind=Sheet.Kind.MEMBER, owner=scene.place.anggota[0])
        own.update(**{"done_at": None, "excused_at": None, **before})
        data = {"anggota": str(scene.place.anggota[0].pk), "tindakan": act, "alasan": "Perlu dilihat lagi."}
        return Ask((scene.place.assessment.pk,), data)

    return build


def _lift(scene: Scene) -> Ask:
    made = ConflictOfInterest.objects.create(
        user=scene.place.anggota[0], unit=scene.place.unit, reason="Kerabat.", declared_at=timezone.now()
    )
    return Ask((scene.place.instansi.code, made.pk), {"reason": "Sudah diperiksa."})


BUILDERS: dict[tuple[str, str], Builder] = {
    (A + "tpi_queue", ""): lambda s: Ask(),
    (A + "tpi_question", ""): _of_unit(IN_MP),
    (A + "tpi_next", ""): _of_unit(),
    (A + "tpi_confirm", "own sheet"): _confirm("member"),
    (A + "tpi_confirm", "own sheet, done"): _confirm("member", Place.members_are_done),
    (A + "tpi_confirm", "final answer"): _confirm("tpi"),
    (A + "tpi_members", ""): _of_unit(),
    (A + "tpi_members", "reopen"): _act("buka", done_at=timezone.now()),
    (A + "tpi_members", "excuse"): _act("bebaskan"),
    (A + "tpi_members", "recall"): _act("minta", excused_at=timezone.now()),
    (A + "tpi_members", "reopen, not done"): _act("buka"),
    (U + "conflicts", ""): lambda s: Ask((s.place.instansi.code,)),
    (U + "conflict_lift", ""): _lift,
    (A + "declare_conflict", ""): _of_unit(alasan="Kakak kandung pimpinan."),
}
