"""Every door through which a person's file comes in, so that each attack is tried at all of them."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import Model
from django.urls import reverse

from assessments.kke.mapping import mapping_for
from assessments.models import EvidenceUse, Import, Job, PeriodTemplate
from documents.models import Blob, Document, LibraryItem, Revision
from documents.services import add_link
from tests.documents import files
from tests.factories.library import make_item
from tests.kke_files.jawaban import build_jawaban

BOUNDARY = "b"
ITEM = {
    "kind": "materi",
    "number": "",
    "year": "2026",
    "title": "Paparan",
    "status": "berlaku",
    "changed_by": "",
    "url": "",
}


@dataclass(frozen=True)
class Door:
    """`address` gives the URL, after making what must be there; `good` is what is taken here, under the name `name`."""

    who: str
    address: Callable[..., str]
    good: Callable[..., bytes]
    name: str
    models: tuple[type[Model], ...]
    fields: dict[str, str] = field(default_factory=dict)
    most: int | None = None  # bytes; None: EVIDENCE_MAX_BYTES

    def post(self, world, data: bytes, filename: str, **headers: str):
        """As sent by hand: Django's test client would clean the name."""
        return world.client(self.who).post(
            self.address(world),
            self.body(data, filename),
            f"multipart/form-data; boundary={BOUNDARY}",
            headers=headers,
        )

    def body(self, data: bytes, filename: str) -> bytes:
        """The request's body."""
        parts = [
            f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in self.fields.items()
        ]
        head = f'--b\r\nContent-Disposition: form-data; name="file"; filename="{filename}"\r\n'
        return b"".join(
            [*parts, head.encode(), b"Content-Type: application/pdf\r\n\r\n", data, b"\r\n--b--\r\n"]
        )

    def stored(self) -> tuple[int, ...]:
        """How many rows there are of everything that an upload here makes."""
        return tuple(model._default_manager.count() for model in self.models)


def _evidence(world) -> str:
    return reverse("assessments:evidence_add", args=[world.assessment().pk, "A.I.1.i.a"])


def _shelf(world) -> str:
    return reverse("assessments:papers_upload", args=[world.assessment().pk])


def _revision(world) -> str:
    """The page of a link, which a file shall replace."""
    document = Document.objects.first()
    if document is None:
        link = {"url": "https://contoh.go.id/sk", "title": "SK", "kind": "sk"}
        document = add_link(unit=world.unit, actor=world.petugas, role="", **link).document
    return reverse("assessments:paper_replace", args=[world.assessment().pk, document.pk])


def _library(world) -> str:
    return reverse("documents:shelf_add", args=[world.instansi.code])


def _item(world) -> str:
    item = LibraryItem.objects.first() or make_item(world.instansi, by=world.admin, title="Paparan")
    return reverse("documents:shelf_item", args=[world.instansi.code, item.pk])


def _kke(world) -> str:
    return reverse("assessments:kke_import", args=[world.assessment().pk])


def _table(world) -> str:
    return reverse("assessments:table", args=[world.instansi.code, "unit"])


def _template(world) -> str:
    return reverse("assessments:period_templates", args=[world.instansi.code, world.period.year])


def _pdf(world) -> bytes:
    return files.PDF


def _csv(world) -> bytes:
    return b"kode;nama\nRSUD;RSUD Baru\n"


def _blank(world) -> bytes:
    return build_jawaban(world.instrument, mapping_for(world.instrument))


PROVING = (Blob, Document, Revision, EvidenceUse)
TAKEN_IN = (Blob, Import, Job)
MOST = 10_000_000
DOORS = {
    "evidence": Door("petugas", _evidence, _pdf, "a.pdf", PROVING, {"kind": "sk"}),
    "shelf": Door("petugas", _shelf, _pdf, "a.pdf", PROVING, {"kind": "sk"}),
    "revision": Door("petugas", _revision, _pdf, "a.pdf", PROVING),
    "library": Door("admin", _library, _pdf, "a.pdf", (Blob, LibraryItem), ITEM),
    "library, another file": Door("admin", _item, _pdf, "a.pdf", (Blob,), ITEM | {"version": "1"}),
    "kke": Door("petugas", _kke, _csv, "a.csv", TAKEN_IN, {"side": "unit"}, MOST),
    "table": Door("admin", _table, _csv, "a.csv", TAKEN_IN, {"tahun": "2026"}, MOST),
    "template": Door("admin", _template, _blank, "a.xlsx", (Blob, PeriodTemplate), {}, MOST),
}
WORKBOOKS = ("kke", "table", "template")
OFFERED = (
    "evidence",
    "shelf",
)  # where content that is there already is offered instead of taken a second time
