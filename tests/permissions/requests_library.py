"""Requests of the library, of announcements and of the public pages."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.models import Assessment
from tests.factories.library import make_former, make_item, make_notice
from tests.permissions.scene import Ask, Builder, Scene
from units.models import Instansi

A = "assessments:"
D = "documents:"
SHARED = "_bersama"
ITEM = {"kind": "peraturan", "number": "5/2024", "year": "2024", "title": "Perubahan", "status": "berlaku"}
NOTICE = {"title": "Sosialisasi", "body": "Kamis pukul 09.00.", "starts": "2026-11-01", "public": "on"}


def _item(shelf: Instansi | None, scene: Scene):
    return make_item(shelf, by=scene.place.admin, public=False)


def _notice(shelf: Instansi | None, scene: Scene):
    return make_notice(shelf, by=scene.place.admin)


def _keeping(*, shared: bool) -> dict[tuple[str, str], Builder]:
    """The requests of who keeps a shelf, the shared one or the own."""
    case = "bersama" if shared else ""

    def shelf(scene: Scene) -> Instansi | None:
        return None if shared else scene.place.instansi

    def code(scene: Scene) -> str:
        return SHARED if shared else scene.place.instansi.code

    def of_shelf(**data: Any) -> Builder:
        return lambda s: Ask((code(s),), data)

    def new(scene: Scene) -> Ask:
        file = SimpleUploadedFile("perubahan.txt", b"teks perubahan", "text/plain")
        return Ask((code(scene),), {**ITEM, "file": file})

    def of(make, **data: Any) -> Builder:
        return lambda s: Ask((code(s), make(shelf(s), s).pk), data)

    def former(scene: Scene) -> Ask:
        item = make_item(shelf(scene), by=scene.place.admin, file=b"isi")
        return Ask((code(scene), item.pk, make_former(item, by=scene.place.admin, file=b"isi lama").pk))

    changed = {**ITEM, "version": "1", "url": "https://contoh.go.id/perubahan"}
    return {
        (D + "shelf", case): of_shelf(),
        (D + "shelf_add", case): new,
        (D + "shelf_item", case): of(_item, **changed),
        (D + "shelf_former", case): former,
        (D + "shelf_remove", case): of(_item),
        (D + "notices", case): of_shelf(),
        (D + "notice_add", case): of_shelf(**NOTICE),
        (D + "notice", case): of(_notice, **NOTICE, version="1"),
        (D + "notice_remove", case): of(_notice),
    }


def _file(*, shared: bool = False, public: bool = False) -> Builder:
    return lambda s: Ask(
        (make_item(None if shared else s.place.instansi, by=s.place.admin, public=public, file=b"isi").pk,)
    )


def _taking_part(state: str) -> Builder:
    """The page of the instansi, whose only unit is in a state."""

    def build(scene: Scene) -> Ask:
        Assessment.objects.filter(unit__instansi=scene.place.instansi).update(state="terdaftar")
        scene.place.enter(state)
        return Ask((scene.place.instansi.code,))

    return build


BUILDERS: dict[tuple[str, str], Builder] = {
    **_keeping(shared=False),
    **_keeping(shared=True),
    (D + "library", ""): lambda s: Ask(),
    (D + "library_file", ""): _file(),
    (D + "library_file", "bersama"): _file(shared=True),
    (A + "public_home", ""): lambda s: Ask(),
    (A + "public_terms", ""): lambda s: Ask(),
    (A + "public_instansi_list", ""): lambda s: Ask(),
    (A + "public_instansi", ""): _taking_part("pembangunan"),
    (A + "public_instansi", "belum mencanangkan"): _taking_part("terdaftar"),
    (A + "public_library", ""): lambda s: Ask(),
    (A + "public_library_file", ""): _file(public=True),
    (A + "public_library_file", "internal"): _file(),
    (A + "public_notices", ""): lambda s: Ask(),
}
