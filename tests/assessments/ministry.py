"""The small world as a ministry: PKM-01 below a directorate general, whose two assessors judge it before TPI does."""

from datetime import date

from django.http import HttpResponse
from django.urls import reverse

from assessments.models import Assessment, Sheet, State
from assessments.services.preliminary import Conclusion, save_preliminary
from assessments.services.workflow import move
from tests.factories.assessments import fresh
from tests.factories.units import make_person, make_unit
from tests.people import World, build_world
from units.models import Instansi, Role, UnitKerja

FIRST = Sheet.Kind.PRELIMINARY
FIT = Conclusion(True, "Pengungkit berjalan.", "PW.01/7/2026", date(2026, 1, 20))
NOT_FIT = Conclusion(False, "Survei belum dilakukan.")


def build_ministry() -> World:
    """KAB-X as a ministry; people more: penilai, penilai2."""
    world = build_world()
    Instansi.objects.filter(pk=world.instansi.pk).update(kind=Instansi.Kind.KL)
    above = make_unit(
        world.instansi,
        "DITJEN",
        "Direktorat Jenderal Pelayanan",
        level=UnitKerja.Level.JPT_MADYA,
        head_name="Dr. Hasan Basri",
        head_post="Direktur Jenderal Pelayanan",
    )
    UnitKerja.objects.filter(pk=world.unit.pk).update(parent=above)
    for thing in (world.instansi, world.unit, world.unit2):
        thing.refresh_from_db()
    for name, shown in (("penilai", "Nurul Hidayah"), ("penilai2", "Bagus Prakoso")):
        world.people[name] = make_person(name, Role.PENILAI_PENDAHULUAN, above, shown)
    return world


def with_level_above(world: World, how="best") -> Assessment:
    """PKM-01 has answered everything and submitted to the level above."""
    a = world.assessment(State.PENILAIAN_MANDIRI)
    world.fill(a, how)
    move(a.pk, "ajukan_pendahuluan", actor=world.pimpinan_unit)
    return fresh(a)


def assessed(world: World, how="best") -> Assessment:
    """The same, and the level above has answered everything."""
    a = with_level_above(world)
    world.fill(a, how, kind=FIRST)
    return a


def concluded(world: World, conclusion: Conclusion, how="best") -> Assessment:
    """The same, concluded and moved on or back."""
    a = assessed(world, how)
    save_preliminary(a.pk, conclusion=conclusion, seen=0, actor=world.penilai)
    move(a.pk, "teruskan_ke_tpi" if conclusion.fit else "kembalikan_pendahuluan", actor=world.penilai)
    return fresh(a)


def page(world: World, who, name: str, a: Assessment, *args) -> HttpResponse:
    """A page about the unit as a person gets it."""
    return world.client(who).get(reverse(f"assessments:{name}", args=[a.pk, *args]))


def conclude(world: World, who: str, a: Assessment, **data) -> HttpResponse:
    """Post the form of the conclusion."""
    sent = {"version": "0", "fit": "", "text": "", "letter_number": "", "letter_date": "", **data}
    return world.client(who).post(reverse("assessments:preliminary", args=[a.pk]), sent)
