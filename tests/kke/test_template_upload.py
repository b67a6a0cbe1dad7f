"""Templates of a period: upload, replace, remove, and by whom."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.models import PeriodTemplate
from audit.models import Entry
from documents import store
from documents.services import sweep
from tests.kke_files.lke_zi import build_lke_zi

from .uploaded_templates import YEAR, acts, agency, current, page, upload

pytestmark = pytest.mark.django_db


def test_a_template_is_taken_in_with_what_was_found(world, stored):
    found = stored.findings
    assert (found["questions"], found["of"], found["missing"], found["tpi_blocks"]) == (113, 113, [], 2)
    assert (stored.filename, stored.uploaded_by, stored.sha256) == (
        "templat.xlsx",
        world.admin,
        stored.blob.sha256,
    )
    html = world.client("admin").get(page("period_templates", *YEAR)).content.decode()
    assert "113 dari 113" in html
    assert "Yang tetap dan yang berubah saat diekspor" in html
    told = Entry.objects.get(action="template.save")
    assert (told.chain.key, told.role) == (f"instansi:{world.instansi.pk}", "Admin inspektorat")
    assert (told.object_label, told.object_id) == ("assessments.periodtemplate", str(stored.pk))
    kept = world.client("admin").get(page("period_template_file", *YEAR, stored.pk))
    assert b"".join(kept.streaming_content) == agency_bytes(stored)


def agency_bytes(template: PeriodTemplate) -> bytes:
    with store.open_verified(template.sha256) as handle:
        return handle.read()


def test_the_same_file_twice_is_one_and_another_takes_its_place(world, stored):
    content = agency_bytes(stored)
    assert upload(world, content).status_code == 302
    assert (PeriodTemplate.objects.count(), acts()) == (1, ["template.save"])
    upload(world, agency(world, change=lambda ws: ws.merge_cells("A210:B210")), name="baru.xlsx")
    stored.refresh_from_db()
    assert (stored.superseded_by, current().filename) == (world.admin, "baru.xlsx")
    upload(world, build_lke_zi(world.instrument, {}), name="lke.xlsx")
    assert (current("lke").filename, current().filename) == ("lke.xlsx", "baru.xlsx")
    assert acts() == ["template.save"] * 3


def test_a_template_is_removed_once_and_its_file_stays(world, stored):
    remove = page("period_template_remove", *YEAR, stored.pk)
    admin = world.client("admin")
    assert [admin.post(remove).status_code for _ in range(2)] == [302, 302]
    assert acts() == ["template.save", "template.remove"]
    assert not PeriodTemplate.objects.filter(superseded_at=None).exists()
    assert admin.get(page("period_template_file", *YEAR, stored.pk)).status_code == 404
    assert stored.sha256 not in sweep(now=timezone.now() + timedelta(days=9), apply=False).blobs


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "kosong"),
        (b"%PDF-1.4", "PDF"),
        (b"PK\x03\x04rusak", "rusak"),
    ],
)
def test_what_is_no_template_is_refused_in_words(world, content, message):
    response = upload(world, content)
    assert response.status_code == 422
    assert message in " ".join(response.context["form"].errors["file"])
    assert (PeriodTemplate.objects.count(), acts()) == (0, [])


def test_our_own_export_is_no_template(world):
    own = world.client("petugas").get(page("kke_export", world.assessment().pk)).content
    response = upload(world, own)
    assert "KKE ekspor portal" in response.context["form"].errors["file"][0]


@pytest.mark.parametrize(
    ("who", "status"), [("pimpinan_instansi", 403), ("petugas", 404), ("orang_asing", 404), ("ketua", 404)]
)
def test_only_the_admin_uploads_and_removes(world, stored, who, status):
    assert upload(world, agency(world), who).status_code == status
    assert world.client(who).post(page("period_template_remove", *YEAR, stored.pk)).status_code == status
    assert acts() == ["template.save"]


def test_a_template_of_another_instansi_or_an_older_one_is_not_found(world, stored):
    a = world.assessment()
    theirs = world.assessment(unit=world.other_unit)
    stranger = world.client("petugas_asing")
    assert stranger.get(page("kke_template", theirs.pk, stored.pk)).status_code == 404
    assert stranger.get(page("kke_template_file", theirs.pk, stored.pk)).status_code == 404
    world.client("admin").post(page("period_template_remove", *YEAR, stored.pk))
    for name in ("kke_template", "kke_template_file"):
        assert world.client("petugas").get(page(name, a.pk, stored.pk)).status_code == 404
    assert (
        world.client("orang_asing").post(page("period_template_remove", "KAB-Y", 2026, stored.pk)).status_code
        == 404
    )
