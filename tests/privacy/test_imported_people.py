"""A file that names people is not kept for ever: after its days nothing of somebody who was erased is left in it."""

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from assessments.models import Import
from documents.models import Blob
from documents.services import store_generated, sweep
from documents.workbooks.stored_cells import load
from tests.factories.units import make_user
from tests.privacy.test_erasing import OLD, whole_database
from tests.tables.files import filled_in, template
from units.models import Invitation
from units.services.accounts import CLOSE, keep_any_account
from zi_portal.privacy.erasing import erase_person
from zi_portal.privacy.retention import over


@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_of_an_erased_person_whom_a_file_invited(world, own_store, settings, monkeypatch):
    admin = world.client("admin")
    content = filled_in(
        template(world, "orang", filled=False),
        "Orang",
        [(OLD["email"], OLD["name"], OLD["nip"], "Petugas unit", "PKM-01")],
    )
    file = SimpleUploadedFile("orang.xlsx", content)
    answer = admin.post(
        reverse("assessments:table", args=["KAB-X", "orang"]), {"file": file, "tahun": "2026"}
    )
    imp = Import.objects.get(pk=int(re.search(r"/impor/(\d+)/", answer["Location"])[1]))
    page = admin.get(reverse("assessments:import", args=[imp.pk]))
    seen = {"version": imp.version, "seen": page.context["seen"], "act": "terapkan"}
    admin.post(reverse("assessments:import_decide", args=[imp.pk]), seen)
    assert Invitation.objects.get().name == OLD["name"]

    person = make_user("nusaibah", OLD["name"])
    person.email = OLD["email"]
    person.save()
    keep_any_account(person, CLOSE, actor=world.admin_sistem)
    monkeypatch.setitem(settings.RETENTION_DAYS, "closed_accounts", 0)
    erase_person(person, actor=world.admin_sistem)
    imp.refresh_from_db()
    assert (imp.status, OLD["nip"] in repr(load(imp.cells))) == ("applied", True)

    monkeypatch.setitem(settings.RETENTION_DAYS, "imports", 0)
    call_command("retention", apply=True, stdout=io.StringIO())
    sweep(now=timezone.now() + timedelta(days=2), apply=True)
    text = whole_database()
    assert [gone for gone in (*OLD.values(), "Nusaibah") if gone in text] == []
    assert not Import.objects.exists()  # whose `cells` no search of the database would read
    assert not Blob.objects.exists()
    assert [path for path in own_store.rglob("*") if path.is_file()] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "status", "days", "ends"),
    [
        ("tabel-orang", "applied", 91, True),
        ("tabel-orang", "applied", 89, False),
        ("tabel-tim", "applied", 91, True),
        ("tabel-pegawai", "applied", 91, False),  # can still be undone
        ("tabel-pegawai", "undone", 91, True),
        ("tabel-pegawai", "undone", 89, False),
        ("kke", "applied", 91, False),  # answers name it
        ("kke", "undone", 91, False),
    ],
)
def test_which_imports_end(world, kind, status, days, ends):
    now = timezone.now()
    at = now - timedelta(days=days)
    Import.objects.create(
        kind=kind,
        instansi=world.instansi,
        file=store_generated(b"isi", media_type="application/octet-stream"),
        filename="a",
        requested_by=world.admin,
        status=status,
        applied_at=at,
        undone_at=at if status == "undone" else None,
    )
    assert over("imports", now=now).exists() is ends
