"""What is given: which units in which window, how answers are written, what the audit keeps."""

import hashlib
from datetime import UTC, date, datetime, timedelta

import pytest
import yaml
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.engine.answers import Given
from assessments.handover.questions import parse_questions, questions_of
from assessments.handover.window import open_period, periods_of, window_of
from assessments.kke.mapping import MappingError
from assessments.mapping_files import MAPPINGS
from assessments.models import (
    Answer,
    ConditionValue,
    EvidenceUse,
    HandoverToken,
    HandoverWindow,
    IssuedDocument,
    Proposal,
    ProposalUnit,
    Recommendation,
    Sheet,
    State,
)
from audit.models import Entry
from documents.models import Document, Revision
from documents.services import store_generated
from tests.factories.assessments import fill_answers, make_assessment, make_period
from tests.factories.units import make_unit
from tests.handover.pulling import (
    BASE,
    FREE_OF_KKN,
    NO_PROPOSAL,
    WBBM,
    WBK,
    answers_url,
    body_of,
    record,
    released,
    stands_again,
)

pytestmark = pytest.mark.django_db
FIRST = answers_url("PKM-01")


def soal(year, number: int) -> dict:
    """One row of the first unit."""
    answers = body_of(year.portal.pull(FIRST))["answers"]
    return next(answer for answer in answers if answer["soal_id"] == number)


# --- which units, and when ---------------------------------------------------------------------------------


def test_only_what_the_leader_approved(year):
    Proposal.objects.update(approved_at=None, approved_by=None)
    assert body_of(year.portal.pull(WBK)) == NO_PROPOSAL
    assert year.portal.pull(FIRST).status_code == 404


def test_a_final_list_may_be_empty(year, settings):
    year.proposal.units.filter(predicate="WBBM").delete()
    assert body_of(year.portal.pull(WBBM)) == {"tahun": 2026, "units": []}
    settings.PORTALRB_EMPTY = "list"
    Proposal.objects.update(approved_at=None)
    assert body_of(year.portal.pull(WBK)) == {"tahun": 2026, "units": []}


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        (datetime(2026, 3, 31, 16, 59, 59, tzinfo=UTC), False),  # 23:59:59 in Jakarta, the day before
        (datetime(2026, 3, 31, 17, 0, 0, tzinfo=UTC), True),
        (datetime(2026, 6, 15, 16, 59, 59, 999_999, tzinfo=UTC), True),
        (datetime(2026, 6, 15, 17, 0, 0, tzinfo=UTC), False),
    ],
)
def test_the_window_ends_at_midnight_in_jakarta(year, at, is_open):
    HandoverWindow.objects.update(opens_on=date(2026, 4, 1), closes_on=date(2026, 6, 15))
    instansi = year.world.instansi
    assert (open_period(instansi, at) is not None) == is_open


def test_without_an_announcement_the_policy_says_the_last_day(world):
    (period,) = periods_of(world.instansi)
    window = window_of(period)
    assert (window.opens_on, window.closes_on, window.set) == (date(2026, 1, 1), date(2026, 5, 31), None)
    end = datetime(2026, 5, 31, 16, 59, 59, tzinfo=UTC)
    assert [window.is_open(end), window.is_open(end + timedelta(seconds=1))] == [True, False]
    assert [window.is_over(end), window.is_over(end + timedelta(seconds=1))] == [False, True]


def test_of_two_open_years_the_newest_is_given(year):
    later = make_period(year.world.instansi, 2027)
    at = datetime(2027, 2, 1, tzinfo=UTC)
    HandoverWindow.objects.update(closes_on=date(2027, 3, 1))
    assert open_period(year.world.instansi, at) == later
    assert open_period(year.world.instansi, datetime(2026, 12, 31, 16, tzinfo=UTC)) == year.world.period


def test_outside_its_window_nothing_is_given(year):
    yesterday = timezone.localdate() - timedelta(days=1)
    HandoverWindow.objects.update(opens_on=yesterday - timedelta(days=9), closes_on=yesterday)
    assert body_of(year.portal.pull(WBK)) == NO_PROPOSAL
    assert year.portal.pull(FIRST).status_code == 404


