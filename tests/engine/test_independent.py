"""The engine's score against one computed in a different way from the same file."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.engine.answers import Given
from assessments.engine.scoring import score
from tests.engine.material import INSTRUMENTS, best_sheet, instrument, instrument_path, sheets
from tests.independent import independent_score


def compare(code: str, answers: dict[str, Given]) -> None:
    scored = score(instrument(code), answers)
    plain = {name: None if one.none_yet else one.value for name, one in answers.items()}
    areas = {f"area:{area}": found.percent for area, found in scored.areas.items()}
    assert independent_score(instrument_path(code), plain) == {
        **scored.components,
        "total": scored.total,
        **areas,
    }


@pytest.mark.parametrize("code", INSTRUMENTS)
@settings(max_examples=15, deadline=None)
@given(st.data())
def test_random_sheets(code: str, data: st.DataObject) -> None:
    compare(code, data.draw(sheets(instrument(code))))


@pytest.mark.parametrize("code", INSTRUMENTS)
def test_best_and_empty_sheet(code: str) -> None:
    compare(code, best_sheet(instrument(code)))
    compare(code, {})


def test_half_typed_counts() -> None:
    compare("lke-zi-2021", {"A.II.1.i.a": Given({"agen": 7})})
