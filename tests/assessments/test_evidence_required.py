"""Evidence before a submission: what the unit is told, and what an own policy of the instansi refuses."""

import json

import pytest
from django.urls import reverse

from assessments.engine.answers import Given
from assessments.models import EvidenceUse, PolicyVersion, State
from assessments.services import lines
from assessments.services.errors import Refused
from assessments.services.versions import content_hash
from assessments.services.workflow import move, refusals
from tests.assessments.answering import area_url
from tests.assessments.rounds import A1, A2, PP, attach, handed_in, mend, reply_all, resubmitted, returned
from tests.assessments.test_answering_page import make_use
from tests.factories.assessments import fresh
from tests.factories.versions import load_policy


def demand(a) -> None:
    """The period's policy wants evidence from now on."""
    row = load_policy()
    data = {**json.loads(row.content), "code": "policy-bukti", "evidence": {"required": "answered"}}
    version = PolicyVersion.objects.create(
        code="policy-bukti",
        name="Ketentuan dengan bukti",
        regulation=row.regulation,
        instrument=row.instrument,
        content=json.dumps(data),
        content_hash=content_hash(data),
    )
    type(a.period).objects.filter(pk=a.period_id).update(policy=version)


def prove(world, a, codes) -> None:
    for code in codes:
        make_use(world, a, code)


def where(a, name="ajukan") -> list[str]:
    return [refusal.where for refusal in refusals(fresh(a), name)]


def test_without_the_key_a_unit_submits_without_evidence(world):
    a = world.assessment()
    world.fill(a, "best")
    assert where(a) == []
    move(a.pk, "ajukan", actor=world.pimpinan_unit)
    assert fresh(a).state == State.PENILAIAN_TPI


def test_with_the_key_each_question_that_scores_needs_evidence(world):
    a = world.assessment()
    world.fill(a, "best")
    demand(a)
    codes = list(world.instrument.questions)
    prove(world, a, codes[2:])
    with pytest.raises(Refused) as refused:
        move(a.pk, "ajukan", actor=world.pimpinan_unit)
    assert refused.value.reasons == [
        (f"{code} belum memiliki bukti, padahal ketentuan tahun ini memintanya.", f"bukti?{code}")
        for code in codes[:2]
    ]
    prove(world, a, codes[:2])
    move(a.pk, "ajukan", actor=world.pimpinan_unit)
    assert fresh(a).state == State.PENILAIAN_TPI


def test_what_scores_nothing_needs_none_and_a_tick_proves_nothing(world):
    a = world.assessment()
    world.fill(a, "best")
    demand(a)
    prove(world, a, [code for code in world.instrument.questions if code not in (A1, A2)])
    mend(world, a, A1, Given("Tidak"))
    mend(world, a, A2, Given(none_yet=True, note="Belum ada"))
    assert where(a) == []
    mend(world, a, A1, Given("Ya"))
    for key in ("t1", "t2"):
        lines.set_line(a.pk, code=A1, key=key, state="ada", seen=0, actor=world.petugas)
    assert where(a) == [f"bukti?{A1}"]


def test_evidence_that_was_taken_off_counts_no_more(world):
    a = world.assessment()
    world.fill(a, "best")
    demand(a)
    prove(world, a, list(world.instrument.questions))
    EvidenceUse.objects.filter(code=A1).update(draft=EvidenceUse.Draft.REMOVED)
    assert where(a) == [f"bukti?{A1}"]


def test_each_reason_leads_to_its_question(world):
    a = world.assessment()
    world.fill(a, "best")
    demand(a)
    html = world.client("pimpinan_unit").get(reverse("assessments:assessment", args=[a.pk])).content.decode()
    for code in list(world.instrument.questions)[:5]:
        assert f"{area_url(a, 'MP')}?saring=tanpa-bukti#q-{code.replace('.', '-')}" in html
    assert "108 pertanyaan lain juga belum memiliki bukti: " in html


def test_in_a_round_only_what_was_asked(world):
    a = handed_in(world)
    demand(a)
    a = fresh(a)
    returned(world, a)  # A1, which has evidence, and PP, which has none
    reply_all(world, a)
    assert where(a, "ajukan_perbaikan") == [f"bukti?{PP}"]
    attach(world, fresh(a), PP, "maklumat.txt", b"Maklumat pelayanan\n")
    assert resubmitted(world, fresh(a)).state == State.PENILAIAN_TPI


def test_the_unit_is_told_what_has_no_evidence(world):
    a = world.assessment()
    prove(world, a, [code for code in world.instrument.questions if code not in (A1, A2, PP, "B.I.a")])
    said = "4 pertanyaan tanpa bukti: MP 2, PP 1, Hasil 1."
    url = reverse("assessments:assessment", args=[a.pk])
    for who in ("petugas", "pimpinan_unit"):
        html = world.client(who).get(url).content.decode()
        assert html.count(said) == 1
        assert f"{area_url(a, 'MP')}?saring=tanpa-bukti" in html
    for who in ("admin", "pimpinan_instansi", "anggota", "ketua"):
        assert "tanpa bukti" not in world.client(who).get(url).content.decode()
    prove(world, a, [A1, A2, PP, "B.I.a"])
    assert "tanpa bukti" not in world.client("petugas").get(url).content.decode()


def test_in_a_round_the_unit_is_told_of_what_was_asked_alone(world):
    a = handed_in(world)
    returned(world, a)
    html = world.client("petugas").get(reverse("assessments:assessment", args=[a.pk])).content.decode()
    assert "1 pertanyaan tanpa bukti: PP 1." in html


def test_the_demand_is_said_where_the_policy_is(world):
    a = world.assessment()
    said = "paling sedikit satu bukti"
    public = "/publik/ketentuan/?tahun=2026"
    pages = [(world.client("petugas"), area_url(a)), (world.client(None), public)]
    assert [said in client.get(page).content.decode() for client, page in pages] == [False, False]
    demand(a)
    assert [said in client.get(page).content.decode() for client, page in pages] == [True, True]
