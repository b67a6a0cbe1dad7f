"""The table of survey indices, and where they are shown."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import SurveyIndex
from assessments.queries import survey_indices
from assessments.services.errors import NotAllowed, Refused
from assessments.services.survey import record_index
from assessments.tables.importing import undo
from assessments.tables.registry import TABLES
from tests.tables.files import grid, grids_of, look, problems, scope_of, statuses, take, template

HEAD = ("Unit", "Pertanyaan", "Indeks", "Sumber")
SOURCE = "Survei mandiri 2026, 240 responden"


def stored(world) -> list[tuple]:
    return list(SurveyIndex.objects.order_by("pk").values_list("unit__code", "code", "value", "source"))


def test_indices_are_exact_texts(world):
    a = world.assessment("penilaian_mandiri")
    take(world, "indeks", [HEAD, ("PKM-01", "B.I.a", "3,61", SOURCE), ("DKC", "B.II.a", "3.610", SOURCE)])
    assert stored(world) == [("PKM-01", "B.I.a", "3.61", SOURCE), ("DKC", "B.II.a", "3.61", SOURCE)]
    assert {code: row.value for code, row in survey_indices(a).items()} == {"B.I.a": "3.61"}


def test_what_is_no_index_is_refused(world):
    plan = look(
        world,
        "indeks",
        [
            HEAD,
            ("PKM-01", "B.I.a", "4,01", SOURCE),
            ("PKM-01", "B.II.a", "tiga", SOURCE),
            ("PKM-01", "A.I.1.i.a", "3", SOURCE),
            ("DKC", "B.I.a", "3", None),
            ("DKC", "B.II.a", "-1", SOURCE),
            ("DKC", "B.II.a", "3.14159265", SOURCE),
        ],
    )
    told = problems(plan)
    assert told[0] == "Lembar1!C2: Indeks: 4,01 di luar batas. Isi dari 0 sampai 4."
    assert told[1] == "Lembar1!C3: Indeks: “tiga” bukan angka. Tulis seperti 3,61 atau 3.61."
    assert told[2].startswith("Lembar1!B4: Pertanyaan: “A.I.1.i.a” tidak dikenal. Pilih salah satu: ")
    assert told[3] == "Lembar1!D5: Sumber belum diisi."
    assert told[4] == "Lembar1!C6: Indeks: -1 di luar batas. Isi dari 0 sampai 4."
    assert told[5] == "Lembar1!C7: Indeks: angkanya terlalu panjang. Bulatkan, misalnya ke empat desimal."
    assert len(told) == 6


@pytest.mark.parametrize("value", ["NaN", "4.5", "-0.1", "Infinity", "x", "3.14159"])
def test_the_service_takes_no_bad_index(world, value):
    with pytest.raises(Refused):
        record_index(world.period, unit=world.unit, code="B.I.a", value=value, source="S", actor=world.admin)


def test_the_service_asks_who_and_where(world):
    told = {"code": "B.I.a", "value": "3", "source": "S"}
    with pytest.raises(NotAllowed):
        record_index(world.period, unit=world.unit, actor=world.petugas, **told)
    with pytest.raises(NotAllowed):
        record_index(world.period, unit=world.other_unit, actor=world.admin, **told)


def test_undo_gives_back_what_stood(world):
    take(world, "indeks", [HEAD, ("PKM-01", "B.I.a", "3,61", SOURCE)])
    before = stored(world)
    done = take(world, "indeks", [HEAD, ("PKM-01", "B.I.a", "3,7", "Lain"), ("DKC", "B.I.a", "3", SOURCE)])
    undo(TABLES["indeks"], scope_of(world, "indeks"), done.records)
    assert stored(world) == before


def test_the_filled_template_changes_nothing(world):
    take(world, "indeks", [HEAD, ("PKM-01", "B.I.a", "3,61", SOURCE)])
    assert statuses(look(world, "indeks", grids_of(template(world, "indeks", filled=True)))) == ["same"]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_preview_reads_in_batches(world, rows):
    all_rows = [("PKM-01", "B.I.a", "3", "S"), ("PKM-01", "B.II.a", "3", "S"), ("DKC", "B.II.a", "3", "S")]
    grids = grid([HEAD, *all_rows[:rows]])
    look(world, "indeks", grids)
    with CaptureQueriesContext(connection) as asked:
        look(world, "indeks", grids)
    assert len(asked) == 3  # the period; units; indices
