"""Ids that no row can have are wrong choices; without that the database would answer with an error of its own."""

import pytest
from django.core.exceptions import ValidationError

from units.forms.several import SeveralField
from units.models import UnitKerja


@pytest.mark.parametrize("text", ["9" * 19, "9" * 400, "9223372036854775808", "-1", "\x00", "²", "x"])
def test_an_id_that_no_row_can_have_is_a_wrong_choice(world, text):
    field = SeveralField(UnitKerja.objects.all())
    with pytest.raises(ValidationError):
        field.clean([str(world.unit.pk), text])
    assert list(field.clean([str(world.unit.pk)])) == [world.unit]
