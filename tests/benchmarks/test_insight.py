"""How long the year in three tables takes with 200 released units of 113 questions and five sheets each."""

import time

import pytest
from django.utils import timezone

from assessments.models import Answer, Sheet, State
from tests.factories import assessments as make
from tests.factories.units import make_unit, make_user
from units.models import TeamUnit

pytestmark = pytest.mark.django_db
UNITS, MOST = 200, 2  # seconds of processor time


def test_a_year_of_200_units(world, measured):
    people = [world.anggota, world.anggota2, make_user("anggota3")]
    rows = []
    for number in range(UNITS):
        unit = make_unit(world.instansi, f"U{number:03}")
        TeamUnit.objects.create(team=world.team, unit=unit, year=2026)
        a = make.make_assessment(world.period, unit, State.SELESAI_TPI)
        kinds = [(Sheet.Kind.UNIT, None), (Sheet.Kind.TPI, None), *((Sheet.Kind.MEMBER, p) for p in people)]
        for kind, owner in kinds:
            done = timezone.now() if owner else None
            sheet = Sheet.objects.create(assessment=a, kind=kind, owner=owner, done_at=done)
            told = make.answers_for(world.instrument, "random", seed=number * 7 + len(rows) % 97)
            rows += [
                Answer(
                    sheet=sheet,
                    code=code,
                    value=given.value,
                    updated_by=world.ketua,
                    updated_at=timezone.now(),
                )
                for code, given in told.items()
            ]
    Answer.objects.bulk_create(rows, batch_size=5000)
    client = world.client("admin")
    times = []
    for _ in range(3):
        start = time.process_time()
        assert client.get("/instansi/KAB-X/2026/evaluasi-tpi/?tampil=semua").status_code == 200
        times.append(time.process_time() - start)
    measured(f"a year of {UNITS} units in three tables", min(times), most=MOST, unit="s")
