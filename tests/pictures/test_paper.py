"""Radar and waterfall in documents: the sides that stand in the tables, and nothing of TPI before the release."""

import pytest

from assessments.models import State
from assessments.reports import score_sheet
from tests.assessments.after import BEST, judged, small_year
from tests.factories import assessments as make

LOW = {**BEST, "A.1.a": "Tidak"}


@pytest.fixture
def a(world):
    small_year(world)
    return judged(world, world.unit.code, unit=BEST, tpi=LOW)


def test_after_the_release_both_sides_are_drawn(a):
    sheet = score_sheet.gather(a, None)
    assert sheet.radar.table.head == ("Area", "Unit (%)", "TPI (%)", "Minimal (%)")
    assert sheet.waterfall.title == "Dari nilai TPI ke nilai minimal WBK"
    html = score_sheet.html_of(a, None)
    assert html.count("<svg") == 2 + len(sheet.areas)  # the bars of the areas
    assert "Dari nilai TPI ke nilai minimal WBK</h3>" in html


@pytest.mark.parametrize("state", [State.PENILAIAN_MANDIRI, State.PENILAIAN_TPI, State.PERBAIKAN])
def test_before_the_release_only_the_unit_is_drawn(a, state):
    make.set_state(a, state)
    sheet = score_sheet.gather(make.fresh(a), None)
    assert sheet.radar.table.head == ("Area", "Unit (%)", "Minimal (%)")
    assert sheet.waterfall.bars[0].text == "100,00"
    assert "Dari nilai TPI" not in score_sheet.html_of(make.fresh(a), None)
