"""Nothing is handed over that the portal would not send: each guard of the proposal is asked at each pull."""

import re
from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.models import Answer, IssuedDocument, Proposal, Recommendation, Sheet, State
from assessments.services.register import record_predicate
from assessments.services.workflow import refusals
from documents.models import Document
from tests.factories.assessments import make_assessment, make_period
from tests.factories.units import make_unit
from tests.handover.pulling import (
    NO_PROPOSAL,
    NO_UNIT,
    WBBM,
    WBK,
    answers_url,
    body_of,
    issue,
    propose,
    record,
    released,
    stands_again,
)
from tests.handover.test_contents import prove

pytestmark = pytest.mark.django_db
HERE = "/kelola/KAB-X/portalrb/"
FIRST = answers_url("PKM-01")
NOBODY = {"tahun": 2026, "units": []}


def lower_the_result(year) -> None:
    year.world.fill(year.first, "worst", kind=Sheet.Kind.TPI)
    stands_again(year, year.first)


def change_the_result(year) -> None:
    sheet = Sheet.objects.get(assessment=year.first, kind=Sheet.Kind.TPI)
    Answer.objects.filter(pk=sheet.answers.first().pk).update(note="Dilihat lagi.")
    Sheet.objects.filter(pk=sheet.pk).update(updated_at=timezone.now())


def write_the_same_again(year) -> None:
    year.world.fill(year.first, "best", kind=Sheet.Kind.TPI)


def break_a_condition_of_the_unit(year) -> None:
    record(year.world.period, "tlhp", "96", year.world.admin, unit=year.world.unit)


def advise_against_it(year) -> None:
    Recommendation.objects.filter(assessment=year.first).update(verdict="belum")


def advise_later(year) -> None:
    Recommendation.objects.filter(assessment=year.first).update(
        text="Layak dengan catatan.", updated_at=timezone.now()
    )


def take_the_lhe_back(year) -> None:
    IssuedDocument.objects.filter(assessment=year.first).update(superseded_at=timezone.now())


def issue_another_lhe(year) -> None:
    issue(year.first, year.world.ketua)


def open_it_again(year) -> None:
    year.world.assessment(State.PENILAIAN_TPI)


def lose_the_letter(year) -> None:
    Proposal.objects.update(scan=None)


WAYS = {
    lower_the_result: ("Nilai TPI Total 0,00 dari minimal 75,00 (kurang 75,00 poin).", "/tpi/"),
    change_the_result: ("LHE tidak sama lagi dengan hasil di portal.", "/usulan/"),
    break_a_condition_of_the_unit: ("BPK: 96%, syaratnya minimal 100%.", "/syarat/"),
    advise_against_it: ("TPI tidak merekomendasikan WBK: rekomendasinya belum layak.", "#rekomendasi"),
    advise_later: ("LHE tidak sama lagi dengan hasil di portal.", "/usulan/"),
    take_the_lhe_back: ("LHE TPI belum diterbitkan.", "/dokumen/"),
    issue_another_lhe: ("LHE terbit sesudah usulan disetujui.", "/usulan/"),
    open_it_again: ("sekarang Penilaian TPI.", "/penilaian/"),
    lose_the_letter: ("Pindaian surat usulan belum diunggah.", "/usulan/"),
}


@pytest.mark.parametrize("change", WAYS, ids=lambda way: way.__name__)
def test_a_unit_that_may_no_longer_be_proposed_is_left_out_and_the_page_says_why(year, change):
    assert [unit["id"] for unit in body_of(year.portal.pull(WBK))["units"]] == ["PKM-01"]
    client = year.world.client("admin")
    assert "Tidak diserahkan" not in client.get(HERE).content.decode()
    change(year)
    assert body_of(year.portal.pull(WBK)) == NOBODY
    assert body_of(year.portal.pull(FIRST)) == NO_UNIT
    html = client.get(HERE).content.decode()
    (told, link) = WAYS[change]
    assert re.search(rf'{re.escape(told)}[^<]*<a href="[^"]*{link}', html)
    assert "Tidak diserahkan" in html
    assert (">PKM-01</code>" in html, year.world.client("pimpinan_instansi").get(HERE).status_code) == (
        False,
        200,
    )


