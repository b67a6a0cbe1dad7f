"""The table of TPN's field values: every question of the units in TPN, written through the service of their page."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.engine.answers import Given
from assessments.models import Answer, Sheet, State, TpnSurvey
from assessments.services.answers import Change, save_answers
from assessments.services.errors import Refused
from assessments.services.tpn import record_survey
from assessments.stored import given
from assessments.tables.importing import undo
from assessments.tables.registry import TABLES
from tests.tables.files import grids_of, look, problems, scope_of, statuses, take, template
from tests.tpn.stage import in_tpn

pytestmark = pytest.mark.django_db
KEY = "nilai-tpn"
HEAD = ("Unit", "Pertanyaan", "Nilai TPN", "Catatan")
CHOICE, COUNTS, INDEX = "A.I.1.iii.c", "A.II.1.i.a", "B.I.a"


def sheet(a) -> dict[str, tuple]:
    """TPN's sheet: code → value, note."""
    rows = Answer.objects.filter(sheet__assessment=a, sheet__kind=Sheet.Kind.TPN)
    return {row.code: (row.value, row.note) for row in rows}


def answers(a) -> dict[str, Given]:
    """TPN's sheet: code → the whole answer."""
    rows = Answer.objects.filter(sheet__assessment=a, sheet__kind=Sheet.Kind.TPN)
    return {row.code: given(row) for row in rows}


def save(world, a, code: str, **said) -> None:
    """Change one answer of TPN's sheet at its page."""
    stands = Answer.objects.get(sheet__assessment=a, sheet__kind=Sheet.Kind.TPN, code=code)
    change = Change(code, replace(given(stands), **said), stands.version)
    save_answers(a.pk, kind=Sheet.Kind.TPN, changes=[change], actor=world.admin)


def test_the_sheet_goes_out_comes_back_changed_and_is_taken_back_as_a_whole(world):
    a, other = in_tpn(world, world.unit, world.unit2)
    same = statuses(look(world, KEY, grids_of(template(world, KEY, filled=True))))
    assert (set(same), len(same)) == ({"same"}, 2 * 127)
    before, beside = sheet(a), sheet(other)
    _, changes = sorted(before[COUNTS][0])
    rows = [
        ("PKM-01", f"{CHOICE} apa pun", "d", "Tidak ada di <b>lapangan</b>."),
        ("PKM-01", f"{COUNTS}/{changes}", 3, None),
        ("PKM-01", INDEX, "3,07", None),
    ]
    done = take(world, KEY, [HEAD, *rows])
    now = sheet(a)
    assert now[CHOICE] == ("D", "Tidak ada di <b>lapangan</b>.")
    assert now[COUNTS] == (before[COUNTS][0] | {changes: 3}, before[COUNTS][1])
    assert now[INDEX][0] == "3.07"
    assert ({code for code in now if now[code] != before[code]}, sheet(other)) == (
        {CHOICE, COUNTS, INDEX},
        beside,
    )
    assert statuses(look(world, KEY, [HEAD, *rows])) == ["same"] * 3
    undo(TABLES[KEY], scope_of(world, KEY), done.records)
    assert sheet(a) == before


def test_what_cannot_be(world):
    (a,) = in_tpn(world)
    item = sorted(sheet(a)[COUNTS][0])[1]
    rows = [
        HEAD,
        ("PKM-01", CHOICE, "Z", None),
        ("PKM-01", f"{COUNTS}/{item}", "-1", None),
        ("PKM-01", f"{COUNTS}/x", "1", None),
        ("DKC", CHOICE, "A", None),
    ]
    told = problems(look(world, KEY, rows))
    assert [text.partition(":")[0] for text in told] == [
        f"Lembar1!{cell}" for cell in ("C2", "C3", "B4", "A5")
    ]
    done = take(world, KEY, [HEAD, ("PKM-01", CHOICE, "D", "Lain.")])
    type(a).objects.filter(pk=a.pk).update(state=State.BELUM_MEMENUHI)
    late = problems(look(world, KEY, [HEAD, ("PKM-01", CHOICE, "A", None)]))
    assert late == ["Lembar1!A2: Unit ini sudah ditetapkan, jadi nilai TPN-nya tidak dapat diubah."]
    with pytest.raises(Refused, match="sudah ditetapkan"):
        undo(TABLES[KEY], scope_of(world, KEY), done.records)


def test_what_moved_since_is_not_pulled_out_from_under_newer_work(world):
    (a,) = in_tpn(world)
    item, other = sorted(sheet(a)[COUNTS][0])
    rows = [(INDEX, "3,07", None), (CHOICE, None, "Dicek."), (f"{COUNTS}/{item}", 1, None)]
    save(world, a, CHOICE, value=None)
    done = take(world, KEY, [HEAD, *[("PKM-01", *row) for row in rows]])
    spkp = sheet(a)["B.II.a"][0]
    indices = {INDEX: "3.07", "B.II.a": spkp}
    said = {
        "executor": "BPS",
        "respondents": 64,
        "population": None,
        "indices": indices,
        "actor": world.admin,
    }
    record_survey(a.pk, seen=0, **said)  # the same value: only its source and version move
    save(world, a, CHOICE, none_yet=True)
    save(world, a, COUNTS, value=sheet(a)[COUNTS][0] | {other: 7})
    before, kept = sheet(a), answers(a)
    with pytest.raises(Refused) as refused:
        undo(TABLES[KEY], scope_of(world, KEY), done.records)
    why = "isi barisnya sama, tetapi sumbernya, jumlah lain, atau tanda “belum ada” pada jawaban ini sudah berubah"
    assert [why in message for message, _ in refused.value.reasons] == [True] * 3
    assert (sheet(a), answers(a), TpnSurvey.objects.count()) == (before, kept, 1)


def test_an_import_of_before_the_rest_was_kept_is_taken_back_by_its_values(world):
    (a,) = in_tpn(world)
    before = sheet(a)
    done = take(world, KEY, [HEAD, ("PKM-01", INDEX, "3,07", None)])
    old = [{key: record[key] for key in ("pk", "before", "after")} for record in done.records]
    undo(TABLES[KEY], scope_of(world, KEY), old)
    assert sheet(a) == before


@pytest.mark.parametrize("units", [1, 2])
def test_what_stands_is_read_in_two_queries(world, units):
    in_tpn(world, *[world.unit, world.unit2][:units])
    scope = scope_of(world, KEY)
    with CaptureQueriesContext(connection) as asked:
        TABLES[KEY].present(scope)
    assert len(asked) == 2
