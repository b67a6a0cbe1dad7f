"""The forms of pencanangan, pembangunan, conditions, proposals and TPN, in the browser's way."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from assessments.models import ConditionValue, Declaration, Development, Proposal, Sheet, StageResult, State
from assessments.proposal_digest import digest_of
from tests.assessments.test_year_of_a_unit import PDF, _issue_lhe, record_conditions
from tests.propose.announcing import complete

pytestmark = pytest.mark.django_db


def url(name: str, *args) -> str:
    return reverse(f"assessments:{name}", args=args)


def pdf(name: str = "pindai.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, "application/pdf")


DECLARATION = {
    "date": "2026-01-12",
    "declarer_name": "dr. Rina Wulandari",
    "declarer_post": "Kepala Puskesmas",
    "staff_count": "57",
    "signed_count": "42",
    "leader_signed": "on",
}


def test_pencanangan_is_recorded_and_walked(world):
    a = world.assessment(State.TERDAFTAR)
    head = world.client("pimpinan_unit")
    saved = head.post(url("pencanangan", a.pk), DECLARATION | {"scan": pdf()})
    assert saved.status_code == 302
    assert Declaration.objects.get().signed_count == 42
    head.post(url("move", a.pk, "catat_pencanangan"))
    assert world.assessment(State.PENCANANGAN).changes.get().name == "catat_pencanangan"
    scan = head.get(url("step_file", a.pk, "pencanangan"))
    assert (b"".join(scan.streaming_content), scan["X-Content-Type-Options"]) == (PDF, "nosniff")


def test_pressed_twice_pencanangan_is_recorded_once(world):
    a = world.assessment(State.TERDAFTAR)
    head = world.client("pimpinan_unit")
    head.post(url("pencanangan", a.pk), DECLARATION | {"scan": pdf()})
    assert [head.post(url("move", a.pk, "catat_pencanangan")).status_code for _ in range(2)] == [302, 302]
    assert world.assessment(State.PENCANANGAN).changes.count() == 1


def test_more_signers_than_staff_is_refused_and_what_was_typed_stays(world):
    a = world.assessment(State.TERDAFTAR)
    page = world.client("pimpinan_unit").post(url("pencanangan", a.pk), DECLARATION | {"signed_count": "58"})
    assert page.status_code == 422
    assert "Isi antara 0 dan jumlah pegawai" in page.content.decode()
    assert 'value="dr. Rina Wulandari"' in page.content.decode()
    assert Declaration.objects.count() == 0


def test_a_file_that_lies_about_its_type_is_refused(world):
    a = world.assessment(State.TERDAFTAR)
    lie = SimpleUploadedFile("pindai.pdf", b"<html><script>alert(1)</script>", "application/pdf")
    page = world.client("pimpinan_unit").post(url("pencanangan", a.pk), DECLARATION | {"scan": lie})
    assert page.status_code == 422
    assert "bukan PDF" in page.content.decode()
    assert Declaration.objects.count() == 0


@pytest.mark.parametrize(
    ("who", "status"), [("petugas", 403), ("pimpinan_instansi", 403), ("anggota", 403), ("orang_asing", 404)]
)
def test_who_may_not_declare(world, who, status):
    a = world.assessment(State.TERDAFTAR)
    assert world.client(who).post(url("pencanangan", a.pk), DECLARATION).status_code == status
    assert Declaration.objects.count() == 0


def test_an_instansi_declares_for_its_units(world):
    a = world.assessment(State.TERDAFTAR)
    admin = world.client("admin")
    admin.post(url("instansi_pencanangan", "KAB-X", 2026), DECLARATION | {"scan": pdf()})
    declared = Declaration.objects.get(unit=None)
    admin.post(url("use_declaration", a.pk, declared.pk))
    admin.post(url("move", a.pk, "catat_pencanangan"))
    assert world.assessment(State.PENCANANGAN).declaration_id == declared.pk


def test_a_declaration_of_another_instansi_is_not_there(world):
    a = world.assessment(State.TERDAFTAR)
    foreign = Declaration.objects.create(
        instansi=world.other_instansi,
        date=date(2026, 1, 1),
        declarer_name="x",
        declarer_post="y",
        staff_count=1,
        signed_count=1,
        recorded_by=world.orang_asing,
    )
    assert world.client("pimpinan_unit").post(url("use_declaration", a.pk, foreign.pk)).status_code == 404


def test_pembangunan_is_recorded_and_opened(world):
    a = world.assessment(State.PENCANANGAN)
    admin = world.client("admin")
    assert admin.post(url("pembangunan", a.pk), {"plan": pdf("rencana.pdf")}).status_code == 302
    assert Development.objects.get().plan.filename == "rencana.pdf"
    admin.post(url("move", a.pk, "catat_pembangunan"))
    assert world.assessment(State.PENCANANGAN).changes.count() == 0  # a plan without a team is not enough
    assert admin.post(url("work_team", a.pk), {"number": "188/1", "day": "2026-01-20"}).status_code == 302
    everybody = {"name": "dr. Rina Wulandari", "role": "ketua", "areas": [*world.instrument.areas]}
    assert admin.post(url("work_team_add", a.pk), everybody | {"start": "2026-01-20"}).status_code == 302
    admin.post(url("move", a.pk, "catat_pembangunan"))
    admin.post(url("move", a.pk, "buka_penilaian"))
    assert world.assessment(State.PENILAIAN_MANDIRI).changes.count() == 2


def test_conditions_save_all_rows_or_none(world):
    a = world.assessment(State.SELESAI_TPI)
    admin = world.client("admin")
    row = {"source": "Surat 1", "document_date": "2026-02-01"}
    good = {f"tlhp-{k}": v for k, v in (row | {"value": "100"}).items()}
    bad = {f"lhk-{k}": v for k, v in (row | {"value": "seratus"}).items()}
    page = admin.post(url("syarat", a.pk), good | bad)
    assert (page.status_code, ConditionValue.objects.count()) == (422, 0)
    assert admin.post(url("syarat", a.pk), good).status_code == 302
    assert ConditionValue.objects.get().value == "100"
    assert world.client("petugas").post(url("syarat", a.pk), good).status_code == 403


def test_a_value_without_its_source_is_refused(world):
    a = world.assessment(State.SELESAI_TPI)
    page = world.client("admin").post(url("syarat", a.pk), {"tlhp-value": "100"})
    assert "isi nilai, dokumen sumber, dan tanggalnya" in page.content.decode()


def test_a_proposal_walks_to_the_verdict(world):
    a = world.assessment(State.PENILAIAN_TPI)
    world.fill(a, "best")
    world.fill(a, "best", kind=Sheet.Kind.TPI)
    world.recommend(a)
    a = world.assessment(State.SELESAI_TPI)
    admin, leader = world.client("admin"), world.client("pimpinan_instansi")
    letter = {"letter_number": "700/1", "letter_date": "2026-05-20", f"predicate-{a.pk}": "WBK"}
    refused = admin.post(url("proposals", "KAB-X", 2026), letter | {"scan": pdf()})
    assert refused.status_code == 422
    assert "LHE TPI belum diterbitkan" in refused.content.decode()
    assert Proposal.objects.count() == 0
    record_conditions(world, a)
    _issue_lhe(world, a)
    admin.post(url("proposals", "KAB-X", 2026), letter | {"scan": pdf()})
    made = Proposal.objects.get()
    assert admin.post(url("proposal_act", made.pk, "setujui")).status_code == 403
    for person in (admin, leader, world.client("ketua")):  # TPN's page before the proposal is sent
        assert "Usulan belum dikirim" in person.get(url("tpn", a.pk)).content.decode()
    complete(made, world.admin)
    leader.post(url("proposal_act", made.pk, "setujui"), {"seen": digest_of(made)})
    admin.post(url("proposal_act", made.pk, "kirim"))
    assert world.client("orang_asing").get(url("proposal", made.pk)).status_code == 404
    admin.post(url("move", a.pk, "mulai_tpn"))
    today = timezone.localdate().isoformat()
    for stage in world.policy.stages_before_decision:
        said = {"form": "tahap", "result": "lanjut", "on": today, "version": "0"}
        assert admin.post(url("tpn_stage", a.pk, stage.code), said).status_code == 302
    assert StageResult.objects.count() == len(world.policy.stages_before_decision)

    page = admin.get(url("tpn_values", a.pk, "HASIL"))
    assert page.status_code == 200
    values = {
        "B.I.a": "3,6",
        "B.I.a-version": "1",
        "B.I.b": "A",
        "B.I.b-version": "1",
        "B.II.a": "4",
        "B.II.a-version": "1",
    }
    assert admin.post(url("tpn_values", a.pk, "HASIL"), values | {"B.I.a": "4,01"}).status_code == 422
    assert admin.post(url("tpn_values", a.pk, "HASIL"), values).status_code == 302
    assert str(Sheet.objects.get(kind="tpn").total) == "98.250000"

    decision = {"verdict": "WBK", "decree_number": "1/2026", "decree_date": today, "version": "1"}
    admin.post(url("tpn_decision", a.pk), decision)
    assert world.assessment(State.WBK).changes.last().name == "tetapkan_wbk"


def test_every_step_page_opens_for_those_who_may_see_it(world):
    a = world.assessment(State.TERDAFTAR)
    for who in ("petugas", "pimpinan_unit", "admin", "pimpinan_instansi"):
        for name in ("pencanangan", "pembangunan", "syarat"):
            assert world.client(who).get(url(name, a.pk)).status_code == 200
    for name in ("instansi_syarat", "instansi_pencanangan", "proposals"):
        assert world.client("admin").get(url(name, "KAB-X", 2026)).status_code == 200
