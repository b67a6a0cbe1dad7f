"""TPN's assessment begun for all proposed units of a year: who may begins, the others say why not."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.models import Job, PredicateRecord, Proposal, Sheet, State, StateChange
from assessments.services.errors import NotAllowed
from assessments.services.jobs import start_job
from assessments.tpn_start_jobs import START_TPN, start_all
from assessments.tpn_starting import waiting_for_tpn
from tests.after.test_register import entry, revoked
from tests.factories.assessments import fresh
from tests.factories.units import end_roles
from tests.handover.pulling import propose, released

pytestmark = pytest.mark.django_db


def sent(world, *units):
    """Units in one proposal that was sent a month ago."""
    found = [released(world, unit) for unit in units]
    made = propose(world.period, dict.fromkeys(found, "WBK"), world.admin)
    Proposal.objects.filter(pk=made.pk).update(sent_at=timezone.now() - timedelta(days=30))
    return found


def barred(world, unit) -> None:
    """It lost a WBK a month ago."""
    day = timezone.localdate() - timedelta(days=30)
    entry(world, 2021, unit=unit, **revoked(day))


def page() -> str:
    return reverse("assessments:tpn_start", args=["KAB-X", 2026])


def test_who_may_begins_and_the_others_say_why(world, django_capture_on_commit_callbacks):
    first, second = sent(world, world.unit, world.unit2)
    barred(world, world.unit2)
    admin = world.client("admin")
    html = admin.get(page()).content.decode()
    assert "1 dapat dimulai · 1 belum dapat dimulai" in html
    assert "tidak dapat ditetapkan WBK" in html
    assert reverse("assessments:syarat", args=[second.pk]) in html
    seen = re.search(r'name="units" value="([\d,]*)"', html)[1]
    assert seen == str(first.pk)
    PredicateRecord.everything.all().delete()  # the second may begin by now, but nobody has seen that
    for _ in range(2):  # pressed twice it happens once
        with django_capture_on_commit_callbacks(execute=True):
            answer = admin.post(page(), {"units": seen})
        assert answer.status_code == 302
        assert admin.get(answer["Location"])["Location"] == page()  # the job is done and leads back
    assert (fresh(first).state, fresh(second).state) == (State.PENILAIAN_TPN, State.DIUSULKAN)
    assert StateChange.objects.filter(name="mulai_tpn").count() == 1
    assert Sheet.objects.filter(kind=Sheet.Kind.TPN).count() == 1
    html = admin.post(page(), {"units": ",x,²"}, follow=True).content.decode()
    assert "Tidak ada unit yang dimulai." in html
    assert "1 unit sedang dinilai TPN · 1 dapat dimulai · 0 belum dapat dimulai" in html


def test_what_was_not_sent_is_not_there(world, django_capture_on_commit_callbacks):
    (a,) = sent(world, world.unit)
    Proposal.objects.update(sent_at=None)
    assert waiting_for_tpn(world.period) == []
    assert "Tidak ada yang menunggu dimulai" in world.client("admin").get(page()).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        params = {"year": 2026, "units": [a.pk]}
        start_job(START_TPN, actor=world.admin, instansi=world.instansi, params=params)
    assert fresh(a).state == State.DIUSULKAN


def test_only_the_admin_of_the_instansi(world):
    (a,) = sent(world, world.unit)
    assert world.client("pimpinan_instansi").get(page()).status_code == 403
    assert world.client("pimpinan_instansi").post(page()).status_code == 403
    assert world.client("orang_asing").post(page()).status_code == 404
    asked = {"kind": START_TPN, "instansi": world.instansi, "params": {"year": 2026, "units": [a.pk]}}
    with pytest.raises(NotAllowed):  # whoever lost the role before the worker came
        start_all(Job.objects.create(requested_by=world.orang_asing, **asked), lambda percent: None)
    assert fresh(a).state == State.DIUSULKAN


def test_it_stops_where_the_role_ends_meanwhile(world):
    units = sent(world, world.unit, world.unit2)
    params = {"year": 2026, "units": [a.pk for a in units]}
    job = Job.objects.create(kind=START_TPN, instansi=world.instansi, requested_by=world.admin, params=params)
    with pytest.raises(NotAllowed):
        start_all(job, lambda percent: end_roles(world.admin))
    assert sorted(fresh(a).state for a in units) == [State.DIUSULKAN, State.PENILAIAN_TPN]


@pytest.mark.parametrize("units", [1, 2])
def test_the_list_asks_the_same_for_many_units(world, units):
    sent(world, *[world.unit, world.unit2][:units])
    with CaptureQueriesContext(connection) as asked:
        waiting_for_tpn(world.period)
    assert len(asked) == 9
