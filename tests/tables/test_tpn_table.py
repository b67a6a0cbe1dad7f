"""The table of TPN's results: stages and the determination, in the state where they are recorded."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import Assessment, Proposal, ProposalUnit, StageResult
from assessments.services.tpn import take_back
from assessments.tables.importing import PlanRefused, apply
from assessments.tables.registry import TABLES
from assessments.tables.tpn import ONCE
from tests.tables.files import grid, grids_of, look, problems, scope_of, statuses, take, template

HEAD = ("Unit", "Tahap", "Hasil", "Tanggal", "Nomor surat", "Catatan")
PRA = ("PKM-01", "Pra evaluasi", "Lanjut", "10/08/2026", "B/1/2026", "Lengkapi.\nSegera.")
OTHERS = [
    ("PKM-01", stage, "Lanjut", "11/08/2026")
    for stage in ("Desk evaluasi", "Survei eksternal", "Evaluasi lapangan", "Clearance", "Panel")
]
FINAL = ("PKM-01", "Penetapan", "Belum memenuhi", "01/09/2026", "Kep-9/2026")


@pytest.fixture
def proposed(world) -> Assessment:
    """PKM-01 before TPN."""
    a = world.assessment("penilaian_tpn")
    world.fill(a, kind="tpn", owner=None)
    letter = Proposal.objects.create(
        period=world.period, letter_number="1", letter_date=date(2026, 5, 1), created_by=world.admin
    )
    ProposalUnit.objects.create(proposal=letter, assessment=a, predicate="WBK")
    return a


def test_a_stage_and_the_determination(world, proposed):
    take(world, "tpn", [HEAD, PRA])
    stage = StageResult.objects.get()
    assert (stage.stage, stage.result, stage.date, stage.letter_number, stage.note) == (
        "pra_evaluasi",
        "lanjut",
        date(2026, 8, 10),
        "B/1/2026",
        "Lengkapi.\nSegera.",
    )
    assert statuses(look(world, "tpn", [HEAD, PRA])) == ["same"]
    take(world, "tpn", [HEAD, FINAL, PRA, *OTHERS])
    proposed.refresh_from_db()
    assert (proposed.state, proposed.proposal_unit.decree_number) == ("belum_memenuhi", "Kep-9/2026")
    assert statuses(look(world, "tpn", [HEAD, PRA, FINAL])) == ["same", "same"]
    late = look(world, "tpn", [HEAD, (*PRA[:2], "Tidak lanjut")])
    assert problems(late) == ["Lembar1!B2: Unit ini sudah ditetapkan, jadi hasil TPN-nya tidak dapat diubah."]


def test_results_belong_to_their_stage(world, proposed):
    plan = look(
        world,
        "tpn",
        [
            HEAD,
            ("PKM-01", "Panel", "WBK", "10/08/2026"),
            ("PKM-01", "Penetapan", "Lanjut", "10/08/2026", "K"),
            ("DKC", "Panel", "Lanjut", "10/08/2026"),
            ("PKM-01", "Sanggah", "Lanjut", "10/08/2026"),
        ],
    )
    assert problems(plan)[:3] == [
        "Lembar1!C2: Hasil tahap: lanjut, lanjut dengan catatan, atau tidak lanjut.",
        "Lembar1!C3: Hasil penetapan: WBK, WBBM, atau belum memenuhi.",
        "Lembar1!A4: Unit ini tidak terdaftar dalam periode 2026.",
    ]
    assert problems(plan)[3].startswith("Lembar1!B5: Tahap: “Sanggah” tidak dikenal.")


def test_nothing_is_recorded_before_tpn(world):
    world.assessment("penilaian_tpi")
    assert problems(look(world, "tpn", [HEAD, PRA])) == [
        "Lembar1!A2: Unit ini pada tahap Penilaian TPI; hasil TPN dicatat pada tahap penilaian TPN."
    ]


def test_what_the_workflow_refuses_undoes_everything(world, proposed):
    rows = [HEAD, PRA, ("PKM-01", "Penetapan", "WBBM", "01/09/2026", "Kep-9/2026")]
    with pytest.raises(PlanRefused):
        take(world, "tpn", rows)
    proposed.refresh_from_db()
    assert (proposed.state, StageResult.objects.count()) == ("penilaian_tpn", 0)


def test_the_filled_template_changes_nothing(world, proposed):
    take(world, "tpn", [HEAD, PRA, *OTHERS, FINAL])
    plan = look(world, "tpn", grids_of(template(world, "tpn", filled=True)))
    assert statuses(plan) == ["same"] * 7


def test_a_preview_from_before_a_determination_was_taken_back_repeats_no_mistake(world, proposed):
    take(world, "tpn", [HEAD, PRA, *OTHERS])
    seen = look(world, "tpn", [HEAD, FINAL]).digest()
    take(world, "tpn", [HEAD, FINAL])
    take_back(proposed.pk, reason="Salah unit.", seen=1, actor=world.admin)
    with pytest.raises(PlanRefused, match="berubah sesudah pratinjau"):
        apply(TABLES["tpn"], scope_of(world, "tpn"), grid([HEAD, FINAL]), seen=seen)
    (row,) = look(world, "tpn", [HEAD, FINAL]).rows
    assert row.notes == [f"Lembar1!C2: {ONCE}"]
    take(world, "tpn", [HEAD, FINAL])
    proposed.refresh_from_db()
    assert proposed.state == "belum_memenuhi"


@pytest.mark.parametrize("rows", [1, 3])
def test_a_preview_reads_in_batches(world, proposed, rows):
    stages = ("pra_evaluasi", "survei", "panel")
    grids = grid([HEAD, *(("PKM-01", s, "Lanjut", "10/08/2026") for s in stages[:rows])])
    look(world, "tpn", grids)
    with CaptureQueriesContext(connection) as asked:
        look(world, "tpn", grids)
    assert len(asked) == 5  # the period; units; proposed units; their stages; assessments
