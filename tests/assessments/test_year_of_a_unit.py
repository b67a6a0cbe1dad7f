"""The whole year of a unit through the services alone: every step, its guards, and what each leaves behind."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.utils import timezone

from assessments.engine.answers import Given
from assessments.models import IssuedDocument, PredicateRecord, Sheet, State, StateChange, Submission
from assessments.result_hash import result_hash
from assessments.services.answers import Change, save_answers
from assessments.services.approving import approve_proposal
from assessments.services.conditions import record_condition
from assessments.services.declaring import DeclarationData, record_unit_declaration
from assessments.services.errors import NotAllowed, Refused
from assessments.services.proposals import Wanted, create_proposal
from assessments.services.sending import send_proposal
from assessments.services.sheets import mark_done
from assessments.services.signing import sign_result
from assessments.services.steps import record_development
from assessments.services.tpi import save_consideration, take_over_agreement
from assessments.services.tpn import determine, start_tpn
from assessments.services.tpn_stages import StageData, record_stage
from assessments.services.workflow import move
from audit.queries import verify
from documents.services import upload
from tests.propose.announcing import complete

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
DECLARED = DeclarationData(date(2026, 1, 12), "dr. Rina Wulandari", "Kepala Puskesmas", 57, 20, True)


def scan(world, *, unit):
    owner = {"unit": unit} if unit else {"instansi": world.instansi}
    return upload(
        file=BytesIO(PDF),
        filename="pindai.pdf",
        title="Pindaian",
        kind="surat",
        actor=world.admin,
        role="",
        **owner,
    )


def record_conditions(world, a):
    instansi = {"opini_bpk": "WTP", "sakip": "BB", "indeks_rb_pemda": "B", "spip": "3", "bebas_kkn": "ya"}
    unit = {
        "layanan_inti": "ya",
        "dampak_publik": "ya",
        "tlhp": "100",
        "lhk": "100",
        "lama_membangun": "2",
        "sakip_internal": "B",
        "jeda_pencabutan": "tidak pernah",
    }
    for owner, values in ((None, instansi), (a.unit, unit)):
        for code, value in values.items():
            record_condition(
                world.period,
                unit=owner,
                code=code,
                value=value,
                source="Surat 1/2026",
                document_date=date(2026, 2, 1),
                actor=world.admin,
            )


def test_a_unit_walks_from_registration_to_wbk(world):
    a = world.assessment(State.TERDAFTAR)

    # pencanangan: twenty of fifty-seven are not most
    record_unit_declaration(a.pk, data=DECLARED, scan=scan(world, unit=a.unit), actor=world.pimpinan_unit)
    with pytest.raises(Refused) as refused:
        move(a.pk, "catat_pencanangan", actor=world.pimpinan_unit)
    assert [where for _, where in refused.value.reasons] == ["pencanangan"]
    most = DeclarationData(**{**DECLARED.__dict__, "signed_count": 29})
    record_unit_declaration(a.pk, data=most, scan=None, actor=world.pimpinan_unit)
    assert move(a.pk, "catat_pencanangan", actor=world.pimpinan_unit).state == State.PENCANANGAN

    # pembangunan and opening, by the admin alone
    with pytest.raises(NotAllowed):
        move(a.pk, "catat_pembangunan", actor=world.pimpinan_unit)
    record_development(
        a.pk,
        decree_number="188/1/2026",
        decree_date=date(2026, 1, 20),
        team="Ketua: …",
        plan=scan(world, unit=a.unit),
        actor=world.admin,
    )
    move(a.pk, "catat_pembangunan", actor=world.admin)
    move(a.pk, "buka_penilaian", actor=world.admin)

    # submission freezes
    sheet = world.fill(a, "best")
    with pytest.raises(NotAllowed):
        move(a.pk, "ajukan", actor=world.petugas)
    move(a.pk, "ajukan", actor=world.pimpinan_unit)
    move(a.pk, "ajukan", actor=world.pimpinan_unit)
    assert Submission.objects.get(assessment=a).content["scores"]["total"] == "100.000000"
    first = Change("A.I.1.i.a", Given("Tidak"), 1)
    with pytest.raises(NotAllowed):
        save_answers(a.pk, kind=Sheet.Kind.UNIT, changes=[first], actor=world.petugas)

    # two members agree on all but one
    world.fill(a, "best", kind=Sheet.Kind.MEMBER, owner=world.anggota)
    world.fill(a, "best", kind=Sheet.Kind.MEMBER, owner=world.anggota2)
    save_answers(
        a.pk, kind=Sheet.Kind.MEMBER, changes=[Change("A.I.1.i.b", Given("B"), 1)], actor=world.anggota
    )
    mark_done(a.pk, actor=world.anggota)
    with pytest.raises(NotAllowed):
        save_answers(
            a.pk, kind=Sheet.Kind.MEMBER, changes=[Change("A.I.1.i.b", Given("A"), 2)], actor=world.anggota
        )
    taken = take_over_agreement(a.pk, actor=world.ketua)
    assert (len(taken.changed), taken.score.answered) == (112, 112)

    # the lead may not finalise while a member is at work, a question is open, nothing is weighed
    with pytest.raises(Refused) as refused:
        move(a.pk, "finalkan", actor=world.ketua)
    assert [where for _, where in refused.value.reasons] == [
        *("tpi", "tpi?belum", "konsiderasi", "rekomendasi"),
        *("tanda_tangan", "tanda_tangan"),
    ]
    mark_done(a.pk, actor=world.anggota2)
    decided = Change("A.I.1.i.b", Given("B", note="Dua unsur tidak terwakili."), 0)
    save_answers(a.pk, kind=Sheet.Kind.TPI, changes=[decided], actor=world.ketua)
    for code in world.policy.assessors.considerations:
        save_consideration(a.pk, code=code, text="Sudah ditimbang.", seen=0, actor=world.ketua)
    world.recommend(a)
    with pytest.raises(Refused) as refused:  # the pengendali teknis signs after the lead
        sign_result(a.pk, actor=world.pengendali)
    assert [where for _, where in refused.value.reasons] == ["tanda_tangan"]
    world.sign(a)
    move(a.pk, "finalkan", actor=world.ketua)

    # the proposal: every obstacle is named, then none is left
    letter = {"letter_number": "700/1/2026", "letter_date": date(2026, 5, 20), "actor": world.admin}
    wanted = [Wanted(a.pk, "WBK")]
    with pytest.raises(Refused) as refused:
        create_proposal(world.period, scan=None, wanted=wanted, **letter)
    assert {where for _, where in refused.value.reasons} == {"syarat", "lhe"}
    record_conditions(world, a)
    _issue_lhe(world, a)
    proposal = create_proposal(world.period, scan=scan(world, unit=None), wanted=wanted, **letter)
    with pytest.raises(Refused):
        send_proposal(proposal, actor=world.admin)
    with pytest.raises(NotAllowed):
        approve_proposal(proposal, actor=world.admin)
    with pytest.raises(Refused) as refused:  # what it needs besides its units
        approve_proposal(proposal, actor=world.pimpinan_instansi)
    assert [where for _, where in refused.value.reasons] == ["dokumen_usulan", "batas_usulan"]
    complete(proposal, world.admin)
    approve_proposal(proposal, actor=world.pimpinan_instansi)
    send_proposal(proposal, actor=world.admin)
    assert world.assessment(State.DIUSULKAN).state == State.DIUSULKAN

    # TPN
    start_tpn(a.pk, actor=world.admin)
    tpn = Sheet.objects.get(assessment=a, kind=Sheet.Kind.TPN)
    final = Sheet.objects.get(assessment=a, kind=Sheet.Kind.TPI)
    assert (tpn.total, tpn.scores) == (final.total, final.scores)
    today = timezone.localdate()
    for stage in world.policy.stages_before_decision:
        record_stage(a.pk, stage=stage.code, data=StageData("lanjut", today), seen=0, actor=world.admin)
    again = {"decree_date": today, "seen": 1, "actor": world.admin}
    with pytest.raises(Refused):
        determine(a.pk, verdict="WBBM", decree_number="1/2026", **again)
    done = determine(a.pk, verdict="WBK", decree_number="1/2026", **again)
    assert done.state == State.WBK
    assert (
        determine(a.pk, verdict="WBK", decree_number="1/2026", **again).state == State.WBK
    )  # a double click
    with pytest.raises(Refused, match="dikoreksi dengan alasan"):
        determine(a.pk, verdict="WBK", decree_number="2/2026", **again)
    entry = PredicateRecord.objects.get()
    assert (entry.assessment, entry.unit, entry.year) == (a, a.unit, 2026)
    assert (entry.predicate, entry.decree_number, entry.determined_by) == ("WBK", "1/2026", "menteri")

    assert list(StateChange.objects.filter(assessment=a).values_list("name", flat=True)) == [
        "catat_pencanangan",
        "catat_pembangunan",
        "buka_penilaian",
        "ajukan",
        "finalkan",
        "usulkan",
        "mulai_tpn",
        "tetapkan_wbk",
    ]
    assert verify(a.audit_chain) == []
    assert sheet.pk != final.pk


def _issue_lhe(world, a):
    from documents.services import store_generated

    IssuedDocument.objects.create(
        kind=IssuedDocument.Kind.LHE,
        assessment=a,
        issued_at=timezone.now(),
        issued_by=world.ketua,
        blob=store_generated(PDF, media_type="application/pdf"),
        content_hash=result_hash(a),
        audit_head="0" * 64,
        audit_length=1,
    )


def test_submission_says_everything_that_is_missing(world):
    a = world.assessment(State.PENILAIAN_MANDIRI)
    world.fill(a, {"A.I.1.i.a": Given(None, none_yet=True), "B.I.a": Given("3.6")})
    world.period.deadline = timezone.now() - timedelta(seconds=1)
    world.period.save()
    with pytest.raises(Refused) as refused:
        move(a.pk, "ajukan", actor=world.pimpinan_unit)
    assert [where for _, where in refused.value.reasons] == [
        "answers?belum",
        "answers?tanpa_catatan",
        "answers?tanpa_sumber",
        "periode",
    ]
    assert world.assessment(State.PENILAIAN_MANDIRI).changes.count() == 0
