"""The guides: whole, small, and leading to pages that open."""

import re
from itertools import chain

import pytest
from django.conf import settings
from django.urls import reverse

from assessments.guidance.guide import guides
from assessments.models import State
from assessments.rules import TABLE

STATIC = settings.BASE_DIR / "static"


def test_every_picture_is_there_and_all_are_light():
    wanted = {
        guide.picture(number)
        for guide in guides().values()
        for number, step in enumerate(guide.steps, 1)
        if step.picture
    }
    there = {str(file.relative_to(STATIC)) for file in (STATIC / "img" / "panduan").iterdir()}
    assert there == wanted
    assert sum((STATIC / name).stat().st_size for name in there) < 600_000


def test_steps_name_rights_that_exist():
    steps = chain.from_iterable(guide.steps for guide in guides().values())
    assert [step.title for step in steps if step.of == "unit" and step.right not in TABLE] == []


@pytest.mark.parametrize(
    ("who", "guide", "state", "most"),
    [
        ("petugas", "petugas", State.SELESAI_TPI, 8),
        ("pimpinan_unit", "pimpinan-unit", State.PENILAIAN_MANDIRI, 6),
        ("anggota", "tpi", State.PENILAIAN_TPI, 2),
        ("ketua", "ketua-tpi", State.PENILAIAN_TPI, 6),
        ("admin", "admin", State.PENILAIAN_TPI, 7),
        ("pimpinan_instansi", "pimpinan-instansi", State.PENILAIAN_TPI, 5),
    ],
)
def test_the_steps_lead_to_pages_that_open(world, who, guide, state, most):
    world.assessment(state)
    client = world.client(who)
    own = client.get(reverse("assessments:help")).content.decode()
    own = own[own.index('id="h-own"') : own.index('id="h-others"')]
    assert re.findall(r"/panduan/([a-z-]+)/", own) == [guide]
    page = client.get(reverse("assessments:help_guide", args=[guide])).content.decode()
    links = re.findall(r'class="btn btn-outline-primary" href="([^"]+)"', page)
    assert len(links) == most
    assert [(link, client.get(link).status_code) for link in links] == [(link, 200) for link in links]


def test_a_guide_tells_nothing_of_what_is_not_yours(world):
    world.assessment(State.PENILAIAN_TPI)
    client = world.client("tanpa_peran")
    page = client.get(reverse("assessments:help_guide", args=["ketua-tpi"])).content.decode()
    assert re.findall(r'class="btn btn-outline-primary" href="([^"]+)"', page) == ["/tpi/"]
    assert client.get(reverse("assessments:help_guide", args=["tidak-ada"])).status_code == 404


@pytest.mark.parametrize(("who", "guide", "queries"), [("anggota", "tpi", 6), ("admin", "admin", 6)])
def test_queries_do_not_grow(world, django_assert_num_queries, who, guide, queries):
    """Session, person, hats (2; 3 for TPI); the assessments; of an admin the period and the instansi."""
    world.assessment(State.PENILAIAN_TPI)
    client = world.client(who)
    url = reverse("assessments:help_guide", args=[guide])
    client.get(url)
    with django_assert_num_queries(queries):
        client.get(url)
    world.assessment(State.PENILAIAN_TPI, unit=world.unit2)
    with django_assert_num_queries(queries):
        client.get(url)
