"""Requests of the matrix: packages of a proposal."""

from django.utils import timezone

from assessments.models import Proposal, ProposalPackage
from assessments.services.moved import freeze
from tests.permissions.scene import Ask, Builder, Scene

A = "assessments:"


def _proposed(scene: Scene) -> Proposal:
    """The proposal in the stage, whose unit has submitted."""
    place = scene.place
    place.enter("diusulkan" if scene.state == "terkirim" else "selesai_tpi")
    place.lhe_holds()
    freeze(place.assessment, place.petugas)
    return Proposal.objects.filter(period=place.period).first() or place.propose(scene.state)


def _page(scene: Scene) -> Ask:
    return Ask((_proposed(scene).pk,), {"rahasia": "tidak"}, quiet=True)


def _file(*, reopened: bool = False) -> Builder:
    """A package that was made; `reopened`: its unit is with TPI again."""

    def build(scene: Scene) -> Ask:
        made, place = _proposed(scene), scene.place
        package = ProposalPackage.objects.create(
            proposal=made,
            blob=place.letter.blob,
            filename="Paket usulan.zip",
            state="0" * 64,
            is_draft=scene.state == "draf",
            confidential=False,
            files=9,
            assessments=[place.assessment.pk],
            made_by=place.admin,
            made_at=timezone.now(),
        )
        if reopened:
            place.enter("penilaian_tpi")
        return Ask((package.pk,))

    return build


BUILDERS: dict[tuple[str, str], Builder] = {
    (A + "package", ""): _page,
    (A + "package_file", ""): _file(),
    (A + "package_file", "dibuka kembali"): _file(reopened=True),
}
