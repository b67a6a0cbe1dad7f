"""Requests of the matrix: tables taken in from Excel: units, people, teams and the like, with their templates."""

from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.models import Import
from assessments.services import imports
from assessments.tables.kinds import Wish, plan_of
from documents.workbooks.cells import Cell, Grid
from documents.workbooks.stored_cells import dump
from tests.permissions.scene import Ask, Builder, Scene

A = "assessments:"
ROWS = (("Kode unit", "Nama unit"), ("BARU-1", "Unit baru"))


def _grids() -> tuple[Grid, ...]:
    grid = Grid("Unit", False)
    for number, row in enumerate(ROWS, start=1):
        for column, text in enumerate(row, start=1):
            grid.rows.setdefault(number, {})[column] = Cell("Unit", number, column, text)
    return (grid,)


def _upload(scene: Scene) -> Ask:
    file = SimpleUploadedFile("unit.xlsx", b"bukan berkas Excel")
    return Ask((scene.place.instansi.code, "unit"), {"file": file, "tahun": "2026"}, quiet=True)


def _import(scene: Scene) -> Import:
    """A table of units of the place, uploaded by its admin, ready to be applied."""
    place = scene.place
    imp = Import.objects.create(
        kind="tabel-unit",
        instansi=place.instansi,
        file=place.working_copy,
        filename="unit.xlsx",
        cells=dump(_grids()),
        status=Import.Status.READY,
        requested_by=place.admin,
    )
    imp.wish = Wish(seen=plan_of(imp, Wish(), actor=place.admin).digest()).as_json()
    imp.save()
    return imp


def _ready(*, quiet: bool = False) -> Builder:
    def build(scene: Scene) -> Ask:
        imp = _import(scene)
        data = {"version": "0", "act": "terapkan", "seen": imp.wish["seen"]}
        return Ask((imp.pk,), data, quiet)

    return build


def _applied(scene: Scene) -> Ask:
    imp = _import(scene)
    imports.apply_now(imp, actor=scene.place.admin)
    return Ask((imp.pk,))


def _of(*more: str) -> Builder:
    return lambda s: Ask((s.place.instansi.code, *more))


BUILDERS: dict[tuple[str, str], Builder] = {
    (A + "tables", ""): _of(),
    (A + "table", ""): _upload,
    (A + "table_template", ""): _of("orang"),
    (A + "import", "of a table"): _ready(),
    (A + "import_file", "of a table"): _ready(),
    (A + "import_decide", "of a table"): _ready(),
    (A + "import_undo", "of a table"): _applied,
    (A + "import_discard", "of a table"): _ready(quiet=True),
}
