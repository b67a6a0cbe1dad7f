"""What has been kept long enough ends; what is younger, or somebody still needs, stays."""

import io
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assessments.models import CalendarFeed, Import, Job, Notice
from assessments.services.jobs import run_job
from audit import queries as audit
from audit.ran import last_run
from documents.models import Blob
from surveys.models import Import as SurveyImport
from tests.factories.surveys import make_campaign
from units.models import Invitation, User
from units.services.accounts import CLOSE, keep_any_account
from zi_portal.privacy.retention import KINDS

DAY = timedelta(days=1)


@pytest.fixture
def kept(world):
    """Of each kind rows just before and just after their time, and old ones that are needed."""
    now = timezone.now()
    blob = Blob.objects.create(sha256="a" * 64, size=1)
    old, young = now - 91 * DAY, now - 89 * DAY
    for number, (read, mail) in enumerate([(366, "sent"), (364, "sent"), (366, "waiting")]):
        Notice.objects.create(
            user=world.petugas,
            kind="x",
            key=str(number),
            at=now - 400 * DAY,
            read_at=now - read * DAY,
            mail=mail,
        )
    Notice.objects.create(user=world.petugas, kind="x", key="belum dibaca", at=now - 400 * DAY)
    Notice.objects.create(user=world.petugas, kind="x", key="tak pernah dibaca", at=now - 731 * DAY)
    for status, ended in (("done", old), ("failed", old), ("done", young), ("running", None)):
        Job.objects.create(
            kind="recap",
            instansi=world.instansi,
            requested_by=world.admin,
            status=status,
            finished_at=ended,
            result=blob,
        )
    for status, made, applied in (
        ("discarded", old, None), ("refused", old, None), ("ready", young, None), ("applied", old, old),
        ("undone", old, old), ("reading", old, None),
    ):  # fmt: skip
        row = Import.objects.create(
            kind="kke", instansi=world.instansi, file=blob, filename="a", requested_by=world.admin, status=status,
            applied_at=applied,
        )  # fmt: skip
        Import.objects.filter(pk=row.pk).update(created_at=made)
    for number, (expires, accepted) in enumerate([(old, None), (young, None), (old, old)]):
        Invitation.objects.create(
            token_hash=f"{number:064}", email="a@b.go.id", name="A", role="petugas_unit", instansi=world.instansi,
            unit=world.unit, created_by=world.admin, expires_at=expires, accepted_at=accepted,
        )  # fmt: skip
    for number, revoked in enumerate([old, young, None]):
        CalendarFeed.objects.create(
            user=world.anggota, token_hash=str(number) * 64, revoked_at=revoked, created_at=old,
            form_id=f"00000000-0000-4000-8000-00000000000{number}",
        )  # fmt: skip
    for key, ended in (("lama", 8), ("baru", 6), ("hidup", -1)):
        Session.objects.create(session_key=key, session_data="", expire_date=now - ended * DAY)
    for key, made in (("lama", 9), ("hidup", 9), ("sudah tiada", 8), ("baru tiada", 6)):
        UserSession.objects.create(
            user=world.petugas, ip="10.1.2.3", session_key=key, created_at=now - made * DAY
        )
    survey = make_campaign(world.unit)
    for number, (made, applied) in enumerate([(8, None), (6, None), (8, now)]):
        SurveyImport.objects.create(
            campaign=survey, sha256="", content=str(number), count=1, by=world.petugas, at=now - made * DAY,
            applied_at=applied,
        )  # fmt: skip
    return world


def said(**options) -> list[str]:
    out = io.StringIO()
    call_command("retention", stdout=out, **options)
    return out.getvalue().splitlines()


