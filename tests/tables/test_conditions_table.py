"""The table of conditions: of the instansi and of units, values checked by the policy, undo."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import ConditionValue
from assessments.services.errors import Refused
from assessments.tables.importing import scope_for, undo
from assessments.tables.registry import TABLES
from audit.models import Entry
from tests.tables.files import grid, grids_of, look, problems, scope_of, statuses, take, template

HEAD = ("Unit", "Syarat", "Nilai", "Dokumen sumber", "Tanggal dokumen")
BPK = (None, "Opini BPK", "wtp", "LHP BPK 12/2026", "20/05/2026")


def stored(world) -> list[tuple]:
    rows = ConditionValue.objects.filter(period=world.period).order_by("pk")
    return list(rows.values_list("unit__code", "code", "value", "source"))


def test_values_of_the_instansi_and_of_units(world):
    a = world.assessment("pembangunan")
    take(
        world,
        "syarat",
        [HEAD, BPK, ("PKM-01", "tlhp", "97,5", "Surat 3", "2026-03-01"), ("DKC", "lhk", 100, "S", 46037)],
    )
    assert stored(world) == [
        ("PKM-01", "tlhp", "97.5", "Surat 3"),
        (None, "opini_bpk", "WTP", "LHP BPK 12/2026"),
        ("DKC", "lhk", "100", "S"),
    ]
    chains = Entry.objects.filter(action="condition.save").order_by("pk").values_list("chain__key", flat=True)
    instansi = f"instansi:{world.instansi.pk}"
    assert list(chains) == [a.audit_chain, instansi, instansi]
    assert statuses(look(world, "syarat", [HEAD, BPK])) == ["same"]


def test_level_and_value_must_fit_the_condition(world):
    plan = look(
        world,
        "syarat",
        [
            HEAD,
            ("PKM-01", *BPK[1:]),
            (None, "tlhp", "100", "S", "2026-03-01"),
            (None, "sakip", "ZZ", "S", "2026-03-01"),
            (None, "spip", "3", None, "2026-03-01"),
            (None, "Indeks reformasi birokrasi", "BB", "S", "2026-03-01"),
            (None, "indeks_rb", "BB", "S", "2026-03-01"),
        ],
    )
    told = problems(plan)
    assert told[:2] == [
        "Lembar1!A2: Ini syarat instansi, berlaku bagi semua unit. Kosongkan unitnya.",
        "Lembar1!A3: Ini syarat unit. Isi kode unitnya.",
    ]
    assert told[2].startswith("Lembar1!C4: Predikat SAKIP: ")
    assert told[3] == "Lembar1!D5: Dokumen sumber belum diisi."
    assert (
        plan.rows[4].values["code"] == "indeks_rb_pemda"
    )  # that of ministries does not concern this instansi
    assert (plan.rows[4].status, plan.rows[5].status, len(told)) == ("new", "refused", 5)


def test_undo_gives_back_what_stood(world):
    take(world, "syarat", [HEAD, BPK])
    before = stored(world)
    done = take(
        world,
        "syarat",
        [HEAD, (None, "Opini BPK", "WDP", "LHP 13", "2026-06-01"), ("DKC", "lhk", "100", "S", "2026-06-01")],
    )
    assert len(stored(world)) == 2
    undo(TABLES["syarat"], scope_of(world, "syarat"), done.records)
    assert stored(world) == before


def test_a_year_without_period_has_no_conditions(world):
    with pytest.raises(Refused, match="Periode 2031 belum ada"):
        scope_for(TABLES["syarat"], world.instansi, year=2031, actor=world.admin)


def test_the_filled_template_changes_nothing(world):
    take(world, "syarat", [HEAD, BPK, ("DKC", "lhk", "100", "=1+1", "2026-06-01")])
    grids = grids_of(template(world, "syarat", filled=True))
    assert statuses(look(world, "syarat", grids)) == ["same", "same"]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_preview_reads_in_batches(world, rows):
    codes = ("opini_bpk", "sakip", "spip")
    values = {"opini_bpk": "WTP", "sakip": "B", "spip": "3"}
    grids = grid([HEAD, *((None, c, values[c], "S", "2026-06-01") for c in codes[:rows])])
    look(world, "syarat", grids)  # parses the policy
    with CaptureQueriesContext(connection) as asked:
        look(world, "syarat", grids)
    assert len(asked) == 3  # the period; units; values
