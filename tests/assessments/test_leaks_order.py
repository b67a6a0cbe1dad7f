"""Neither an order nor a filter tells what TPI has before release: worlds that differ in nothing else look alike."""

import pytest
from django.urls import reverse

from assessments.models import State
from assessments.units_of_year.choosing import LATE, SORTS, TARGETS
from tests.assessments.leaks import FILTERS, text_of
from tests.assessments.test_leaks import stable
from tests.assessments.tpi import FINAL
from tests.permissions.place import undone

pytestmark = [pytest.mark.slow, pytest.mark.crawl]

YEAR = ("KAB-X", 2026)
QUERIES = (
    *(f"sort={sign}{name}" for name in SORTS for sign in ("", "-")),
    *(f"late={name}" for name in LATE),
    *(f"target={name}" for name in TARGETS),
    *FILTERS["assessments:period"],
    "state=selesai_tpi",
    "team=tanpa&sort=-tpi",
    "area=PP&sort=tpi",
)
PLACES = ("period", "year_pictures", "conditions_table")


def told(world, who: str, best, worst) -> dict[str, str]:
    """What a person reads in every list, in every order, when TPI finds one unit perfect and the other not at all."""
    with undone():
        world.fill(best, "best", kind=FINAL)
        world.fill(worst, "worst", kind=FINAL)
        client = world.client(world.people[who])
        addresses = [reverse(f"assessments:{name}", args=YEAR) for name in PLACES]
        addresses += [f"{addresses[0]}?{query}" for query in QUERIES]
        addresses += ["/", reverse("assessments:todo"), *(f"/penilaian/{a.pk}/" for a in (best, worst))]
        found = {address: stable(text_of(client.get(address))) for address in sorted(addresses)}
    return found


@pytest.mark.parametrize("who", ["admin", "pimpinan_instansi"])
def test_no_order_and_no_filter_tells_which_of_two_units_tpi_finds_better(world, who):
    first, second = (world.assessment(State.PENILAIAN_MANDIRI, unit) for unit in (world.unit, world.unit2))
    for one in (first, second):
        world.fill(one, "best")
    first, second = (world.assessment(State.PENILAIAN_TPI, unit) for unit in (world.unit, world.unit2))
    one, other = told(world, who, first, second), told(world, who, second, first)
    assert len(one) > 30
    assert {address for address, text in one.items() if not text.startswith("200")} == set()
    assert [address for address, text in one.items() if text != other[address]] == []


def test_after_release_the_order_does_tell(world):
    first, second = (world.assessment(State.SELESAI_TPI, unit) for unit in (world.unit, world.unit2))
    by_tpi = f"{reverse('assessments:period', args=YEAR)}?sort=tpi"
    one, other = told(world, "admin", first, second), told(world, "admin", second, first)
    assert one[by_tpi] != other[by_tpi]
