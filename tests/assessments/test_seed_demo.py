"""The demo: built once for this module through the services, and everything in it is as it says."""

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db.models import F
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from assessments import queries
from assessments.demo.accounts import accounts
from assessments.demo.content import KABUPATEN, KOTA, PASSWORD
from assessments.demo.ministry import KEMENTERIAN
from assessments.demo.people import person
from assessments.handover.proposed import proposed_in
from assessments.handover.window import open_period
from assessments.models import (
    Answer,
    Assessment,
    Comment,
    Employee,
    EvidenceUse,
    IssuedDocument,
    Period,
    PreliminaryResult,
    Proposal,
    ReturnProposal,
    Round,
    Sheet,
    State,
    StateChange,
)
from assessments.pakta import counts_by_unit
from assessments.services.scoring import TOTALS, set_totals
from audit.queries import verify_all
from documents.models import Blob, Document
from surveys.models import Campaign
from surveys.results import results_of
from tests.factories.versions import load_policy
from tests.sizes.copies import CopiesOfTheDemo
from units.models import Instansi, TpiTeam, User


@pytest.mark.slow
class DemoTest(CopiesOfTheDemo, TestCase):
    """One demo for all tests; a TestCase because it builds its data once and rolls back after each test."""

    @classmethod
    def setUpTestData(cls) -> None:
        load_policy("policy-2024")
        cls.out = StringIO()
        call_command("seed_demo", stdout=cls.out)
        cls.year = max(Period.objects.values_list("year", flat=True))

    def test_units_stand_where_the_content_says(self):
        now = {u.code: u.state for demo in (KABUPATEN, KOTA, KEMENTERIAN) for u in demo.units}
        before = {u.code: u.before[0] for u in KABUPATEN.units if u.before}
        assert (len(KABUPATEN.units), len(before)) == (12, 5)
        for year, wanted in ((self.year, now), (self.year - 1, before)):
            found = Assessment.objects.filter(period__year=year).values_list("unit__code", "state")
            assert dict(found) == wanted
        assert {*now.values(), *before.values()} == set(State.values)

    def test_every_unit_began_on_days_of_its_own_and_in_order(self):
        began = StateChange.objects.filter(name="catat_pencanangan", assessment__period__year=self.year)
        assert len({at.date() for at in began.values_list("at", flat=True)}) > 3
        for sent in StateChange.objects.filter(name="usulkan"):
            assert sent.at.date() == sent.assessment.proposal_unit.proposal.letter_date
        for row in Assessment.objects.all():
            walked = list(row.changes.order_by("pk").values_list("at", flat=True))
            assert walked == sorted(walked)

    def test_the_level_above_has_come_as_far_as_the_content_says(self):
        decided = PreliminaryResult.objects.exclude(decided_at=None)
        found = decided.values_list("assessment__unit__code", "fit")
        assert sorted(found) == [("BTKP-TJA", False), ("KSOP-PBR", True)]
        straight = Assessment.objects.get(unit__code="DITJEN-PLR")
        assert "ajukan" in straight.changes.values_list("name", flat=True)

    def test_every_year_has_its_two_teams(self):
        teams = TpiTeam.objects.exclude(instansi__code=KEMENTERIAN.code)
        found = teams.order_by("year", "name").values_list("year", "name", "instansi__code")
        assert list(found) == [
            (year, name, "kab-suryamukti")
            for year in (self.year - 1, self.year)
            for name in ("Tim I", "Tim II")
        ]

    def test_every_place_has_its_staff_list(self):
        """As many work in a unit as the content says; most have signed, of the unit that only registered fewer."""
        for demo in (KABUPATEN, KOTA, KEMENTERIAN):
            instansi = Instansi.objects.get(code=demo.code)
            counts = counts_by_unit(instansi, timezone.localdate())
            for unit in demo.units:
                found = counts[instansi.units.get(code=unit.code).pk]
                assert (found.staff, found.leader_signed) == (unit.staff, True), unit.code
                assert (found.signed * 2 > found.staff) == (unit.state != "terdaftar"), unit.code
                assert found.signed < found.staff, unit.code
            assert counts[None].leader_signed
        rows = Employee.objects.exclude(nip="")
        assert all(len(nip) == 18 and nip.isdecimal() for nip in rows.values_list("nip", flat=True))
        assert Employee.objects.filter(left_on__isnull=False).count() > len(KABUPATEN.units)

    def test_totals_are_the_same_on_every_machine(self):
        found = Sheet.objects.filter(assessment__period__year=self.year, answered__gt=0).exclude(
            kind="member"
        )
        totals: dict[str, dict[str, tuple[int, str]]] = {}
        for sheet in found.select_related("assessment__unit"):
            line = totals.setdefault(sheet.assessment.unit.code, {})
            line[sheet.kind] = (sheet.answered, str(sheet.total))
        assert totals == {
            "BTKP-TJA": {"unit": (113, "53.367369"), "prelim": (113, "51.431536")},
            "DIKBUD": {"unit": (113, "91.172361"), "tpi": (113, "90.319861"), "tpn": (113, "89.926111")},
            "DISNAKER": {"unit": (113, "90.744138"), "tpi": (113, "89.849138"), "tpn": (113, "87.617888")},
            "DITJEN-PLR": {"unit": (113, "80.503940")},
            "DKC": {"unit": (113, "80.581405")},
            "DUKCAPIL": {"unit": (59, "51.560833")},
            "KEC-WSR": {"unit": (113, "89.333214"), "tpi": (113, "87.521131"), "tpn": (113, "87.127381")},
            "KSOP-PBR": {"unit": (113, "89.482189"), "prelim": (113, "88.302605")},
            "KSOP-TKC": {"unit": (113, "83.599973"), "prelim": (64, "18.143500")},
            "PKM-01": {"unit": (87, "70.817861")},
            "PKM-02": {"unit": (113, "68.677102"), "draft": (113, "68.677102")},
            "PTSP": {"unit": (113, "94.408631"), "tpi": (113, "93.779464")},
            "RSUD": {"unit": (113, "87.849912"), "tpi": (113, "86.704662")},
            "SAMSAT": {"unit": (113, "95.007092"), "tpi": (113, "94.814592"), "tpn": (113, "94.508342")},
            "UPP-SGR": {"unit": (113, "88.315367"), "prelim": (113, "87.875367")},
        }

    def test_stored_totals_equal_a_recomputation(self):
        sheets = list(
            Sheet.objects.select_related("assessment__period__policy", "assessment__period__instrument")
        )
        for sheet in sheets:
            fields = [name for name in TOTALS if name != "updated_at"]
            stored = {name: getattr(sheet, name) for name in fields}
            answers = {answer.code: answer for answer in sheet.answers.all()}
            if sheet.kind == Sheet.Kind.DRAFT:  # lies over what was submitted
                submitted = sheet.assessment.sheets.get(kind=Sheet.Kind.UNIT)
                answers = queries.answers_of(submitted) | answers
            set_totals(sheet, sheet.assessment.period, answers.values())
            assert {name: getattr(sheet, name) for name in fields} == stored, sheet

    def test_proposed_units_reach_the_minima_in_tpis_final_sheet(self):
        sheets = Sheet.objects.filter(kind=Sheet.Kind.TPI, assessment__proposal_unit__isnull=False)
        met = {
            (s.assessment.unit.code, s.assessment.period.year): s.verdict[s.assessment.target]["met"]
            for s in sheets
        }
        assert len(met) == 10
        assert set(met.values()) == {True}

    def test_one_unit_is_in_the_middle_of_its_check_list(self):
        row = Assessment.objects.get(unit__code="PKM-01", period__year=self.year)
        tied = set(row.evidence.exclude(line=None).values_list("code", "line__text"))
        assert ("A.I.1.i.a", "SK tim kerja ZI") in tied
        states = [line.state for line in row.lines.all()]
        assert (states.count("ada"), states.count("tidak"), row.lines.filter(own=True).count()) == (6, 2, 2)
        assert len(states) == 6 + 2 + 2 + len(tied)

    def test_a_round_is_answered_and_one_runs(self):
        found = Round.objects.order_by("assessment__unit__code")
        assert [
            (
                r.assessment.unit.code,
                r.number,
                r.outcome,
                r.requests.count(),
                r.requests.exclude(reply="").count(),
            )
            for r in found
        ] == [("PKM-02", 1, "", 4, 1), ("RSUD", 1, "replied", 2, 2)]
        assert ReturnProposal.objects.filter(round=None).count() == 2

    def test_audit_is_whole(self):
        assert verify_all() == []

    def test_proposals_wait_and_went(self):
        found = Proposal.objects.order_by("pk")
        assert [
            (p.period.year, p.approved_at is not None, p.sent_at is not None, p.units.count()) for p in found
        ] == [
            (self.year - 1, True, True, 4),
            (self.year, True, True, 4),
            (self.year, True, True, 1),
            (self.year, False, False, 1),
        ]
        assert IssuedDocument.objects.filter(kind="lhe", number="").count() == 0

    def test_portalrb_can_pull_this_year_from_the_kabupaten(self):
        period = open_period(Instansi.objects.get(code=KABUPATEN.code), timezone.now())
        year = proposed_in(period)
        assert ([u.id for u in year.of("WBK")], [u.id for u in year.of("WBBM")], year.void) == (
            ["DIKBUD", "DISNAKER", "KEC-WSR"],
            ["PTSP", "SAMSAT"],
            (),
        )

    def test_a_unit_runs_one_survey_and_has_another_in_its_score(self):
        running, ended = Campaign.objects.filter(unit__code="PKM-01").order_by("pk")
        assert (running.kind, running.state, running.answers.count()) == ("SPKP", "dibuka", 24)
        assert running.runs_on(timezone.localdate())
        result = results_of(ended)
        assert (ended.kind, ended.state, ended.published, result.excluded) == ("SPAK", "ditutup", True, 4)
        assert {flag.kind for flag in result.flags} >= {"diarahkan", "seragam"}
        taken = Answer.objects.get(
            sheet__assessment__unit__code="PKM-01",
            sheet__assessment__period__year=self.year,
            sheet__kind=Sheet.Kind.UNIT,
            code="B.I.a",
        )
        assert (taken.value, ended.code in taken.source) == (ended.index.rstrip("0"), True)

    def test_evidence_is_few_files_used_often(self):
        uses = EvidenceUse.objects.count()
        assert uses > 200
        assert Blob.objects.filter(revisions__uses__isnull=False).distinct().count() == 10
        assert EvidenceUse.objects.exclude(revision__url="").exists()
        assert Comment.objects.count() == 8

    def test_documents_say_what_they_are(self):
        files = Document.objects.filter(unit__isnull=False, revisions__blob__isnull=False)
        assert files.filter(date=None).count() == files.filter(speaks_from=None).count() == 0
        levels = files.values_list("confidentiality", flat=True).order_by("confidentiality").distinct()
        assert list(levels) == ["biasa", "rahasia", "terbatas"]
        years = EvidenceUse.objects.filter(
            revision__document__speaks_until__year__lt=F("assessment__period__year")
        )
        assert set(years.values_list("revision__document__kind", flat=True)) == {"laporan"}

    def test_a_second_run_is_refused_and_changes_nothing(self):
        before = User.objects.count()
        with pytest.raises(CommandError) as refused:
            call_command("seed_demo", stdout=StringIO())
        assert str(refused.value) == (
            "Basis data ini sudah berisi instansi. Demo hanya dimuat ke basis data yang kosong; "
            "seed_demo --accounts menampilkan akunnya lagi."
        )
        assert User.objects.count() == before

    def test_accounts_are_shown_again_and_can_log_in(self):
        again = StringIO()
        call_command("seed_demo", accounts=True, stdout=again)
        assert self.out.getvalue().endswith(again.getvalue())
        shown = accounts()
        assert len(shown) == User.objects.count() == 57
        assert "tanpa peran" not in {a.role for a in shown}
        assert all(authenticate(None, username=a.username, password=PASSWORD) for a in shown)
        answer = self.client.post(
            reverse("account_login"), {"login": "petugas", "password": PASSWORD}, follow=True
        )
        assert "Rizky Aditya Firmansyah" in answer.content.decode()

    def test_every_unit_has_a_head_and_a_petugas(self):
        for unit in [u for i in Instansi.objects.all() for u in i.units.all()]:
            roles = set(unit.memberships.values_list("role", flat=True))
            assert roles - {"penilai_pendahuluan"} == {"pimpinan_unit", "petugas_unit"}, unit

    def test_the_kota_sees_nothing_of_the_kabupaten(self):
        kabupaten = Assessment.objects.filter(unit__instansi__code="kab-suryamukti")
        assert kabupaten.count() == 17
        for name in ("admin-bahari", "walikota", "petugas-dukcapil", "pimpinan-dukcapil"):
            assert set(queries.visible_assessments(person(name)).values_list("unit__code", flat=True)) == {
                "DUKCAPIL"
            }
            self.client.force_login(person(name), backend="units.backends.PortalBackend")
            home = self.client.get(reverse("assessments:home"), follow=True).content.decode()
            assert "Suryamukti" not in home
            for row in kabupaten:
                assert self.client.get(reverse("assessments:assessment", args=[row.pk])).status_code == 404
            page = reverse("assessments:period", args=["kab-suryamukti", self.year])
            assert self.client.get(page).status_code == 404

    def test_what_members_wrote_before_release_is_not_in_the_units_page(self):
        row = Assessment.objects.get(unit__code="DKC", period__year=self.year)
        notes = list(
            row.sheets.get(kind=Sheet.Kind.MEMBER, owner__username="anggota")
            .answers.exclude(note="")
            .values_list("note", flat=True)
        )
        assert len(notes) > 5
        self.client.force_login(person("petugas-dkc"), backend="units.backends.PortalBackend")
        for area in ("MP", "TT", "SDM", "AK", "PW", "PP"):
            page = self.client.get(reverse("assessments:area", args=[row.pk, area])).content.decode()
            assert [note for note in notes if note in page] == []


@pytest.mark.django_db
def test_an_empty_database_without_the_policy_is_refused():
    with pytest.raises(CommandError) as refused:
        call_command("seed_demo", stdout=StringIO())
    assert str(refused.value) == (
        "lke-zi-2021 belum dimuat. Jalankan load_instrument assessments/instruments/lke-zi-2021.yaml lebih dulu."
    )
    assert (Path(settings.BASE_DIR) / "assessments/instruments/lke-zi-2021.yaml").exists()


@pytest.mark.django_db
def test_without_a_demo_there_are_no_accounts_to_show():
    out = StringIO()
    call_command("seed_demo", accounts=True, stdout=out)
    assert out.getvalue() == "Basis data ini tidak memuat demo, jadi tidak ada akun demo.\n"
