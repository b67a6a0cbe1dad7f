"""Fixtures of this folder."""

import pytest

from tests.package.packing import Packed, packed


@pytest.fixture
def year(world) -> Packed:
    """A draft of a proposal of two units."""
    return packed(world)
