"""The table of TPN's surveys: prefilled with the year's units, written through the survey's own service."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import Answer, Sheet, State, TpnSurvey
from assessments.services.answers import Change, save_answers
from assessments.services.errors import Refused
from assessments.services.tpn import record_survey
from assessments.stored import given
from assessments.tables.importing import PlanRefused, undo
from assessments.tables.registry import TABLES
from audit.queries import verify
from tests.tables.files import filled_in, grids_of, look, problems, scope_of, statuses, take, template
from tests.tpn.stage import in_tpn

pytestmark = pytest.mark.django_db
KEY = "survei-tpn"
HEAD = (
    "Unit",
    "Pelaksana survei",
    "Jumlah responden",
    "Jumlah pengguna layanan",
    "Indeks SPAK",
    "Indeks SPKP",
)
ROW = ("PKM-01", "BPS", 64, None, "3,61", "3,5")


def stored(a, code: str) -> str:
    """An index in TPN's sheet."""
    return Answer.objects.get(sheet__assessment=a, sheet__kind=Sheet.Kind.TPN, code=code).value


def test_the_sheet_of_the_year_goes_out_and_comes_back(world):
    first, _ = in_tpn(world, world.unit, world.unit2)
    content = template(world, KEY, filled=True)
    assert statuses(look(world, KEY, grids_of(content))) == [
        "same",
        "same",
    ]  # both units, nothing recorded yet
    back = grids_of(filled_in(content, TABLES[KEY].sheet, [ROW], first=6))  # below DKC
    assert statuses(look(world, KEY, back)) == ["same", "changed"]
    take(world, KEY, back)
    survey = TpnSurvey.objects.get()
    assert (survey.proposal_unit.assessment, survey.executor, survey.respondents) == (first, "BPS", 64)
    assert (stored(first, "B.I.a"), stored(first, "B.II.a")) == ("3.61", "3.5")
    assert statuses(look(world, KEY, grids_of(template(world, KEY, filled=True)))) == ["same", "same"]
    take(world, KEY, [HEAD, (*ROW[:4], "3,7", None)])
    assert (stored(first, "B.I.a"), stored(first, "B.II.a"), TpnSurvey.objects.count()) == ("3.7", "3.5", 1)


def test_an_import_is_taken_back_as_a_whole(world):
    a, other = in_tpn(world, world.unit, world.unit2)
    record_survey(
        other.pk,
        executor="BPS",
        respondents=70,
        population=None,
        indices={"B.I.a": "3.2", "B.II.a": "3.1"},
        seen=0,
        actor=world.admin,
    )
    before = list(Answer.objects.filter(sheet__kind="tpn").order_by("pk").values("value", "note", "source"))
    assert {row["source"] for row in before} >= {"Survei eksternal BPS, 70 responden"}
    done = take(world, KEY, [HEAD, ROW, ("DKC", "LPPM", 80, 900, "3,61", "3,5")])
    assert TpnSurvey.objects.count() == 2
    undo(TABLES[KEY], scope_of(world, KEY), done.records)
    kept = TpnSurvey.objects.get()
    assert (kept.proposal_unit.assessment, kept.executor, kept.respondents) == (other, "BPS", 70)
    after = Answer.objects.filter(sheet__kind="tpn").order_by("pk").values("value", "note", "source")
    assert list(after) == before
    assert verify(a.audit_chain) == []
    again = take(world, KEY, [HEAD, ROW])
    type(a).objects.filter(pk=a.pk).update(state=State.BELUM_MEMENUHI)
    with pytest.raises(Refused, match="sudah ditetapkan, jadi surveinya"):
        undo(TABLES[KEY], scope_of(world, KEY), again.records)


@pytest.mark.parametrize("earlier", [[], [ROW]])
def test_a_note_written_since_stays_when_an_import_is_taken_back(world, earlier):
    (a,) = in_tpn(world)
    for row in earlier:
        take(world, KEY, [HEAD, row])
    rows = Answer.objects.filter(sheet__assessment=a, sheet__kind=Sheet.Kind.TPN, code="B.I.a")
    before = rows.get()
    done = take(world, KEY, [HEAD, ("PKM-01", "LPPM", 80, None, "3,1", "3,2")])
    change = Change("B.I.a", replace(given(rows.get()), note="Baru."), rows.get().version)
    save_answers(a.pk, kind=Sheet.Kind.TPN, changes=[change], actor=world.admin)
    undo(TABLES[KEY], scope_of(world, KEY), done.records)
    assert given(rows.get()) == replace(given(before), note="Baru.")
    assert [survey.executor for survey in TpnSurvey.objects.all()] == [row[1] for row in earlier]


def test_what_cannot_be(world):
    (a,) = in_tpn(world)
    plan = look(world, KEY, [HEAD, ("PKM-01", "BPS", None, None, "3,6", None)])
    assert problems(plan) == [
        "Lembar1!C2: Jumlah responden belum diisi.",
        "Lembar1!F2: Indeks SPKP belum diisi.",
    ]
    assert len(problems(look(world, KEY, [HEAD, ("PKM-01", "BPS", 64, None, "9,9", "3")]))) == 1
    few = ("PKM-01", "BPS", 64, 40, "3,6", "3,5")
    with pytest.raises(PlanRefused) as refused:
        take(world, KEY, [HEAD, few])
    assert "lebih sedikit daripada responden" in str(refused.value)
    assert TpnSurvey.objects.count() == 0
    type(a).objects.filter(pk=a.pk).update(state=State.BELUM_MEMENUHI)
    late = problems(look(world, KEY, [HEAD, ROW]))
    assert late == ["Lembar1!A2: Unit ini sudah ditetapkan, jadi surveinya tidak dapat diubah."]


def test_a_unit_that_tpn_does_not_assess(world):
    world.assessment("selesai_tpi")
    told = problems(look(world, KEY, [HEAD, ROW]))
    assert told == ["Lembar1!A2: Unit ini tidak dinilai TPN tahun ini."]


def test_few_respondents_are_told_and_taken(world):
    in_tpn(world)
    plan = look(world, KEY, [HEAD, ("PKM-01", "BPS", 10, None, "3,6", "3,5")])
    assert ["Responden kurang dari 30" in note for row in plan.rows for note in row.notes] == [True]
    assert plan.can_apply


@pytest.mark.parametrize("units", [1, 2])
def test_what_stands_is_read_in_two_queries(world, units):
    in_tpn(world, *[world.unit, world.unit2][:units])
    scope = scope_of(world, KEY)
    with CaptureQueriesContext(connection) as asked:
        TABLES[KEY].present(scope)
    assert len(asked) == 2
