"""Conditions per predicate: who must meet which, what is excused, what a missing value means."""

from dataclasses import replace

import pytest

from assessments.engine.answers import BadValue
from assessments.engine.eligibility import (
    ConditionFact,
    ConditionResult,
    Subject,
    choices,
    clean_fact_value,
    conditions_verdict,
    is_affirmed,
    unmet,
)
from tests.engine.material import policy

INSTANSI = {
    "opini_bpk": "WTP",
    "sakip": "BB",
    "indeks_rb": "BB",
    "indeks_rb_pemda": "B",
    "spip": "3",
    "bebas_kkn": "ya",
}
UNIT = {
    "layanan_inti": "ya",
    "dampak_publik": "ya",
    "tlhp": "100",
    "lhk": "100",
    "lama_membangun": "1",
    "sakip_internal": "BB",
    "sudah_wbk": "WBK",
    "jeda_pencabutan": "tidak pernah",
}
KABUPATEN = Subject("kabupaten")


def facts(values: dict[str, str], **changes: str | None) -> dict[str, ConditionFact]:
    return {code: ConditionFact(value) for code, value in (values | changes).items()}


def judge(
    predicate: str = "WBK",
    subject: Subject = KABUPATEN,
    instansi: dict | None = None,
    unit: dict | None = None,
    code: str = "policy-2024",
) -> dict[str, ConditionResult]:
    found = conditions_verdict(
        policy(code),
        predicate,
        subject,
        facts(INSTANSI) if instansi is None else instansi,
        facts(UNIT) if unit is None else unit,
    )
    return {result.code: result for result in found}


def test_all_met() -> None:
    for predicate in ("WBK", "WBBM"):
        assert unmet(judge(predicate).values()) == ()
        assert unmet(judge(predicate, Subject("kl")).values()) == ()


def test_conditions_that_count() -> None:
    """`only:` and the predicates named decide; a statement counts for both."""
    shared = ["opini_bpk", "sakip", "indeks_rb_pemda", "spip", "bebas_kkn"]
    unit = ["layanan_inti", "dampak_publik", "tlhp", "lhk", "lama_membangun", "sakip_internal"]
    assert list(judge("WBK")) == [*shared, *unit, "jeda_pencabutan"]
    assert list(judge("WBBM")) == [*shared, *unit, "sudah_wbk"]
    assert "indeks_rb" in judge("WBK", Subject("kl"))
    assert "indeks_rb_pemda" not in judge("WBK", Subject("kl"))
    for kind in ("provinsi", "kabupaten", "kota"):
        assert "indeks_rb_pemda" in judge("WBK", Subject(kind))
        assert "indeks_rb" not in judge("WBK", Subject(kind))


def test_requirements_differ_by_predicate_and_kind() -> None:
    low = facts(INSTANSI, sakip="B", indeks_rb_pemda="CC", indeks_rb="B")
    assert unmet(judge("WBK", instansi=low).values()) == ()
    assert [result.code for result in unmet(judge("WBBM", instansi=low).values())] == [
        "sakip",
        "indeks_rb_pemda",
    ]
    assert [result.code for result in unmet(judge("WBBM", Subject("kl"), low).values())] == [
        "sakip",
        "indeks_rb",
    ]


def test_reasons_are_sentences() -> None:
    found = judge(instansi=facts(INSTANSI, opini_bpk="WDP"), unit=facts(UNIT, tlhp="98.5"))
    assert found["opini_bpk"].reason == "Opini BPK: WDP, syaratnya minimal WTP."
    assert found["tlhp"].reason == (
        "Tindak lanjut hasil pengawasan dan pemeriksaan APIP dan BPK: 98,5%, syaratnya minimal 100%."
    )
    assert (found["tlhp"].level, found["tlhp"].value, found["tlhp"].required) == (
        "unit",
        "98,5%",
        "minimal 100%",
    )
    assert found["sakip"].reason == "Predikat SAKIP: BB, syaratnya minimal B."


@pytest.mark.parametrize(
    "missing", [{}, {"opini_bpk": ConditionFact(None)}, {"opini_bpk": ConditionFact("  ")}]
)
def test_missing_value_is_not_met(missing: dict[str, ConditionFact]) -> None:
    found = judge(instansi=missing)["opini_bpk"]
    assert not found.met
    assert not found.passes
    assert found.value == "belum ada data"
    assert found.reason == "Opini BPK: belum ada data, syaratnya minimal WTP."


