"""What a representative finds on the to-do list."""

import pytest
from django.utils import timezone

from assessments.todo import todo_of
from tests.kawasan.area import build, score, sign
from units.models import User

pytestmark = pytest.mark.django_db


def waits(user) -> list[str]:
    found = todo_of(User.objects.get(pk=user.pk), now=timezone.now())
    return [item.url for item in found if item.role == "TPI gabungan"]


def test_it_waits_until_the_own_instansi_has_signed_the_last_scores(world):
    area = build(world)
    page = [f"/kawasan/{area.kawasan.pk}/2026/"]
    assert (waits(area.mine), waits(area.theirs), waits(world.admin)) == (page, page, [])
    score(area)
    sign(area, area.mine)
    assert (waits(area.mine), waits(area.theirs)) == ([], page)
    score(area, "8", actor=area.theirs)
    assert waits(area.mine) == page
