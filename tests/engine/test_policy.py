"""The shipped policies, and each mistake in a policy file."""

from collections.abc import Callable
from fractions import Fraction

import pytest

from assessments.engine.policy import SchemaError, consideration_name, parse_policy
from tests.engine.material import INSTRUMENTS, POLICIES, instrument, policy, policy_data


def parse(data: dict):
    return parse_policy(data, {code: instrument(code) for code in INSTRUMENTS})


def messages(data: dict) -> tuple[str, ...]:
    with pytest.raises(SchemaError) as refused:
        parse(data)
    return refused.value.messages


def test_policy_2024() -> None:
    found = policy()
    assert found.years.covers(2024)
    assert found.years.covers(2030)
    assert not found.years.covers(2023)
    assert found.verified
    assert found.predicates["WBBM"].components["B.I.b"] == Fraction("3.75")
    assert found.predicates["WBK"].area_percent == 60
    assert found.scales["level"] == ("1", "2", "3", "4", "5")
    assert found.declaration.leader_signed
    assert found.declaration.more_than_percent == 50
    assert [stage.code for stage in found.stages_before_decision] == [
        "pra_evaluasi",
        "desk_evaluasi",
        "survei",
        "evaluasi_lapangan",
        "clearance",
        "panel",
    ]
    assert found.tpn_stages[2].min_respondents == 30
    assert found.tpn_stages[2].records == ("SPAK", "SPKP")
    assert found.affirmation is not None
    assert found.affirmation.kinds[0] == "RSUD"
    assert found.self_determined_wbk
    assert found.handover == "portalrb-2026"
    assert found.saturation_percent is None
    assert found.assessors.preliminary == "kl"
    assert (found.deadline.month, found.deadline.day) == (5, 31)
    assert found.documents[1].states == "jumlah unit"
    assert found.objection is not None
    assert found.objection.window_days is None
    assert found.kawasan.integration == {"WBK": Fraction("6.5"), "WBBM": Fraction("7.5")}


def test_policy_2022() -> None:
    found = policy("policy-2022")
    assert (found.years.first, found.years.last) == (2022, 2023)
    assert not found.years.covers(2024)
    assert found.saturation_percent == 30
    assert found.affirmation is None
    assert found.documents[1].stamp_duty == 10000
    assert found.after is not None
    assert found.after.report_every_years == 2


def test_policy_2019() -> None:
    found = policy("policy-2019")
    assert not found.verified
    assert found.predicates["WBK"].area_percent is None
    assert found.exception is not None
    assert found.exception.tpn_weighs == ("waktu", "SDM", "anggaran")
    assert [one.code for one in found.conditions if one.excusable] == [
        "layanan_strategis",
        "rb_baik",
        "sumber_daya_besar",
    ]
    assert found.assessors.preliminary is None
    assert found.kawasan.instansi_conditions == "stranas_pk"
    assert found.objection is None


def test_contacts_are_asked_for_only_where_a_policy_says_so() -> None:
    assert [policy(name).survey_contacts for name in POLICIES] == [False] * len(POLICIES)
    assert parse({**policy_data(), "survey_contacts": True}).survey_contacts is True
    assert messages({**policy_data(), "survey_contacts": 90})[0].startswith("survey_contacts: ")


def test_names_of_considerations() -> None:
    for code in POLICIES:
        for consideration in policy(code).assessors.considerations:
            assert consideration_name(consideration) != consideration
    assert consideration_name("hal_lain") == "Hal lain"


def condition(data: dict, code: str) -> dict:
    return next(
        one for one in [*data["instansi_conditions"], *data["unit_conditions"]] if one["code"] == code
    )


def spoil(code: str, /, **changes: object) -> Callable[[dict], None]:
    return lambda data: condition(data, code).update(changes)


