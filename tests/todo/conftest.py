"""Counting queries, and a second hat."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext


@pytest.fixture
def count_queries():
    """Call a function twice; how many queries the second call made."""

    def count(act, *args, **more) -> int:
        act(*args, **more)
        with CaptureQueriesContext(connection) as captured:
            act(*args, **more)
        return len(captured)

    return count