def test_a_result_that_is_written_again_as_it_was_is_handed_over(year):
    write_the_same_again(year)
    assert [unit["id"] for unit in body_of(year.portal.pull(WBK))["units"]] == ["PKM-01"]


def test_the_reasons_are_those_that_refuse_to_send(year):
    a = year.world.assessment(State.SELESAI_TPI)
    lower_the_result(year)
    record(year.world.period, "sakip", "C", year.world.admin)
    html = year.world.client("admin").get(HERE).content.decode()
    refused = [refusal.message for refusal in refusals(a, "usulkan")]
    assert len(refused) > 5
    assert [message for message in refused if message not in html] == []


def test_what_voids_everything_is_told_once(year):
    record(year.world.period, "bebas_kkn", "tidak", year.world.admin)
    html = year.world.client("admin").get(HERE).content.decode()
    assert (html.count("Karena itu semua usulan batal."), "Tidak diserahkan" in html) == (1, False)


def test_a_proposal_that_waits_for_approval_is_told(year):
    waits = released(year.world, make_unit(year.world.instansi, "RSUD"), State.SELESAI_TPI)
    propose(year.world.period, {waits: "WBK"}, year.world.admin, approved=False)
    assert [unit["id"] for unit in body_of(year.portal.pull(WBK))["units"]] == ["PKM-01"]
    html = year.world.client("admin").get(HERE).content.decode()
    assert "Usulan belum disetujui pimpinan instansi." in html
    Proposal.objects.update(approved_at=None)
    assert body_of(year.portal.pull(WBK)) == NO_PROPOSAL


def test_wbbm_that_is_switched_off_is_told(year, settings):
    settings.PORTALRB_WBBM = False
    html = year.world.client("admin").get(HERE).content.decode()
    assert "Pengaturan portal tidak menyerahkan usulan WBBM." in html
    assert year.portal.pull(WBBM).status_code == 404


def test_what_the_portal_determined_counts_as_a_condition(year):
    """WBBM wants an earlier WBK: nobody types what the portal knows."""
    year.world.period.conditions.filter(code="sudah_wbk", unit=year.world.unit2).delete()
    assert body_of(year.portal.pull(WBBM)) == NOBODY
    earlier = make_assessment(make_period(year.world.instansi, 2025), year.world.unit2, State.WBK)
    with transaction.atomic():
        record_predicate(
            earlier,
            predicate="WBK",
            decree_number="KEP-7/2025",
            decree_date=date(2025, 11, 30),
            actor=year.world.admin,
        )
    assert [unit["id"] for unit in body_of(year.portal.pull(WBBM))["units"]] == ["DKC"]


def test_units_that_are_left_out_cost_no_more_queries(year):
    client = year.world.client("admin")

    def counted() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(HERE).status_code == 200
        return len(found)

    counted()
    whole = counted()
    break_a_condition_of_the_unit(year)
    assert counted() == whole
    for number in range(3):
        a = released(year.world, make_unit(year.world.instansi, f"U-{number}"))
        year.proposal.units.create(assessment=a, predicate="WBK")
    Answer.objects.filter(sheet__kind=Sheet.Kind.TPI).delete()
    Recommendation.objects.all().delete()
    assert counted() == whole


def test_what_a_document_is_called_is_told_as_it_is_called_now(year):
    """The facts of a document may be mended at any time, its level raised too: the newest word counts."""
    use = prove(year, file=b"%PDF-1.4", title="SK Timm", number="12/2026")

    def told() -> str:
        return body_of(year.portal.pull(FIRST))["answers"][0]["bukti_dukung_unit"]

    assert told() == "SK Timm (No. 12/2026)"
    document = Document.objects.filter(revisions=use.revision)
    document.update(title="SK Tim")
    assert told() == "SK Tim (No. 12/2026)"
    document.update(confidentiality="rahasia")
    assert told() == "Dokumen rahasia, diperlihatkan kepada tim evaluasi atas permintaan"
