"""What tests of members' sheets share."""

import pytest

from tests.assessments.tpi import members_filled, submitted


@pytest.fixture
def done(world):
    """An assessment with TPI whose members are both done."""
    a = submitted(world)
    members_filled(world, a, done=True)
    return a
