"""Requests of the matrix: differences, next year's plan, insight over a year."""

from assessments.models import Answer, PlanItem, Sheet
from assessments.services.plan import version_of
from tests.permissions.scene import Ask, Builder, Scene
from tests.permissions.small import IN_MP, IN_PP

A = "assessments:"


def _of_unit(scene: Scene) -> Ask:
    return Ask((scene.place.assessment.pk,))


def _choose(*codes: str) -> Builder:
    """There is something to mend in MP and PP; these are chosen, or all."""

    def build(scene: Scene) -> Ask:
        final = Answer.objects.filter(
            sheet__assessment=scene.place.assessment, sheet__kind=Sheet.Kind.TPI, code__in=(IN_MP, IN_PP)
        )
        final.update(value="Tidak")
        data = {"kode": list(codes)} if codes else {"semua": "1"}
        return Ask((scene.place.assessment.pk,), data)

    return build


def _item(code: str, act: str) -> Builder:
    """An act on an item that is in the plan."""

    def build(scene: Scene) -> Ask:
        place = scene.place
        PlanItem.objects.create(
            unit=place.unit,
            year=place.period.year + 1,
            origin=place.assessment,
            code=code,
            text="Lengkapi.",
            added_by=place.petugas,
        )
        data = {"aksi": act, "teks": "Lengkapi sampai Juni.", "dilihat": version_of("Lengkapi.")}
        return Ask((place.assessment.pk, code), data)

    return build


BUILDERS: dict[tuple[str, str], Builder] = {
    (A + "differences", ""): _of_unit,
    (A + "plan", ""): _of_unit,
    (A + "plan", "choose in MP"): _choose(IN_MP),
    (A + "plan", "choose in PP"): _choose(IN_PP),
    (A + "plan", "all"): _choose(),
    **{(A + "plan_item", f"{act} in MP"): _item(IN_MP, act) for act in ("ubah", "selesai", "hapus")},
    (A + "insight", ""): lambda s: Ask((s.place.instansi.code, s.place.period.year)),
    (A + "plan_item", "ubah in PP"): _item(IN_PP, "ubah"),
}
