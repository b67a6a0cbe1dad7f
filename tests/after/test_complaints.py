"""Complaints of maladministration: noted, clarified, settled, and read by few."""

from datetime import date

import pytest
from django.utils import timezone

from assessments.models import (
    Maladministration,
    State,
)
from tests.after.pages import TODAY, text, url
from tests.after.test_register import entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def test_a_complaint_is_noted_clarified_and_settled(world):
    admin, here = world.client("admin"), url("maladministration", "KAB-X")
    sent = {
        "unit": world.unit.pk,
        "received_on": "2026-05-02",
        "source": "Surat",
        "complaint": "Diminta <b>uang</b>.",
    }
    assert [admin.post(here, sent).status_code for _ in range(2)] == [302, 302]
    note = Maladministration.objects.get()
    one = url("maladministration_note", note.pk)
    rest = {k: v for k, v in sent.items() if k != "unit"}
    settled = rest | {"status": "terbukti", "seen": "1"}
    assert "Sebelum selesai" in text(admin.post(one, settled))
    settled |= {"clarification": "Benar.", "settlement": "Uang dikembalikan."}
    assert "baru saja diubah" in text(admin.post(one, settled | {"seen": "0"}))
    assert admin.post(one, settled).status_code == 302
    leader = world.client("pimpinan_instansi")
    assert "Uang dikembalikan." in text(leader.get(one))
    assert leader.post(one, settled).status_code == 403
    assert "Tidak ada catatan terbuka" in text(leader.get(here))
    assert "Diminta &lt;b&gt;uang&lt;/b&gt;." in text(leader.get(here, {"status": "semua"}))


def test_nobody_else_reads_complaints(world):
    note = Maladministration.objects.create(
        unit=world.unit,
        received_on=TODAY,
        source="Surat",
        complaint="Rahasia sekali",
        recorded_by=world.admin,
        recorded_at=timezone.now(),
    )
    made = entry(world, 2023)
    for who in (
        "petugas",
        "pimpinan_unit",
        "ketua",
        "pengendali",
        "petugas_lain",
        "orang_asing",
        "admin_sistem",
    ):
        assert world.client(who).get(url("maladministration_note", note.pk)).status_code == 404
        assert "Rahasia sekali" not in text(world.client(who).get(url("predicate", made.pk)))


def test_a_complaint_ahead_or_of_another_instansi(world):
    sent = {"unit": world.unit.pk, "received_on": "2026-11-27", "source": "Surat", "complaint": "X"}
    admin, here = world.client("admin"), url("maladministration", "KAB-X")
    assert "belum tiba" in text(admin.post(here, sent))
    foreign = sent | {"received_on": "2026-05-02", "unit": world.other_unit.pk}
    assert admin.post(here, foreign).status_code == 422
    assert Maladministration.objects.count() == 0


def test_how_many_complaints_stand_is_told_to_those_who_may_read_them(world):
    made = entry(world, 2023)
    a = world.assessment(State.SELESAI_TPI)
    pages = [url("predicate", made.pk), url("syarat", a.pk)]
    for status in ("diterima", "klarifikasi", "terbukti", "tidak_terbukti"):
        Maladministration.objects.create(
            unit=world.unit,
            received_on=date(2026, 5, 2),
            source="Surat",
            complaint="X",
            status=status,
            recorded_by=world.admin,
            recorded_at=timezone.now(),
        )
    told = "1 aduan terbukti, 2 aduan belum selesai"
    assert told in text(world.client("admin").get(url("predicate_revoke", made.pk)))
    for page in pages:
        for who in ("admin", "pimpinan_instansi"):
            assert told in text(world.client(who).get(page))
        for who in ("petugas", "pimpinan_unit"):
            assert "aduan terbukti" not in text(world.client(who).get(page))
