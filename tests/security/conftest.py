"""An issuer that the portal knows."""

import pytest

from tests.security.issuer import CLIENT_ID, CLIENT_SECRET, Issuer, running
from tests.security.issuing import BACK


@pytest.fixture(scope="module")
def served():
    with running(BACK) as issuer:
        yield issuer


@pytest.fixture
def issuer(served, settings, db) -> Issuer:
    """The issuer, honest again, and known to the portal."""
    key, address = served.key, served.address
    served.__init__(BACK, address=address, key=key)
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = (
        address,
        CLIENT_ID,
        CLIENT_SECRET,
    )
    settings.OIDC_NAME, settings.SITE_URL = "SSO Kabupaten", "http://127.0.0.1:8000"
    return served