MISTAKES: dict[str, tuple[Callable[[dict], object], str]] = {
    "format": (lambda d: d.update(format="1"), "format: '1' tidak dikenal; yang dikenal: 1"),
    "unknown key": (lambda d: d.update(extra=1), "ketentuan: kunci “extra” tidak dikenal"),
    "missing key": (lambda d: d.pop("deadline"), "ketentuan: “deadline” belum ada"),
    "instrument": (lambda d: d.update(instrument="lke-x"), "instrument: instrumen “lke-x” belum dimuat"),
    "component": (
        lambda d: d["predicates"]["WBK"]["components"].update({"C.I": 1}),
        "predicates.WBK.components.C.I: komponen C.I tidak ada di lke-zi-2021",
    ),
    "minimum above weight": (
        lambda d: d["predicates"]["WBK"]["components"].update({"B.II": 17.6}),
        "predicates.WBK.components.B.II: lebih dari bobotnya, 17.5",
    ),
    "total": (
        lambda d: d["predicates"]["WBK"].update(total=101),
        "predicates.WBK.total: 101 di luar rentang 0 sampai 100",
    ),
    "verified": (
        lambda d: d["predicates"].update(verified="ya"),
        "predicates.verified: 'ya' harus true atau false",
    ),
    "predicate missing": (lambda d: d["predicates"].pop("WBBM"), "predicates: “WBBM” belum ada"),
    "years order": (lambda d: d.update(years=[2024, 2023]), "years: 2023 sebelum 2024"),
    "years length": (
        lambda d: d.update(years=[2024]),
        "years: harus berisi tahun pertama dan tahun terakhir (null bila masih berlaku)",
    ),
    "year": (
        lambda d: d.update(years=["2024", None]),
        "years[1]: '2024' harus bilangan bulat 2000 sampai 2200",
    ),
    "grade twice": (
        lambda d: d["scales"].update(opini=["WTP", "WTP"]),
        "scales.opini: “WTP” tertulis lebih dari sekali",
    ),
    "level": (
        lambda d: d["declaration"].update(levels=["desa"]),
        "declaration.levels: 'desa' tidak dikenal; yang dikenal: instansi, unit",
    ),
    "share": (
        lambda d: d["declaration"].update(more_than_percent=100),
        "declaration.more_than_percent: 100 di luar rentang 0 sampai 99",
    ),
    "kind": (
        spoil("tlhp", kind="stars"),
        "syarat tlhp.kind: 'stars' tidak dikenal; yang dikenal: grade, percent, years, statement, "
        "predicate, years_since_revocation",
    ),
    "scale": (
        spoil("sakip", scale="x"),
        "syarat sakip.scale: 'x' tidak dikenal; yang dikenal: opini, sakip, rb, level",
    ),
    "scale missing": (
        lambda d: condition(d, "sakip").pop("scale"),
        "syarat sakip: scale harus ada pada kind grade, dan hanya di sana",
    ),
    "grade": (
        spoil("sakip", WBK="Z"),
        "syarat sakip.WBK: “Z” tidak dikenal. Pilihannya: D, C, CC, B, BB, A, AA.",
    ),
    "percent": (spoil("tlhp", WBK=101), "syarat tlhp.WBK: 101 di luar rentang 0 sampai 100."),
    "years": (
        spoil("lama_membangun", WBK="lama"),
        "syarat lama_membangun.WBK: “lama” bukan angka. Isi misalnya 1,5.",
    ),
    "predicate": (
        spoil("sudah_wbk", WBBM="ZI"),
        "syarat sudah_wbk.WBBM: “ZI” tidak dikenal. Pilihannya: tidak ada, WBK, WBBM.",
    ),
    "asks nothing": (
        spoil("jeda_pencabutan", WBK="tidak pernah"),
        "syarat jeda_pencabutan.WBK: “tidak pernah” tidak mensyaratkan apa pun",
    ),
    "statement with a value": (
        spoil("bebas_kkn", WBK="ya"),
        "syarat bebas_kkn: WBK atau WBBM harus menyebut syaratnya, kecuali pada kind statement",
    ),
    "no value": (
        lambda d: [condition(d, "tlhp").pop(name) for name in ("WBK", "WBBM")],
        "syarat tlhp: WBK atau WBBM harus menyebut syaratnya, kecuali pada kind statement",
    ),
    "only": (
        spoil("indeks_rb", only="desa"),
        "syarat indeks_rb.only: 'desa' tidak dikenal; yang dikenal: kl, pemda",
    ),
    "condition twice": (spoil("lhk", code="tlhp"), "syarat tlhp: kode syarat dipakai lebih dari sekali"),
    "condition of both levels": (
        spoil("lhk", code="sakip"),
        "syarat sakip: kode syarat dipakai lebih dari sekali",
    ),
    "condition key": (spoil("lhk", WBX=1), "syarat lhk: kunci “WBX” tidak dikenal"),
    "excuses": (
        lambda d: d["affirmation"]["excuses"].append("lain"),
        "affirmation.excuses: syarat “lain” tidak ada",
    ),
    "preliminary": (
        lambda d: d["assessors"].update(preliminary=True),
        "assessors.preliminary: True tidak dikenal; yang dikenal: kl, pemda",
    ),
    "day": (lambda d: d["deadline"].update(month=6), "deadline.day: 31 harus bilangan bulat 1 sampai 30"),
    "document twice": (
        lambda d: d["documents"].append(d["documents"][0]),
        "documents[7]: kode surat_pengajuan dipakai lebih dari sekali",
    ),
    "stage twice": (
        lambda d: d["tpn_stages"].insert(0, d["tpn_stages"][1]),
        "tpn_stages[3]: kode desk_evaluasi dipakai lebih dari sekali",
    ),
    "last stage": (lambda d: d["tpn_stages"].pop(), "tpn_stages: tahap terakhir harus penetapan"),
    "respondents": (
        lambda d: d["tpn_stages"][2].update(min_respondents=0),
        "tpn_stages[3].min_respondents: 0 harus bilangan bulat 1 sampai 1000000",
    ),
    "objection": (
        lambda d: d["objection"].update(after="rapat"),
        "objection.after: 'rapat' tidak dikenal; yang dikenal: pra_evaluasi, desk_evaluasi, survei, "
        "evaluasi_lapangan, clearance, panel, penetapan",
    ),
    "kawasan": (
        lambda d: d["kawasan"]["integration"].update(WBK=11),
        "kawasan.integration.WBK: 11 di luar rentang 0 sampai 10",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_is_refused(name: str) -> None:
    data = policy_data()
    change, says = MISTAKES[name]
    change(data)
    assert says in messages(data)


def test_all_mistakes_are_told_at_once() -> None:
    data = policy_data()
    data["name"] = None
    condition(data, "tlhp")["WBK"] = -1
    assert messages(data) == (
        "syarat tlhp.WBK: -1 di luar rentang 0 sampai 100.",
        "name: harus berupa teks yang tidak kosong",
    )


def test_without_instruments_components_are_not_checked() -> None:
    data = policy_data() | {"instrument": "lke-other"}
    assert parse_policy(data).instrument == "lke-other"


@pytest.mark.parametrize("data", [None, [], {}, {"predicates": 1, "tpn_stages": [None], "documents": [7]}])
def test_anything_else_is_refused(data: object) -> None:
    assert messages(data)  # type: ignore[arg-type]
