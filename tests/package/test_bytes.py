"""The same state gives the same bytes, whatever the clock says and whoever asks; another state has another name."""

import hashlib
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from django.utils import timezone

from assessments.kke.packaged import without_clock
from assessments.models import Comment, ConditionValue, ProposalPackage
from assessments.services.approving import approve_proposal
from assessments.services.packages import standing
from documents.models import Document, LinkCheck
from tests.factories.assessments import answers_for
from tests.kke.exports import export
from tests.package.packing import made_bytes, manifest, prove

ROOT = Path(__file__).parents[2]
SEEDED = """
import django, hashlib; django.setup()
from assessments.package.plan import plan_of
from assessments.reports.package_index import index_pdf, unit_index_pdf
from tests.package.plain import address, proof, subject, unit
plan = plan_of(subject(unit(proof("A.I.1.i.a", "Sé <b>"), address("B.I.a"))), confidential=True)
for content in (index_pdf(plan, "0" * 64), unit_index_pdf(plan, plan.units[0], "0" * 64)):
    print(hashlib.sha256(content).hexdigest())
"""


@pytest.mark.django_db
def test_made_again_at_another_time_by_another_person_after_what_does_not_concern_it(year):
    first = made_bytes(year)
    a, world = year.first, year.world
    Comment.objects.create(assessment=a, code="A.I.1.i.a", author=world.petugas, text="Sudah?")
    ConditionValue.objects.update(value="x")
    LinkCheck.objects.update(checked_at=timezone.now() + timedelta(days=3))
    Document.objects.update(version=7, kind="notulen")
    prove(world, a, [], "Belum menjadi bukti", b"baru")
    ProposalPackage.objects.all().delete()
    later = timezone.now() + timedelta(days=40)
    with (
        patch("django.utils.timezone.now", return_value=later),
        patch("time.time", return_value=later.timestamp()),
    ):
        assert made_bytes(year, who="pimpinan_instansi") == first


@pytest.mark.django_db
def test_what_concerns_it_has_another_state(year):
    seen = {standing(year.proposal, confidential=choice).state for choice in (True, False)}
    assert len(seen) == 2

    def moved() -> bool:
        state = standing(year.proposal, confidential=True).state
        fresh = state not in seen
        seen.add(state)
        return fresh

    assert not moved()
    Document.objects.filter(title__startswith="SK Tim").update(title="SK Tim Kerja 12/2026")
    assert moved()
    Document.objects.filter(title__startswith="SK Tim").update(confidentiality="terbatas")
    assert moved()
    LinkCheck.objects.update(result="ok", detail="200")
    assert moved()
    year.proposal.units.filter(assessment=year.first).update(exception_reason="Alasan.")
    assert moved()
    approve_proposal(year.proposal, actor=year.world.pimpinan_instansi)
    assert moved()
    type(year.proposal).objects.update(sent_at=timezone.now())  # sending changes nothing of what is sent
    assert not moved()


@pytest.mark.parametrize("seed", ["1", "2"])
def test_lists_do_not_depend_on_the_order_of_sets(seed, tmp_path):
    """Python shuffles sets in every process."""
    env = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "x" * 50,
        "DEBUG": "1",
        "HOME": os.environ.get("HOME", "/"),
    }
    env |= {
        "DJANGO_SETTINGS_MODULE": "zi_portal.settings",
        "PYTHONPATH": str(ROOT),
        "DATA_DIR": str(tmp_path),
    }
    found = [
        subprocess.run(
            [sys.executable, "-c", SEEDED],
            cwd=ROOT,
            env=env | {"PYTHONHASHSEED": other},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        for other in (seed, "77")
    ]
    assert (found[0], len(found[0])) == (found[1], 2)


@pytest.mark.django_db
def test_a_workbook_without_a_clock(world):
    instrument, policy = world.instrument, world.policy
    answers = answers_for(instrument, "random")
    moment = datetime(2026, 5, 20, 3, 4, 5, tzinfo=UTC)

    def made(day: int) -> str:
        at = datetime(2027, 1, day, tzinfo=UTC)
        with patch("time.time", return_value=at.timestamp()):
            book = export(instrument, policy, answers, answers)
        return hashlib.sha256(without_clock(book, moment)).hexdigest()

    assert made(1) == made(2)


@pytest.mark.django_db
def test_the_name_of_its_state_stands_in_the_manifest(year):
    assert manifest(made_bytes(year))["state"] == standing(year.proposal, confidential=True).state
