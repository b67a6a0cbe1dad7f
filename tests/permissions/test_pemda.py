"""A local government has no penilaian pendahuluan: whoever holds that role there sees nothing by it."""

import pytest
from django.urls import reverse

from assessments.models import State
from assessments.services.errors import Refused
from assessments.services.workflow import move
from tests.factories.units import give_role, make_unit, make_user
from units.models import Role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "state", [State.PENILAIAN_MANDIRI, State.PENDAHULUAN, State.PENILAIAN_TPI, State.WBK]
)
def test_the_level_above_is_a_stranger(world, state):
    above = make_unit(world.instansi, "SETDA", "Sekretariat Daerah")
    world.unit.parent = above
    world.unit.save()
    person = make_user("atas")
    give_role(person, Role.PENILAI_PENDAHULUAN, above)
    a = world.assessment(state)
    world.fill(a)
    page = world.client(person).get(reverse("assessments:assessment", args=[a.pk]))
    assert page.status_code == 404


def test_the_move_is_refused(world):
    a = world.assessment(State.PENILAIAN_MANDIRI)
    world.fill(a)
    with pytest.raises(Refused) as refused:
        move(a.pk, "ajukan_pendahuluan", actor=world.pimpinan_unit)
    assert refused.value.reasons == [
        ("Unit ini langsung dinilai TPI, tanpa penilaian pendahuluan. Ajukan ke TPI.", "alur")
    ]
    assert move(a.pk, "ajukan", actor=world.pimpinan_unit).state == State.PENILAIAN_TPI