def test_what_voids_proposals_and_has_no_value_voids_them(year):
    year.world.period.conditions.filter(code=FREE_OF_KKN).delete()
    assert body_of(year.portal.pull(WBK)) == NO_PROPOSAL


def test_an_affirmed_unit_is_one_that_leans_on_the_affirmation(year, settings):
    world = year.world
    year.proposal.units.filter(assessment=year.second).update(predicate="WBK")
    record(world.period, "tlhp", "96", world.admin, unit=world.unit2)

    def listed() -> dict[str, tuple]:
        units = body_of(year.portal.pull(WBK))["units"]
        return {unit["id"]: (unit["kategori"], unit["afirmasi"]) for unit in units}

    assert listed() == {"DKC": ("WBK-AFIRMASI", True), "PKM-01": ("WBK", False)}
    settings.PORTALRB_AFFIRMATION = "flag"
    assert listed() == {"DKC": ("WBK", True), "PKM-01": ("WBK", False)}
    settings.PORTALRB_AFFIRMATION = "category"
    record(world.period, "tlhp", "100", world.admin, unit=world.unit2)
    assert listed() == {"DKC": ("WBK", False), "PKM-01": ("WBK", False)}


def test_units_stand_by_their_codes(year):
    world = year.world
    for code in ("b-9", "A.1", "Z_2"):
        a = released(world, make_unit(world.instansi, code), State.SELESAI_TPI)
        year.proposal.units.create(assessment=a, predicate="WBK")
        stands_again(year, a)
    assert [unit["id"] for unit in body_of(year.portal.pull(WBK))["units"]] == ["A.1", "PKM-01", "Z_2", "b-9"]


# --- answers ---------------------------------------------------------------------------------------------


def answered(year, answers: dict[str, Given]) -> None:
    sheet = Sheet.objects.get(assessment=year.first, kind=Sheet.Kind.UNIT)
    fill_answers(sheet, answers, by=year.world.petugas)
    stands_again(year, year.first)


def test_each_kind_of_answer(year, settings):
    answered(
        year,
        {
            "A.I.1.i.a": Given("Ya", note="  Ada SK.\n"),
            "A.I.1.i.b": Given("B"),
            "A.I.1.ii.a": Given(none_yet=True, note="Baru disusun."),
            "A.II.1.i.a": Given({"agen": 7}),
            "B.I.a": Given("3.72", note="Naik.", source="Survei 2026, 240 responden"),
            "B.I.b": Given("E"),
        },
    )

    def given() -> dict[int, tuple]:
        rows = body_of(year.portal.pull(FIRST))["answers"]
        wanted = {row["soal_id"]: (row["jawaban_unit"], row["catatan_unit"]) for row in rows}
        return {number: wanted.get(number) for number in (1, 2, 3, 4, 88, 89, 125, 126)}

    told = {
        1: ("Ya", "Ada SK."),
        2: ("B", None),
        3: (None, "Baru disusun."),
        4: (None, None),
        88: ("7", None),
        89: (None, None),
        125: ("3.72", "Naik.\nSumber: Survei 2026, 240 responden"),
        126: ("E", None),
    }
    assert given() == told
    settings.PORTALRB_YES_NO, settings.PORTALRB_DECIMAL = ["A", "B"], ","
    assert given() == told | {1: ("A", "Ada SK."), 125: ("3,72", told[125][1])}
    settings.PORTALRB_UNANSWERED = False
    left = {1: ("A", "Ada SK."), 2: ("B", None), 88: ("7", None), 125: ("3,72", told[125][1])}
    assert given() == dict.fromkeys((3, 4, 89)) | left | {126: ("E", None)}