@pytest.mark.django_db
def test_it_is_told_and_then_done(kept):
    models = (Notice, Job, Import, Invitation, CalendarFeed, Session, UserSession, SurveyImport)

    def counts() -> list[int]:
        return [model.objects.count() for model in models]

    before = counts()
    assert said() == [
        "pemberitahuan yang dibaca (365 hari): 2 akan dihapus",
        "hasil unduhan (90 hari): 2 akan dihapus",
        "berkas impor yang tidak diperlukan lagi (90 hari): 3 akan dihapus",
        "undangan yang tidak diterima (90 hari): 1 akan dihapus",
        "alamat kalender yang dicabut (90 hari): 1 akan dihapus",
        "sesi yang berakhir (7 hari): 1 akan dihapus",
        "perangkat tanpa sesi (7 hari): 1 akan dihapus",
        "catatan antrean (30 hari): 0 akan dihapus",
        "kontak responden survei (90 hari): 0 akan dihapus",
        "pratinjau impor jawaban survei (7 hari): 1 akan dihapus",
    ]
    assert counts() == before
    assert last_run("retention") is None
    assert [line.rpartition(": ")[2] for line in said(apply=True)] == [
        f"{n} dihapus" for n in (2, 2, 3, 1, 1, 1, 2, 0, 0, 1)
    ]
    assert counts() == [b - n for b, n in zip(before, (2, 2, 3, 1, 1, 1, 2, 1), strict=True)]
    assert set(Notice.objects.values_list("key", flat=True)) == {"1", "2", "belum dibaca"}
    assert set(UserSession.objects.values_list("session_key", flat=True)) == {"hidup", "baru tiada"}
    assert set(Import.objects.values_list("status", flat=True)) == {"ready", "applied", "undone"}
    assert [line.rpartition(": ")[2] for line in said(apply=True)] == ["0 dihapus"] * 10
    assert last_run("retention") is not None
    assert audit.verify_all() == []


@pytest.mark.django_db
def test_an_address_that_was_not_proven_is_forgotten_when_its_link_is_dead(world):
    for person, days in ((world.petugas, 2), (world.anggota, 4)):
        asked = timezone.now() - days * DAY
        User.objects.filter(pk=person.pk).update(new_email="baru@contoh.go.id", new_email_at=asked)
    said()
    assert User.objects.exclude(new_email="").count() == 2
    said(apply=True)
    assert User.objects.exclude(new_email="").get() == world.petugas
    assert User.objects.exclude(new_email_at=None).get() == world.petugas


@pytest.mark.django_db
def test_other_days_hold(kept, settings, monkeypatch):
    monkeypatch.setitem(settings.RETENTION_DAYS, "jobs", 80)
    assert said()[1] == "hasil unduhan (80 hari): 3 akan dihapus"


@pytest.mark.django_db
def test_accounts_whose_time_is_over_are_named_by_number_and_stay(world, settings, monkeypatch):
    keep_any_account(world.tanpa_peran, CLOSE, actor=world.admin_sistem)
    assert said()[10:] == []
    monkeypatch.setitem(settings.RETENTION_DAYS, "closed_accounts", 0)
    told = [f"akun tertutup #{world.tanpa_peran.pk}: datanya boleh dihapus dengan erase_person"]
    assert said(apply=True)[10:] == told
    assert User.objects.get(pk=world.tanpa_peran.pk).erased_at is None


def test_every_kind_that_ends_has_its_days(settings):
    assert set(settings.RETENTION_DAYS) - set(KINDS) == {"closed_accounts"}
    assert set(KINDS) - set(settings.RETENTION_DAYS) == set()


@pytest.mark.django_db
def test_a_task_whose_worker_was_killed_goes_too(world, worker, settings):
    settings.TASKS_WORKER = True
    now = timezone.now()
    rows = [
        ("RUNNING", 32, None),
        ("RUNNING", 30, None),
        ("SUCCESSFUL", 31, 31),
        ("FAILED", 31, 29),
        ("READY", 0, None),
    ]
    for number, (status, started, finished) in enumerate(rows):
        run_job.enqueue(number)
        DBTaskResult.objects.filter(args_kwargs__args=[number]).update(
            status=status,
            started_at=now - started * DAY if started else None,
            finished_at=now - finished * DAY if finished else None,
        )
    said(apply=True)
    kept = DBTaskResult.objects.values_list("status", flat=True).order_by("status")
    assert list(kept) == ["FAILED", "READY", "RUNNING"]
