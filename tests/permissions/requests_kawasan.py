"""Requests of the matrix: kawasan, of which the instansi of the place is the coordinator."""

from typing import Any

from django.utils import timezone

from assessments.models import KawasanEvidence, KawasanYear
from assessments.services.kawasan import open_kawasan_year
from documents.models import Document, Revision
from documents.services import store_generated
from tests.factories.units import make_instansi
from tests.permissions.scene import Ask, Builder, Scene
from units.models import Kawasan, KawasanUnit

A = "assessments:"
U = "units:"


def _kawasan(scene: Scene) -> Kawasan:
    place = scene.place.instansi
    made = Kawasan.objects.create(
        name=f"Kawasan {place.code}", kind="bandara", basis="Surat 1", coordinator=place
    )
    made.instansi.set([place, make_instansi(f"{place.code}-2")])
    KawasanUnit.objects.create(kawasan=made, unit=scene.place.unit)
    return made


def _of(*more: Any, **data: Any) -> Builder:
    return lambda s: Ask((_kawasan(s).pk, *more), data)


def _year(**data: Any) -> Builder:
    def build(scene: Scene) -> Ask:
        made = _kawasan(scene)
        open_kawasan_year(made, year=2026, policy=scene.place.period.policy, actor=scene.place.admin)
        return Ask((made.pk, 2026), data)

    return build


def _paper(*what: str) -> Builder:
    def build(scene: Scene) -> Ask:
        ask, by = _year()(scene), scene.place.admin
        document = Document.objects.create(instansi=scene.place.instansi, title="SOP", created_by=by)
        blob = store_generated(b"%PDF-1.4 sop", media_type="application/pdf")
        revision = Revision.objects.create(
            document=document, number=1, created_by=by, blob=blob, filename="sop.pdf"
        )
        year = KawasanYear.objects.get(kawasan=ask.args[0])
        told = {"aspect": "sop", "added_by": by, "added_at": timezone.now()}
        made = KawasanEvidence.objects.create(year=year, revision=revision, **told)
        return Ask((*ask.args, made.pk, *what), {})

    return build


def _managed(**data: Any) -> Builder:
    return lambda s: Ask((s.place.instansi.code, _kawasan(s).pk), data)


def _seats(scene: Scene) -> Ask:
    return Ask((scene.place.instansi.code, _kawasan(scene).pk), {"people": [scene.place.ketua.pk]})


def _open(scene: Scene) -> Ask:
    return Ask((_kawasan(scene).pk,), {"year": "2026", "policy": scene.place.period.policy_id})


def _found(scene: Scene) -> Ask:
    place = scene.place.instansi
    other = make_instansi(f"{place.code}-3")
    data = {"name": "Kawasan Baru", "kind": "bandara", "basis": "Surat 2", "coordinator": place.pk}
    return Ask((), data | {"instansi": [place.pk, other.pk]})


def _change(scene: Scene) -> Ask:
    made = _kawasan(scene)
    data = {"name": "Kawasan Lain", "kind": "bandara", "basis": "Surat 2", "coordinator": made.coordinator_id}
    return Ask((made.pk,), data | {"instansi": list(made.instansi.values_list("pk", flat=True))})


DECISION = {"verdict": "belum", "decree_number": "KEP 1", "decree_date": "2026-01-02"}
BUILDERS: dict[tuple[str, str], Builder] = {
    (A + "kawasan_mine", ""): lambda scene: Ask(),
    (A + "kawasan", ""): _of(),
    (A + "kawasan_open", ""): _open,
    (A + "kawasan_year", ""): _year(),
    (A + "kawasan_sign", ""): _year(seen="x"),
    (A + "kawasan_unsign", ""): _year(reason="Keliru."),
    (A + "kawasan_bring", ""): _year(aspect="sop"),
    (A + "kawasan_paper", ""): _paper("baca"),
    (A + "kawasan_take_off", ""): _paper(),
    (A + "kawasan_print", ""): _year(),
    (A + "kawasan_determine", ""): _year(**DECISION),
    (A + "kawasan_revoke", ""): _year(number="KEP 2", day="2026-03-01", reason="Tidak lagi."),
    (U + "kawasan", ""): lambda s: Ask((s.place.instansi.code,)),
    (U + "kawasan_units", ""): _managed(units=[]),
    (U + "kawasan_seats", ""): _seats,
    (U + "system_kawasan", ""): lambda scene: Ask(),
    (U + "kawasan_add", ""): _found,
    (U + "kawasan_edit", ""): _change,
}
