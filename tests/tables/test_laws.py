"""Laws of tables over random texts: a filled template changes nothing, and what was taken in is the same afterwards."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.models import Employee
from tests.tables.files import filled_in, grids_of, look, statuses, take, template
from units.models import UnitKerja

SLOWLY = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
STARTS = st.sampled_from(["", "=", "+", "-", "@", "\t=", " =", "＝", "'", "<b>", "_x0041_", "|", "%"])
WORDS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"),
    min_size=1,
    max_size=40,
)
TEXTS = st.builds(lambda start, word: start + word, STARTS, WORDS).filter(lambda text: text.strip())


@pytest.mark.django_db
@given(names=st.lists(TEXTS, min_size=1, max_size=4))
@SLOWLY
def test_a_filled_template_changes_nothing_whatever_the_names_are(world, names):
    Employee.objects.all().delete()
    for number, name in enumerate(names):
        Employee.objects.create(unit=world.unit, name=name.strip(), nip=f"{number:018d}", post=name.strip())
    UnitKerja.objects.filter(pk=world.unit.pk).update(name=names[0].strip(), head_name=names[-1].strip())
    for key in ("pegawai", "unit"):
        assert set(statuses(look(world, key, grids_of(template(world, key, filled=True))))) == {"same"}


@pytest.mark.django_db
@given(names=st.lists(TEXTS, min_size=1, max_size=4))
@SLOWLY
def test_what_was_taken_in_is_the_same_afterwards(world, names):
    Employee.objects.all().delete()
    rows = [["PKM-01", name, f"{number:018d}", name] for number, name in enumerate(names)]
    blank = template(world, "pegawai", filled=False)
    grids = grids_of(filled_in(blank, "Pegawai", rows))
    assert set(statuses(look(world, "pegawai", grids))) == {"new"}
    take(world, "pegawai", grids)
    assert set(statuses(look(world, "pegawai", grids))) == {"same"}
    again = grids_of(template(world, "pegawai", filled=True))
    assert set(statuses(look(world, "pegawai", again))) == {"same"}
