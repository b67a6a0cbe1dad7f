"""The scoring cases that came with the task: every component, every area, every shortfall in its order."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from assessments.engine.answers import Given
from assessments.engine.scoring import score, six
from assessments.engine.verdict import verdict
from tests.engine.material import instrument, policy

CASES = json.loads((Path(__file__).parents[1] / "golden" / "scoring-2021.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict) -> None:
    scored = score(instrument(), {code: Given(value) for code, value in case["answers"].items()})
    points = {**scored.components, "total": scored.total}
    assert {code: six(value) for code, value in points.items()} == {
        code: six(Fraction(value)) for code, value in case["expected"].items()
    }
    assert {area: six(value.percent) for area, value in scored.areas.items()} == {
        area: six(Fraction(value)) for area, value in case["area_percent"].items()
    }
    for code in ("policy-2022", "policy-2024"):
        found = verdict(policy(code), instrument(), scored)
        assert {name: [short.what for short in one.short] for name, one in found.items()} == case["short_of"]
        assert {name: one.met for name, one in found.items()} == {
            name: not short for name, short in case["short_of"].items()
        }
