"""A session ends twelve hours after signing in, also when somebody worked all the time."""

import time

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY

HOURS = 60 * 60


@pytest.mark.parametrize(("hours", "status"), [(11.9, 200), (12.1, 302)])
def test_a_session_ends_however_busy_it_was(world, hours, status):
    client = world.client("petugas")
    session = client.session
    first, *_ = session[AUTHENTICATION_METHODS_SESSION_KEY]
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {**first, "at": time.time() - hours * HOURS},
        {**first, "at": time.time()},  # proven again since
    ]
    session.save()
    assert (client.get("/").status_code, "_auth_user_id" in client.session) == (status, status == 200)
