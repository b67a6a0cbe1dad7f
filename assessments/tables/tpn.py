"""What TPN decided: the result of each unit at each stage, and the determination with its decree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from assessments.engine.policy_model import DETERMINATION
from assessments.loaded import policy_of
from assessments.models import Assessment, ProposalUnit, StageResult, State
from assessments.services.tpn import determine
from assessments.services.tpn_stages import StageData, record_stage
from documents.workbooks.columns import Choice, Column

from .table import Key, Present, Row, Scope, Table
from .unit_column import unit_column
from .writing import attempt

VERDICTS = {"WBK": "WBK", "WBBM": "WBBM", "belum": "Belum memenuhi"}
ONCE = "Penetapan unit ini pernah dibatalkan. Periksa lagi apakah yang ini benar."
DETERMINED = {State.WBK: "WBK", State.WBBM: "WBBM", State.BELUM_MEMENUHI: "belum"}


def _columns(scope: Scope) -> tuple[Column, ...]:
    policy = policy_of(scope.the_period)
    stages = (
        *(Choice(s.code, s.name) for s in policy.stages_before_decision),
        Choice(DETERMINATION, "Penetapan"),
    )
    results = (
        *(Choice(value, label) for value, label in StageResult.Result.choices),
        *(Choice(value, label) for value, label in VERDICTS.items()),
    )
    return (
        unit_column(scope.unit_choices, "Unit yang diusulkan."),
        Column(
            "stage",
            "Tahap",
            "Tahap TPN menurut ketentuan tahun ini.",
            "choice",
            required=True,
            choices=stages,
            width=22,
            example=stages[0].label,
        ),
        Column(
            "result",
            "Hasil",
            "Tahap: lanjut, lanjut dengan catatan, atau tidak lanjut. Penetapan: WBK, WBBM, atau belum memenuhi.",
            "choice",
            required=True,
            choices=results,
            width=24,
            example="Lanjut",
        ),
        Column(
            "on",
            "Tanggal",
            "Tanggal surat atau keputusan.",
            "date",
            required=True,
            width=14,
            example="10/08/2026",
        ),
        Column(
            "letter_number",
            "Nomor surat",
            "Surat TPN; untuk penetapan nomor keputusannya, wajib.",
            also=("nomor keputusan", "nomor surat atau keputusan"),
            max_length=100,
            clears=True,
            width=24,
            example="B/210/2026",
        ),
        Column(
            "note",
            "Catatan",
            "Catatan TPN; tidak untuk penetapan.",
            "lines",
            clears=True,
            max_length=2000,
            width=48,
            example="Lengkapi bukti survei.",
        ),
        Column(
            "recommendation",
            "Rekomendasi",
            "Rekomendasi TPN; tidak untuk penetapan.",
            "lines",
            clears=True,
            max_length=2000,
            width=48,
            example="Perkuat tindak lanjut survei.",
        ),
    )


def row_key(values: Mapping[str, str]) -> Key:
    """A stage of a unit."""
    return (values["unit"], values["stage"])


def _proposed(scope: Scope) -> list[ProposalUnit]:
    rows = ProposalUnit.objects.filter(assessment__period=scope.the_period)
    return list(
        rows.select_related("assessment__unit").prefetch_related("stages").order_by("assessment__unit__code")
    )


def _present(scope: Scope) -> dict[Key, Present]:
    found: dict[Key, Present] = {}
    order = {s.code: n for n, s in enumerate(policy_of(scope.the_period).stages_before_decision)}
    for proposed in _proposed(scope):
        unit = proposed.assessment.unit.code
        for stage in sorted(proposed.stages.all(), key=lambda s: order.get(s.stage, len(order))):
            values = {
                "unit": unit,
                "stage": stage.stage,
                "result": stage.result,
                "on": stage.date.isoformat(),
                "letter_number": stage.letter_number,
                "note": stage.note,
                "recommendation": stage.recommendation,
            }
            found[row_key(values)] = Present(values, proposed.assessment)
        if proposed.assessment.state in DETERMINED:
            values = {
                "unit": unit,
                "stage": DETERMINATION,
                "result": DETERMINED[proposed.assessment.state],
                "on": proposed.decree_date.isoformat() if proposed.decree_date else "",
                "letter_number": proposed.decree_number,
                "note": "",
                "recommendation": "",
            }
            found[row_key(values)] = Present(values, proposed.assessment)
    return found


def _judge(scope: Scope, rows: Sequence[Row]) -> None:
    query = Assessment.objects.filter(period=scope.the_period).select_related("unit", "proposal_unit")
    assessments = {row.unit.code: row for row in query}
    for row in rows:
        assessment = assessments.get(row.values["unit"])
        row.thing = assessment
        final = row.values["stage"] == DETERMINATION
        _judge_result(row, final)
        if not row.changes:
            continue
        if final and (proposed := getattr(assessment, "proposal_unit", None)) is not None:
            row.seen = proposed.decree_version
            if row.seen > 1 and assessment.state == State.PENILAIAN_TPN:
                row.note(ONCE, "result")
        if assessment is None:
            row.refuse(f"Unit ini tidak terdaftar dalam periode {scope.year}.", "unit")
        elif assessment.state in DETERMINED:
            row.refuse("Unit ini sudah ditetapkan, jadi hasil TPN-nya tidak dapat diubah.", "stage")
        elif assessment.state != State.PENILAIAN_TPN:
            state = assessment.get_state_display()
            row.refuse(f"Unit ini pada tahap {state}; hasil TPN dicatat pada tahap penilaian TPN.", "unit")


def _judge_result(row: Row, final: bool) -> None:
    result = row.get("result")
    if final and result and result not in VERDICTS:
        row.refuse("Hasil penetapan: WBK, WBBM, atau belum memenuhi.", "result")
    if not final and result in VERDICTS:
        row.refuse("Hasil tahap: lanjut, lanjut dengan catatan, atau tidak lanjut.", "result")
    if final and not row.get("letter_number"):
        row.refuse("Isi nomor keputusan atau suratnya.", "letter_number")
    for column, name in (("note", "catatan"), ("recommendation", "rekomendasi")):
        if final and row.values.get(column):
            row.refuse(f"Penetapan tidak punya {name}; kosongkan selnya.", column)


def _apply(scope: Scope, rows: Sequence[Row]) -> list[dict[str, Any]]:
    stages = [stage.code for stage in policy_of(scope.the_period).tpn_stages]
    kept = StageResult.objects.filter(proposal_unit__assessment__period=scope.the_period)
    seen = {(r.proposal_unit.assessment_id, r.stage): r.version for r in kept.select_related("proposal_unit")}
    done = []
    # one unit after another by key, as all locks go, its stages in their order; the determination comes last
    for row in sorted(rows, key=lambda row: (row.thing.pk, stages.index(row.values["stage"]))):
        version = row.seen or seen.get((row.thing.pk, row.values["stage"]), 0)
        if attempt(scope, row, lambda row=row, version=version: _save(scope, row, version)) is not None:
            done.append({"unit": row.values["unit"], "stage": row.values["stage"]})
    return done


def _save(scope: Scope, row: Row, seen: int) -> Assessment | StageResult:
    on, letter = date.fromisoformat(row.get("on")), row.get("letter_number")
    if row.values["stage"] == DETERMINATION:
        verdict = row.get("result")
        said = {"verdict": verdict, "decree_number": letter, "decree_date": on}
        return determine(row.thing.pk, seen=seen, actor=scope.actor, **said)
    told = (row.get("result"), on, letter, row.get("note"), row.get("recommendation"))
    stage = row.values["stage"]
    return record_stage(row.thing.pk, stage=stage, data=StageData(*told), seen=seen, actor=scope.actor)


TPN = Table(
    key="tpn",
    title="Hasil TPN",
    sheet="Hasil TPN",
    purpose="Mencatat hasil setiap tahap evaluasi TPN dan penetapannya, menurut surat TPN dan keputusan menteri.",
    needs="period",
    columns=_columns,
    identify=("unit", "stage"),
    row_key=row_key,
    present=_present,
    judge=_judge,
    apply=_apply,
    no_undo=(
        "Impor hasil TPN tidak dapat diurungkan sekaligus, karena penetapan menutup penilaian unitnya. "
        "Perbaiki hasil tahap dengan mengimpor ulang atau di halaman TPN unitnya."
    ),
    hints=(
        "Satu baris satu tahap dari satu unit. Penetapan ditulis dengan tahap “Penetapan” dan nomor keputusannya.",
        "Hanya unit pada tahap penilaian TPN yang dapat diisi, tahap demi tahap menurut urutannya.",
    ),
)
