"""Two people at one moment: what is taken back is never what the other just built on, and nobody waits in a circle."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection, transaction

from assessments.models import PredicateRecord
from assessments.services.errors import Refused
from assessments.services.locking import lock_assessment
from assessments.services.pakta import lock_place
from assessments.services.register import Decree, add_predicate, lock_record
from assessments.services.revoking import retract_revocation
from assessments.services.selection import record_decree
from assessments.services.selection_checks import DecreeData
from assessments.services.workflow import move
from assessments.staff_places import StaffPlace
from tests.after.test_revoking import determined, revoke
from tests.factories.assessments import fresh

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("today"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]


def beside(act):
    """Run in a thread with a connection of its own; a refusal is its result."""

    def run():
        try:
            return act()
        except Refused as refused:
            return str(refused)
        finally:
            connection.close()

    return run


def at_once(first, beside_it, then=lambda: None):
    """`first`, and `then`, in one transaction; `beside_it` begins between the two. Gives what that one got."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            other = pool.submit(beside(beside_it))
            time.sleep(1)  # until it waits
            then()
        return other.result(timeout=20)


def held(world, *asked):
    with transaction.atomic():
        return determined(world, *asked)


def retract(world, row):
    return retract_revocation(row.pk, reason="Salah unit.", seen=row.version, actor=world.admin)


@pytest.mark.parametrize("what", ["pencabutan", "penetapan"])
def test_nothing_is_taken_back_under_a_predicate_recorded_at_the_same_moment(world, what):
    a, made = held(world, 2023)
    if what == "pencabutan":
        row = revoke(world, made)
    decree = Decree(2025, "WBK", "KEP-1/2025", date(2025, 12, 1))
    acts = {
        "pencabutan": lambda: retract(world, row),
        "penetapan": lambda: move(a.pk, "batalkan_penetapan", actor=world.admin, reason="Salah unit."),
    }
    told = at_once(lambda: add_predicate(world.unit, decree=decree, scan=None, actor=world.admin), acts[what])
    assert f"{what.capitalize()} ini sudah diikuti predikat WBK 2025 di register" in told


def test_two_people_take_one_revocation_back_from_its_two_records(world):
    _, wbk = held(world, 2023)
    _, wbbm = held(world, 2025, "WBBM")
    revoke(world, wbbm)
    rows = {row.pk: row for row in PredicateRecord.objects.all()}
    got = at_once(
        lambda: lock_record(wbk.pk, world.admin),
        lambda: retract(world, rows[wbbm.pk]),
        lambda: retract(world, rows[wbk.pk]),
    )
    assert got.revoked_on is None
    assert set(PredicateRecord.objects.values_list("revoked_on", flat=True)) == {None}


def test_a_decree_waits_for_the_staff_list_of_a_unit(world):
    a = world.assessment("terdaftar")
    data = DecreeData("penetapan", "100.3/1", date(2026, 1, 10))
    at_once(
        lambda: lock_assessment(world.admin, a.pk),
        lambda: record_decree(
            world.period, data=data, units={world.unit.pk: "WBBM"}, scan=None, actor=world.admin
        ),
        lambda: lock_place(StaffPlace(world.instansi, world.unit), world.admin),
    )
    assert fresh(a).target == "WBBM"