def test_value_of_another_scale_is_not_met() -> None:
    found = judge(instansi=facts(INSTANSI, opini_bpk="A"))["opini_bpk"]
    assert not found.met
    assert found.reason == "Opini BPK: “A” tidak dikenal. Pilihannya: TMP, TW, WDP, WTP."


def test_kkn_act_voids_and_is_never_excused() -> None:
    found = judge("WBK", Subject("kabupaten", "RSUD"), facts(INSTANSI, bebas_kkn="tidak"))["bebas_kkn"]
    assert found.voids_sent
    assert not found.passes
    assert [result.code for result in judge().values() if result.voids_sent] == ["bebas_kkn"]


# Affirmation (2024): kinds of unit of local governments, for WBK only.


def test_affirmation_excuses_also_what_is_missing() -> None:
    found = judge("WBK", Subject("kabupaten", "RSUD"), {}, {})
    assert [code for code, result in found.items() if not result.passes] == ["bebas_kkn", "jeda_pencabutan"]
    assert not found["opini_bpk"].met
    assert found["opini_bpk"].excused
    assert found["opini_bpk"].reason == (
        "Opini BPK: belum ada data, syaratnya minimal WTP. "
        "Dikecualikan: afirmasi untuk RSUD, syarat dilengkapi sambil berjalan."
    )


def test_affirmation_leaves_met_conditions_alone() -> None:
    found = judge("WBK", Subject("kota", "PTSP"))
    assert not any(result.excused for result in found.values())


@pytest.mark.parametrize(
    ("code", "predicate", "subject"),
    [
        ("policy-2024", "WBBM", Subject("kabupaten", "RSUD")),
        ("policy-2024", "WBK", Subject("kl", "RSUD")),
        ("policy-2024", "WBK", Subject("kabupaten", "Puskesmas")),
        ("policy-2024", "WBK", Subject("kabupaten")),
        ("policy-2022", "WBK", Subject("kabupaten", "RSUD")),
    ],
)
def test_no_affirmation(code: str, predicate: str, subject: Subject) -> None:
    assert not is_affirmed(policy(code), predicate, subject)
    assert not any(result.excused for result in judge(predicate, subject, {}, {}, code).values())


def test_affirmation_by_kind() -> None:
    for kind in ("RSUD", "Disdukcapil", "Samsat", "PTSP", "Layanan pendidikan", "Layanan ketenagakerjaan"):
        for instansi in ("provinsi", "kabupaten", "kota"):
            assert is_affirmed(policy(), "WBK", Subject(instansi, kind))


# 2019: excusable statements, with a written reason.


def test_excusable_with_a_written_reason() -> None:
    instansi = facts({"opini_bpk": "WDP", "sakip": "B"})
    unit = facts({"layanan_strategis": "ya", "rb_baik": "tidak"})
    silent = judge("WBK", KABUPATEN, instansi, unit, "policy-2019")
    assert [result.code for result in unmet(silent.values())] == ["rb_baik", "sumber_daya_besar"]
    assert silent["rb_baik"].reason.endswith("Dapat dikecualikan dengan alasan tertulis.")
    blank = judge("WBK", replace(KABUPATEN, exception_reason="  "), instansi, unit, "policy-2019")
    assert blank == silent
    reasoned = judge("WBK", replace(KABUPATEN, exception_reason="Unit baru."), instansi, unit, "policy-2019")
    assert unmet(reasoned.values()) == ()
    assert not reasoned["rb_baik"].met
    assert reasoned["rb_baik"].reason.endswith("Dikecualikan dengan alasan tertulis: Unit baru.")
    assert not reasoned["layanan_strategis"].excused


def test_reason_excuses_nothing_else() -> None:
    reasoned = replace(KABUPATEN, exception_reason="Unit baru.")
    found = judge("WBBM", reasoned, facts({"opini_bpk": "WDP", "sakip": "B"}), {}, "policy-2019")
    assert [result.code for result in unmet(found.values())] == ["opini_bpk", "sudah_wbk"]
    assert unmet(judge("WBK", reasoned, {}, facts(UNIT)).values()) != ()


def test_values_for_forms() -> None:
    by_code = {condition.code: condition for condition in policy().conditions}
    assert clean_fact_value(policy(), by_code["tlhp"], "98,50 %") == "98.5"
    assert clean_fact_value(policy(), by_code["opini_bpk"], "wtp") == "WTP"
    assert choices(policy(), by_code["spip"]) == ("1", "2", "3", "4", "5")
    assert choices(policy(), by_code["tlhp"]) == ()
    with pytest.raises(BadValue):
        clean_fact_value(policy(), by_code["spip"], "6")