def test_of_tpi_only_the_final_answer_is_given(year, settings):
    world = year.world
    final = Answer.objects.filter(sheet__assessment=year.first, sheet__kind=Sheet.Kind.TPI)
    final.filter(code="A.I.1.i.a").update(value="Tidak", note="CATATAN AKHIR")
    member = {
        "A.I.1.i.a": Given("Tidak", note="LEMBAR ANGGOTA"),
        "A.I.1.i.b": Given("C", note="LEMBAR ANGGOTA"),
    }
    world.fill(year.first, member, kind=Sheet.Kind.MEMBER, owner=world.anggota)
    world.fill(year.first, {"A.I.1.i.b": Given("C", note="LEMBAR TPN")}, kind=Sheet.Kind.TPN)
    row = soal(year, 1)
    assert (row["jawaban_tpi"], row["catatan_tpi"], soal(year, 2)["jawaban_tpi"]) == ("Tidak", None, "A")
    settings.PORTALRB_TPI_NOTES = True
    assert soal(year, 1)["catatan_tpi"] == "CATATAN AKHIR"
    for hidden in (b"LEMBAR", b"Maya Kusuma"):
        assert hidden not in year.portal.pull(FIRST).content


def prove(year, code: str = "A.I.1.i.a", **facts) -> EvidenceUse:
    """Evidence, a link or (`file`) a file; `facts` are of the document or of the use (`locator`, `draft` …)."""
    world = year.world
    use = {name: facts.pop(name) for name in ("locator", "draft", "removed_at") if name in facts}
    content, url = facts.pop("file", b""), facts.pop("url", "https://contoh.go.id/sk")
    held = {"url": url}
    if content:
        held = {"blob": store_generated(content, media_type="application/pdf"), "filename": "sk-tim.pdf"}
    document = Document.objects.create(
        instansi=world.instansi, unit=world.unit, created_by=world.petugas, **{"title": "SK Tim", **facts}
    )
    revision = Revision.objects.create(document=document, number=1, created_by=world.petugas, **held)
    return EvidenceUse.objects.create(
        assessment=year.first, code=code, revision=revision, added_by=world.petugas, **use
    )


def test_evidence_is_one_text(year):
    assert soal(year, 1)["bukti_dukung_unit"] is None
    facts = {"title": "SK <Tim>", "number": "12/2026", "date": date(2026, 1, 5), "locator": "hlm. 1–3"}
    prove(year, file=b"%PDF-1.4", **facts)
    prove(year, file=b"%PDF-1.4 2", title="Notulen")
    prove(year)
    prove(year)  # the same address again
    prove(year, url="https://contoh.go.id/draf", draft=EvidenceUse.Draft.ADDED)
    prove(year, url="https://contoh.go.id/lepas", removed_at=timezone.now())
    prove(year, url="https://contoh.go.id/rahasia", title="Laporan WBS atas Budi", confidentiality="rahasia")
    told = "SK <Tim> (No. 12/2026, 5 Januari 2026, hlm. 1–3); Notulen; https://contoh.go.id/sk; "
    told += "Dokumen rahasia, diperlihatkan kepada tim evaluasi atas permintaan"
    assert soal(year, 1)["bukti_dukung_unit"] == told
    prove(year, code="A.II.1.i.a", confidentiality="terbatas")
    hidden = "Dokumen terbatas, diperlihatkan kepada tim evaluasi atas permintaan"
    assert [soal(year, number)["bukti_dukung_unit"] for number in (88, 89)] == [hidden, hidden]


def test_what_is_not_in_the_master_list_yet_is_not_made_up(year, world):
    assert questions_of(None, world.instrument) is None
    assert questions_of("portalrb-2027", world.instrument) is None
    assert questions_of("../policies/policy-2024", world.instrument) is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"A.I.1.i.a": {"row": 6, "soal": 2}}, "number 2 stands twice (A.I.1.i.a, A.I.1.i.b)"),
        ({"A.I.1.i.a": {"row": 6, "soal": "1"}}, "A.I.1.i.a has the number '1'"),
        ({"A.I.1.i.a": {"row": 6, "soal": True}}, "A.I.1.i.a has the number True"),
        ({"A.I.1.i.a": {"row": 6}}, "no number for A.I.1.i.a"),
        ({"A.II.1.i.a/agen": {"row": 126}}, "no number for A.II.1.i.a/agen"),
        ({"A.I.9": {"row": 999, "soal": 999}}, "A.I.9 is not in lke-zi-2021"),
    ],
)
def test_a_wrong_list_of_numbers_is_refused(world, change, message):
    data = yaml.safe_load((MAPPINGS / "portalrb-2026.yaml").read_text(encoding="utf-8"))
    with pytest.raises(MappingError) as refused:
        parse_questions(data | {"items": data["items"] | change}, world.instrument)
    assert str(refused.value) == f"items: {message}"


