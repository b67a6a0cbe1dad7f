"""A determination of a kawasan rests on what its units held then, which is not taken back from under it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from assessments.models import KawasanYear, PredicateRecord
from assessments.services.errors import Refused
from assessments.services.kawasan import determine_kawasan
from assessments.services.revoking import retract_revocation, revoke_predicate
from assessments.services.tpn import determine
from assessments.services.workflow import refusals
from tests.after.test_register import entry
from tests.factories.assessments import fresh
from tests.kawasan.area import found
from tests.kawasan.test_integration import DECREE, determined
from tests.tpn.stage import STAGES, in_tpn, say
from units.services.kawasan import set_units

pytestmark = pytest.mark.django_db
LATER, BEFORE = timedelta(seconds=1), timedelta(days=-1)
CASES = [(2024, LATER, True, True), (2024, BEFORE, True, False), (2027, LATER, False, False)]
NAMES = ("year", "when", "counted", "rests")


def decided(world, year: int, when: timedelta, counted: bool) -> KawasanYear:
    """A kawasan that counted the unit, which is no member any more; or that did not, though it is one now."""
    kawasan = found(world)
    units = [world.unit2] if counted else [world.unit]
    set_units(kawasan, world.instansi, units=units, actor=world.admin)
    then = world.unit if counted else world.unit2
    return KawasanYear.objects.create(
        kawasan=kawasan,
        year=year,
        policy=world.period.policy,
        opened_by=world.admin,
        verdict="WBK",
        decree_number="KEP 9",
        decree_date=date(year, 10, 1),
        decided_by=world.admin,
        decided_at=timezone.now() + when,
        frozen={"instansi": [world.instansi.pk], "units": [[then.pk, "x", world.instansi.pk, "WBK"]]},
    )


@pytest.mark.parametrize(NAMES, CASES)
def test_on_a_determination(world, year, when, counted, rests):
    (a,) = in_tpn(world)
    for number, stage in enumerate(STAGES):
        say(world, a, stage, days=20 - number)
    args = {"decree_number": "KEP/1", "decree_date": timezone.localdate(), "seen": 1}
    determine(a.pk, verdict="WBK", actor=world.admin, **args)
    made = decided(world, year, when, counted)
    told = [refusal.message for refusal in refusals(fresh(a), "batalkan_penetapan")]
    assert [f"penetapan {made}" in message for message in told] == ([True] if rests else [])


def revoke(world, record: PredicateRecord) -> PredicateRecord:
    """As the admin, on the day of its determination."""
    args = {"number": "KEP-9", "on": record.decree_date, "reason": "Pungutan.", "scan": None}
    return revoke_predicate(record.pk, seen=record.version, actor=world.admin, **args)


def retract(world, record: PredicateRecord) -> PredicateRecord:
    """As the admin."""
    return retract_revocation(record.pk, reason="Salah unit.", seen=record.version, actor=world.admin)


@pytest.mark.parametrize(NAMES, CASES)
def test_on_a_revocation(world, year, when, counted, rests):
    stored = revoke(world, entry(world, 2025))
    made = decided(world, year, when, counted)
    if rests:
        with pytest.raises(Refused, match=f"sudah diikuti penetapan {made}"):
            retract(world, stored)
    else:
        assert retract(world, stored).revoked_on is None


def test_one_that_was_only_corrected_since_rests_on_nothing_new(world):
    area = determined(world)
    stored = revoke(world, PredicateRecord.objects.get(unit=world.unit))
    mended = DECREE | {"decree_number": "KEP 19/2026"}
    args = {"verdict": "WBK", "reason": "Salah ketik.", "actor": world.admin}
    made = determine_kawasan(area.year.pk, **args, **mended)
    assert made.decided_at > stored.recorded_at
    assert retract(world, stored).revoked_on is None
