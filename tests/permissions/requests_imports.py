"""Requests of the matrix: imports, their preview, applying, undoing, the kept file; and cancelling a job."""

from django.db import transaction
from django.db.models import F

from assessments.kke.wish import Wish
from assessments.models import Import, Job
from assessments.services import imports
from documents.workbooks.guard import open_package
from documents.workbooks.reader import read_grids
from documents.workbooks.stored_cells import dump
from tests.permissions.scene import Ask, Builder, Scene

A = "assessments:"


def _side(scene: Scene) -> str:
    return "tpi" if scene.person in {*scene.place.anggota, scene.place.ketua} else "unit"


def _import(scene: Scene, status: str, *, side: str = "") -> Import:
    """An import of the workbook of the person (of the petugas, for people without one), as it stands in `status`."""
    place, side = scene.place, side or _side(scene)
    grids = read_grids(open_package(place.workbook(scene.person if side == "tpi" else place.petugas)))
    return Import.objects.create(
        kind="kke",
        side=side,
        instansi=place.instansi,
        assessment=place.assessment,
        file=place.working_copy,
        filename="kke.xlsx",
        cells=dump(grids),
        wish=Wish(on_conflict="file").as_json(),
        status=status,
        outcome={"changes": 0, "sheet": 0, "answers": {}, "uses": []},
        requested_by=scene.person if side == "tpi" and scene.person else place.petugas,
    )


def _of(status: str, *, side: str = "", quiet: bool = False, **data: str) -> Builder:
    return lambda s: Ask((_import(s, status, side=side).pk,), {"version": "0", **data}, quiet)


def _decide(scene: Scene) -> Ask:
    imp = _import(scene, Import.Status.READY)
    return Ask((imp.pk,), {"version": "0", "act": "terapkan", "mark": ""})


def _undo(scene: Scene) -> Ask:
    """Undo what this person has just applied; who may not apply gets an import that others applied."""
    imp = _import(scene, Import.Status.READY)
    try:
        with transaction.atomic():
            imports.apply_now(imp, actor=scene.person)
    except Exception:  # noqa: BLE001 whoever it is that may not: a stranger, a role, a stage
        Import.objects.filter(pk=imp.pk).update(status=Import.Status.APPLIED, version=F("version"))
    return Ask((imp.pk,))


def _job(*, own: bool) -> Builder:
    def build(scene: Scene) -> Ask:
        owner = scene.person if own and scene.person else scene.town.world.anggota2
        job = Job.objects.create(
            kind="score_sheet",
            instansi=scene.place.instansi,
            assessment=scene.place.assessment,
            requested_by=owner,
        )
        return Ask((job.pk,), quiet=True)

    return build


BUILDERS: dict[tuple[str, str], Builder] = {
    (A + "import", "of the unit"): _of(Import.Status.APPLIED, side="unit"),
    (A + "import", "own into TPI's sheet"): _of(Import.Status.APPLIED, side="tpi"),
    (A + "import_file", "of the unit"): _of(Import.Status.APPLIED, side="unit"),
    (A + "import_decide", ""): _decide,
    (A + "import_undo", ""): _undo,
    (A + "import_discard", ""): _of(Import.Status.READY, quiet=True),
    (A + "jobs", ""): lambda s: Ask(),
    (A + "job_cancel", "own"): _job(own=True),
    (A + "job_cancel", "another's"): _job(own=False),
}
