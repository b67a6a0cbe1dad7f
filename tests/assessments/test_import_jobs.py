"""Imports with a worker: waiting, cancelling, refusals."""

import pytest

from assessments.models import Import, Job
from assessments.services import imports, jobs
from tests.assessments.imports import A2, as_upload, changed, decide, foreign, url, value
from tests.factories.units import end_roles

# Jobs run after the commit.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def a(world):
    """PKM-01 in self-assessment, all answered best."""
    assessment = world.assessment()
    world.fill(assessment, "best")
    return assessment


def test_with_a_worker_one_waits_on_a_page_with_progress_that_leads_on(world, a, worker):
    unit = world.client("petugas")
    content = changed(unit.get(url("kke_export", a)).content, "Ya", "Tidak")
    posted = unit.post(url("kke_import", a), {"file": as_upload(content), "side": "unit"})
    job, imp = Job.objects.get(), Import.objects.get()
    assert posted["Location"] == url("job", job)
    assert unit.get(url("import", imp))["Location"] == url("job", job)
    waiting = unit.get(url("job", job), headers={"HX-Request": "true"})
    assert (waiting.status_code, "Menunggu giliran." in waiting.content.decode()) == (200, True)
    jobs.run_queued()
    assert unit.get(url("job", job), headers={"HX-Request": "true"})["HX-Redirect"] == url("import", imp)
    assert unit.get(url("job", job))["Location"] == url("import", imp)
    applying = decide(unit, imp)
    assert applying["Location"] == url("job", Job.objects.first())
    jobs.run_queued()
    imp.refresh_from_db()
    assert (imp.status, value(a)) == (Import.Status.APPLIED, "Tidak")


def test_a_cancelled_job_leaves_the_import_as_it_was(world, a, worker):
    unit = world.client("petugas")
    imp_content = changed(unit.get(url("kke_export", a)).content, "Ya", "Tidak")
    unit.post(url("kke_import", a), {"file": as_upload(imp_content), "side": "unit"})
    imp = Import.objects.get()
    jobs.run_queued()
    decide(unit, imp)
    job = Job.objects.first()
    assert world.client("pimpinan_unit").post(url("job_cancel", job)).status_code == 404
    page = unit.post(url("job_cancel", job), follow=True).content.decode()
    assert "Pekerjaan dibatalkan. Tidak ada yang tersimpan darinya." in page
    jobs.run_queued()
    imp.refresh_from_db()
    assert (imp.status, value(a)) == (Import.Status.READY, "Ya")
    assert "sudah dibatalkan" in unit.post(url("job_cancel", job), follow=True).content.decode()
    assert unit.get(url("import", imp)).status_code == 200


def test_a_refused_application_is_told_on_the_page_of_the_job_and_of_the_import(world, a, worker):
    unit = world.client("petugas")
    unit.post(url("kke_import", a), {"file": as_upload(foreign(world, {A2: "C"})), "side": "unit"})
    imp = Import.objects.get()
    jobs.run_queued()
    decide(unit, imp)
    job = Job.objects.first()
    jobs.run_queued()
    assert "1 isian berkas berbeda dari yang ada di portal" in unit.get(url("job", job)).content.decode()
    assert "1 isian berkas berbeda dari yang ada di portal" in unit.get(url("import", imp)).content.decode()
    decide(unit, imp, "semua_file")
    assert (
        "Belum diterapkan" not in unit.get(url("import", imp)).content.decode()
    )  # that was about other choices


def test_only_what_was_on_the_page_is_applied(world, a, worker):
    unit = world.client("petugas")
    unit.post(url("kke_import", a), {"file": as_upload(foreign(world, {A2: "C"})), "side": "unit"})
    imp = Import.objects.get()
    jobs.run_queued()
    decide(unit, imp, "semua_file")
    decide(unit, imp)
    Import.objects.filter(pk=imp.pk).update(version=9)  # somebody else of the unit chose otherwise meanwhile
    jobs.run_queued()
    imp.refresh_from_db()
    assert (imp.status, value(a, A2)) == (Import.Status.READY, "A")
    assert "diubah sesudah Anda menekan Terapkan" in Job.objects.first().error


def test_who_lost_the_role_before_the_file_is_read_or_applied_is_refused(world, a, worker):
    unit = world.client("petugas")
    content = changed(unit.get(url("kke_export", a)).content, "Ya", "Tidak")
    for _ in range(2):
        unit.post(url("kke_import", a), {"file": as_upload(content), "side": "unit"})
        if Import.objects.count() == 1:
            jobs.run_queued()
    applied, read = Import.objects.order_by("pk")
    decide(unit, applied)
    end_roles(world.petugas)
    jobs.run_queued()
    waiting = Job.objects.exclude(status=Job.Status.DONE)
    assert list(waiting.values_list("status", "error")) == [(Job.Status.FAILED, imports.GONE)] * 2
    for imp in (applied, read):
        imp.refresh_from_db()
    assert (applied.status, read.status, read.refusal) == ("ready", "refused", imports.GONE)
    assert value(a) == "Ya"


def test_pressed_twice_both_lead_to_the_one_job(world, a, worker):
    unit = world.client("petugas")
    content = changed(unit.get(url("kke_export", a)).content, "Ya", "Tidak")
    unit.post(url("kke_import", a), {"file": as_upload(content), "side": "unit"})
    imp = Import.objects.get()
    jobs.run_queued()
    post = {"version": 0, "act": "terapkan", "mark": ""}
    places = [unit.post(url("import_decide", imp), post)["Location"] for _ in range(2)]
    assert places == [url("job", Job.objects.first())] * 2
    jobs.run_queued()
    assert value(a) == "Tidak"