# --- trace and cost --------------------------------------------------------------------------------------


def test_each_pull_leaves_one_entry_with_the_hash_of_what_was_given(year):
    before = Entry.objects.count()
    given, refused = year.portal.pull(WBK), year.portal.pull(f"{BASE}tidak-ada")
    entries = list(Entry.objects.order_by("pk")[before:])
    assert [
        (e.chain.key, e.actor_id, e.role, e.action, e.object_label, e.object_id, e.before) for e in entries
    ] == [
        (
            f"instansi:{year.world.instansi.pk}",
            None,
            "PortalRB",
            "handover.pull",
            "assessments.handovertoken",
            str(year.token.pk),
            None,
        )
    ] * 2
    assert [entry.after for entry in entries] == [
        {"path": WBK, "status": 200, "sha256": hashlib.sha256(given.content).hexdigest()},
        {"path": f"{BASE}tidak-ada", "status": 404, "sha256": hashlib.sha256(refused.content).hexdigest()},
    ]
    assert given["ETag"] == f'"{entries[0].after["sha256"]}"'


def test_the_last_use_is_written_once_an_hour(year):
    def used():
        return HandoverToken.objects.get(pk=year.token.pk).last_used_at

    year.portal.pull(WBK)
    first = used()
    year.portal.pull(WBK)
    assert used() == first
    long_ago = first - timedelta(minutes=61)
    HandoverToken.objects.update(last_used_at=long_ago)
    year.portal.pull(WBK)
    assert used() > first


def counted(year, url: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert year.portal.pull(url).status_code == 200
    return len(found)


def test_two_hundred_units_cost_as_many_queries_as_one(year):
    world = year.world
    year.proposal.units.filter(predicate="WBBM").delete()
    for url in (WBK, FIRST):
        counted(year, url)  # the policy and the instrument are parsed once a process
    # token; years with their windows, deadline changes, proposed units, conditions, earlier predicates, sheets,
    # recommendations, LHE, documents of the proposals;
    # savepoint, token under its lock, its last use, chain, entry, head of the chain, end of the savepoint
    assert counted(year, WBK) == 17
    # the same, answers of both sheets, evidence
    assert counted(year, FIRST) == 19
    proposed = [
        make_assessment(world.period, make_unit(world.instansi, f"U-{number:03}"), State.DIUSULKAN)
        for number in range(199)
    ]
    _are_as_fit_as(year.first, proposed)
    ProposalUnit.objects.bulk_create(
        ProposalUnit(proposal=year.proposal, assessment=a, predicate="WBK") for a in proposed
    )
    assert len(body_of(year.portal.pull(WBK))["units"]) == 200
    assert counted(year, WBK) == 17
    assert counted(year, FIRST) == 19


def _are_as_fit_as(model, others) -> None:
    """Copies of what the guards look at; of the sheets no answers."""
    rows = [
        *Sheet.objects.filter(assessment=model),
        *Recommendation.objects.filter(assessment=model),
        *IssuedDocument.objects.filter(assessment=model),
    ]
    for row in rows:
        type(row).objects.bulk_create(_copy(row, assessment=a) for a in others)
    for row in ConditionValue.objects.filter(unit=model.unit):
        ConditionValue.objects.bulk_create(_copy(row, unit=a.unit) for a in others)


def _copy(row, **changed):
    fields = {f.name: getattr(row, f.name) for f in row._meta.concrete_fields if not f.primary_key}
    return type(row)(**fields | changed)
