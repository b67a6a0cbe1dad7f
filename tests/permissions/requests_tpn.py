"""Requests of the matrix: TPN's results, sanggah, WBK mandiri."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from assessments.models import (
    Objection,
    ObjectionWindow,
    PredicateRecord,
    ProposalUnit,
    SelfPermit,
    StageDocument,
    StageResult,
)
from tests.permissions.place import Place
from tests.permissions.scene import Ask, Builder, Scene, pdf_upload
from tests.permissions.small import IN_HASIL

A = "assessments:"
FIRST = "pra_evaluasi"


def _today(place: Place) -> date:
    return timezone.localdate(timezone=place.instansi.zone)


def _unit(place: Place) -> ProposalUnit | None:
    return ProposalUnit.objects.filter(assessment=place.assessment).first()


def _of_unit(*more: Any, **data: Any) -> Builder:
    return lambda s: Ask((s.place.assessment.pk, *more), data)


def _stage(scene: Scene) -> Ask:
    data = {"form": "tahap", "result": "lanjut", "on": _today(scene.place).isoformat(), "version": "0"}
    return Ask((scene.place.assessment.pk, FIRST), data | {"file": pdf_upload()})


def result(place: Place, value: str = "lanjut") -> StageResult | None:
    """TPN has said something at the first stage."""
    if (unit := _unit(place)) is None:
        return None
    return StageResult.objects.create(
        proposal_unit=unit, stage=FIRST, result=value, date=_today(place), recorded_by=place.admin
    )


def _taken_back(scene: Scene) -> Ask:
    result(scene.place)
    data = {"form": "batal", "batal-version": "1", "batal-reason": "Salah unit."}
    return Ask((scene.place.assessment.pk, FIRST), data)


def _document(place: Place) -> int:
    if (unit := _unit(place)) is None:
        return 1
    made = StageDocument.objects.create(
        proposal_unit=unit, stage=FIRST, revision=place.letter, added_by=place.admin
    )
    return made.pk


def _take_off(scene: Scene) -> Ask:
    data = {"form": "lepas", "document": str(_document(scene.place))}
    return Ask((scene.place.assessment.pk, FIRST), data)


def _survey(scene: Scene) -> Ask:
    data = {"executor": "BPS", "respondents": "64", f"index-{IN_HASIL}": "3,9", "version": "0"}
    return Ask((scene.place.assessment.pk,), data)


def _values(scene: Scene) -> Ask:
    data = {IN_HASIL: "3,9", f"{IN_HASIL}-version": "1", f"{IN_HASIL}-source": "Survei TPN"}
    return Ask((scene.place.assessment.pk, "HASIL"), data)


def _window(place: Place) -> None:
    today = _today(place)
    ObjectionWindow.objects.create(
        period=place.period,
        opens_on=today - timedelta(days=2),
        closes_on=today + timedelta(days=5),
        letter_number="P/1",
        letter_date=today,
        scan=place.letter,
        set_by=place.admin,
    )


def refused(place: Place, *, filed: bool) -> Objection | None:
    """TPN has refused the unit at the first stage, in the window; `filed`: it waits for the answer to its sanggah."""
    stands = result(place, "tidak")
    _window(place)
    if stands is None or not filed:
        return None
    return Objection.objects.create(
        proposal_unit=stands.proposal_unit,
        stage=FIRST,
        letter_number="700/9",
        letter_date=_today(place),
        filed_at=timezone.now(),
        reason="Buktinya ada.",
        recorded_by=place.admin,
    )


def _file(scene: Scene) -> Ask:
    refused(scene.place, filed=False)
    now = timezone.now().astimezone(scene.place.instansi.zone)
    data = {
        "form": "ajukan",
        "letter_number": "700/9",
        "letter_date": now.date().isoformat(),
        "filed_on": now.date().isoformat(),
        "filed_time": f"{now:%H:%M}",
        "reason": "Buktinya ada.",
    }
    return Ask((scene.place.assessment.pk,), data)


def _of_filed(**data: Any) -> Builder:
    def build(scene: Scene) -> Ask:
        refused(scene.place, filed=True)
        return Ask((scene.place.assessment.pk,), data)

    return build


def _answer(scene: Scene) -> Ask:
    refused(scene.place, filed=True)
    data = {
        "form": "jawaban",
        "jawaban-version": "1",
        "jawaban-outcome": "ditolak",
        "jawaban-letter_number": "B/2",
        "jawaban-on": _today(scene.place).isoformat(),
    }
    return Ask((scene.place.assessment.pk,), data)


def _decision(scene: Scene) -> Ask:
    scene.place.all_stages_are_passed()
    day = _today(scene.place).isoformat()
    data = {"verdict": "WBK", "decree_number": "1/2026", "decree_date": day, "version": "1"}
    return Ask((scene.place.assessment.pk,), data)


def _correction(scene: Scene) -> Ask:
    record = PredicateRecord.objects.filter(assessment=scene.place.assessment).first()
    day = record.decree_date if record else _today(scene.place)  # never after its revocation
    data = {
        "decree_number": "2/2026",
        "decree_date": day.isoformat(),
        "reason": "Salah ketik.",
        "version": "1",
    }
    return Ask((scene.place.assessment.pk,), data)


def _taken_back_decision(scene: Scene) -> Ask:
    return Ask(
        (scene.place.assessment.pk,), {"form": "batal", "batal-version": "1", "batal-reason": "Salah unit."}
    )


def _file_of_stage(scene: Scene) -> Ask:
    return Ask((scene.place.assessment.pk, "tahap", _document(scene.place)))


def permit(place: Place) -> SelfPermit:
    """The Minister allows WBK mandiri."""
    return SelfPermit.objects.create(
        instansi=place.instansi,
        letter_number="B/5/M",
        letter_date=date(2026, 1, 5),
        from_year=2024,
        scan=place.letter,
        recorded_by=place.admin,
    )


def _self(scene: Scene) -> Ask:
    permit(scene.place)
    scene.place.lhe_holds()
    data = {"decree_number": "188/1", "decree_date": _today(scene.place).isoformat()}
    return Ask((scene.place.assessment.pk,), data)


def _of_year(prepare: Callable[[Place], Any] | None = None, **data: Any) -> Builder:
    def build(scene: Scene) -> Ask:
        if prepare is not None:
            prepare(scene.place)
        return Ask((scene.place.instansi.code, scene.place.period.year), data)

    return build


def _begun_for(scene: Scene) -> Ask:
    place = scene.place
    return Ask((place.instansi.code, place.period.year), {"units": str(place.assessment.pk)})


def _letter(scene: Scene) -> Ask:
    place, before = scene.place, scene.place.assessment
    place.enter("penilaian_tpn")
    place.assessment, pk = before, before.pk
    today = _today(place).isoformat()
    data = {"stage": FIRST, "letter_number": "B/1", "letter_date": today, "scan": pdf_upload()}
    data |= {f"result-{pk}": "lanjut", f"note-{pk}": "", f"version-{pk}": "0"}
    return Ask((place.instansi.code, place.period.year), data)


def _announce(scene: Scene) -> Ask:
    today = _today(scene.place)
    days = {"opens_on": today.isoformat(), "closes_on": (today + timedelta(days=4)).isoformat()}
    data = {**days, "letter_number": "P/1", "letter_date": today.isoformat(), "version": "0"}
    return Ask((scene.place.instansi.code, scene.place.period.year), data)


def _permit(scene: Scene) -> Ask:
    data = {"form": "izin", "letter_number": "B/6/M", "letter_date": "2026-01-05", "from_year": "2026"}
    return Ask((scene.place.instansi.code,), data | {"scan": pdf_upload()})


def _permit_end(scene: Scene) -> Ask:
    made = permit(scene.place)
    data = {"form": f"akhir-{made.pk}", "akhir-until_year": "2027", "akhir-reason": "Dicabut."}
    return Ask((scene.place.instansi.code,), data)


BUILDERS: dict[tuple[str, str], Builder] = {
    (A + "tpn", ""): _of_unit(),
    (A + "tpn_stage", ""): _stage,
    (A + "tpn_stage", "taken back"): _taken_back,
    (A + "tpn_stage", "document off"): _take_off,
    (A + "tpn_survey", ""): _survey,
    (A + "tpn_values", ""): _values,
    (A + "tpn_objection", ""): _file,
    (A + "tpn_objection", "answer"): _answer,
    (A + "tpn_objection", "evidence"): lambda s: _of_filed(
        form="bukti", **{"bukti-kind": "bukti", "bukti-file": pdf_upload()}
    )(s),
    (A + "tpn_objection", "taken back"): _of_filed(
        form="batal", **{"batal-version": "1", "batal-reason": "Salah unit."}
    ),
    (A + "tpn_objection_letter", ""): _of_filed(),
    (A + "tpn_decision", ""): _decision,
    (A + "tpn_decision", "correction"): _correction,
    (A + "tpn_decision", "taken back"): _taken_back_decision,
    (A + "tpn_file", ""): _file_of_stage,
    (A + "self_determination", ""): _self,
    (A + "tpn_year", ""): _of_year(),
    (A + "tpn_start", ""): _begun_for,
    (A + "tpn_letter", ""): _letter,
    (A + "objection_window", ""): _announce,
    (A + "objection_window_scan", ""): _of_year(_window),
    (A + "self_permits", ""): _permit,
    (A + "self_permits", "ended"): _permit_end,
    (A + "self_permit_scan", ""): lambda s: Ask((s.place.instansi.code, permit(s.place).pk)),
}
