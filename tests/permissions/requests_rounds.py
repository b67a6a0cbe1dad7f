"""Requests of the matrix: rounds."""

from datetime import timedelta

from django.utils import timezone

from assessments.models import ReturnProposal, Round, RoundRequest, Sheet
from tests.permissions.place import Place
from tests.permissions.scene import Ask, Builder, Scene
from tests.permissions.small import IN_HASIL, IN_MP, IN_PP

A = "assessments:"


def _text(code: str, **data: str) -> Builder:
    wanted = {"version": "0", "teks": "Lampirkan SK yang berlaku.", **data}
    return lambda s: Ask((s.place.assessment.pk, code), wanted)


def _proposed(scene: Scene) -> Ask:
    """A member has proposed something, which the lead takes over."""
    made = ReturnProposal.objects.create(
        assessment=scene.place.assessment,
        code=IN_MP,
        author=scene.place.anggota[0],
        text="Minta SK.",
        at=timezone.now(),
    )
    return Ask((scene.place.assessment.pk, IN_MP), {"version": "0", "teks": "", "usul": str(made.pk)})


def _excused(scene: Scene) -> Ask:
    """The lead has excused the members."""
    Sheet.objects.filter(assessment=scene.place.assessment, kind=Sheet.Kind.MEMBER).update(
        excused_at=timezone.now()
    )
    return _text(IN_MP)(scene)


def _written(place: Place) -> None:
    """The lead has written a request for the next round, where none is open."""
    if not Round.objects.filter(assessment=place.assessment, closed_at=None).exists():
        found = Round.objects.create(assessment=place.assessment, number=1)
        RoundRequest.objects.create(
            round=found, code=IN_MP, text="Minta SK.", written_by=place.ketua, written_at=timezone.now()
        )


def _return(scene: Scene) -> Ask:
    _written(scene.place)
    due = timezone.localdate() + timedelta(days=7)
    return Ask((scene.place.assessment.pk,), {"due": due.isoformat()})


BUILDERS: dict[tuple[str, str], Builder] = {
    (A + "rounds", ""): lambda s: Ask((s.place.assessment.pk,)),
    (A + "round_request", ""): _text(IN_MP),
    (A + "round_request", "a proposal"): _proposed,
    (A + "round_proposal", ""): _text(IN_MP),
    (A + "round_proposal", "excused"): _excused,
    (A + "round_return", ""): _return,
    (A + "round_reply", "in MP"): _text(IN_MP),
    (A + "round_reply", "in PP"): _text(IN_PP),
    (A + "round_reply", "not asked"): _text(IN_HASIL),
}
