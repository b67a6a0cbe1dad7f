"""Requests of the matrix: taking over an earlier year."""

from assessments.kke.carry_jobs import CARRY
from assessments.models import Answer, Assessment, CarryOver, Job, Period, Sheet
from tests.factories import assessments as make
from tests.permissions.scene import Ask, Builder, Scene
from tests.permissions.small import IN_MP, IN_PP

A = "assessments:"


def _year_before(scene: Scene) -> Assessment:
    """The unit's year before, answered; this year nobody has answered yet."""
    place = scene.place
    like = place.period
    period = Period.objects.create(
        instansi=place.instansi,
        year=like.year - 1,
        instrument=like.instrument,
        policy=like.policy,
        opens_on=like.opens_on,
        deadline=like.deadline,
        tpi_deadline=like.tpi_deadline,
    )
    before = make.make_assessment(period, place.unit, "selesai_tpi")
    make.fill_answers(make.make_sheet(before), "best", by=place.petugas)
    Answer.objects.filter(sheet__assessment=place.assessment, sheet__kind=Sheet.Kind.UNIT).delete()
    return before


def _take(scene: Scene) -> Ask:
    return Ask((scene.place.assessment.pk,), {"sumber": _year_before(scene).pk})


def _taken(scene: Scene) -> Ask:
    """An answer was taken over in MP, where nobody has looked at it yet."""
    place, before = scene.place, _year_before(scene)
    carry = CarryOver.objects.create(
        assessment=place.assessment,
        source=before,
        by=place.petugas,
        role="Petugas unit",
        at=before.state_since,
    )
    sheet = Sheet.objects.get(assessment=place.assessment, kind=Sheet.Kind.UNIT)
    make.fill_answers(sheet, {IN_MP: "Ya"}, by=place.petugas)
    Sheet.objects.filter(pk=sheet.pk).update(unconfirmed=[IN_MP])
    carry.items.create(assessment=place.assessment, kind="answer", code=IN_MP, old_code=IN_MP, version=1)
    return Ask((place.assessment.pk,))


def _check(code: str) -> Builder:
    def build(scene: Scene) -> Ask:
        sheets = Sheet.objects.filter(assessment=scene.place.assessment, kind=Sheet.Kind.UNIT)
        sheets.update(unconfirmed=[code])
        return Ask((scene.place.assessment.pk,), {"kode": [code]})

    return build


def _many(scene: Scene) -> Ask:
    _year_before(scene)
    place = scene.place
    return Ask((place.instansi.code, place.period.year), {"unit": [place.assessment.pk]})


def _job(scene: Scene) -> Ask:
    """The finished work of the person."""
    place = scene.place
    job = Job.objects.create(
        kind=CARRY,
        instansi=place.instansi,
        requested_by=scene.person or scene.town.world.anggota2,
        params={"year": place.period.year, "assessments": [place.assessment.pk]},
        status=Job.Status.DONE,
        result=place.letter.blob,
        filename="ambil-alih.xlsx",
    )
    return Ask((job.pk,))


BUILDERS: dict[tuple[str, str], Builder] = {
    (A + "carry", ""): _take,
    (A + "carry_undo", ""): _taken,
    (A + "carry_list", ""): _taken,
    (A + "carry_check", "in MP"): _check(IN_MP),
    (A + "carry_check", "in PP"): _check(IN_PP),
    (A + "carry_many", ""): _many,
    (A + "job_file", "pengambilalihan"): _job,
}
