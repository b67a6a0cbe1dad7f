"""The same state gives the same bytes, whatever the clock says and whoever asks; another state another name."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone

from assessments.models import ConditionValue, ProposalPackage
from documents.models import Document, LinkCheck
from tests.package.packing import made_bytes

pytestmark = pytest.mark.django_db


def again(year, *, days: int = 40, who: str = "pimpinan_instansi", **how) -> bytes:
    """The package made anew, as if it had never been, by somebody else at another time."""
    ProposalPackage.objects.all().delete()
    later = timezone.now() + timedelta(days=days)
    with (
        patch("django.utils.timezone.now", return_value=later),
        patch("time.time", return_value=later.timestamp()),
    ):
        return made_bytes(year, who=who, **how)


def test_made_again_at_another_time_it_is_the_same(year):
    first = made_bytes(year)
    Document.objects.update(version=7, archived_at=timezone.now())
    ConditionValue.objects.update(value="x")
    LinkCheck.objects.update(checked_at=timezone.now() + timedelta(days=3))
    assert again(year) == first
