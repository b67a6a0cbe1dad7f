"""The command `generate_size` is never for a real portal, and shares units out evenly."""

import pytest
from django.core.management import CommandError, call_command

from zi_portal.sizes.generating import Size, shares

pytestmark = pytest.mark.django_db


def refused(**options) -> str:
    with pytest.raises(CommandError) as error:
        call_command("generate_size", **options)
    return str(error.value)


def test_without_debug_it_wants_to_be_told_that_nothing_is_real(settings):
    settings.DEBUG = False
    assert refused().startswith("Di portal sungguhan tidak ada data buatan.")


def test_real_data_are_left_alone(settings, world):
    settings.DEBUG = True
    assert refused() == "Basis data ini berisi instansi lain daripada demo. Pakai basis data yang kosong."
    assert refused(this_is_no_real_portal=True).startswith("Basis data ini berisi instansi lain")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"instansi": 641, "units": 25_000}, "--instansi harus 1 sampai 640."),
        ({"units": 25_001}, "--units harus 1 sampai 25000."),
        ({"years": 0}, "--years harus 1 sampai 5."),
        ({"instansi": 3, "units": 9, "largest": 0}, "--largest harus sedikitnya 1."),
        ({"instansi": 3, "units": 2}, "Setiap instansi perlu sedikitnya satu unit; naikkan --units."),
        (
            {"instansi": 3, "units": 9, "largest": 8},
            "Setiap instansi perlu sedikitnya satu unit; naikkan --units.",
        ),
    ],
)
def test_sizes_have_limits(settings, options, said):
    settings.DEBUG = True
    assert refused(**options) == said


def test_units_are_shared_out():
    assert shares(Size(instansi=3, units=11, years=1)) == [4, 4, 3]
    assert shares(Size(instansi=3, units=11, years=1, largest=7)) == [7, 2, 2]
    assert shares(Size(instansi=1, units=7, years=1, largest=7)) == [7]
