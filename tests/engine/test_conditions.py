"""The rule of each kind of condition, at its edges."""

from pathlib import Path

import pytest

from assessments.engine import conditions
from assessments.engine.answers import BadValue
from assessments.engine.conditions import RULES, Asked, Finding

OPINI = ("TMP", "TW", "WDP", "WTP")
LEVEL = ("1", "2", "3", "4", "5")


def judge(kind: str, value: str, required: str = "", scale: tuple[str, ...] = ()) -> Finding:
    return RULES[kind].judge(Asked(RULES[kind].clean(value, scale), required, scale))


def test_one_rule_a_file() -> None:
    files = {path.stem for path in Path(conditions.__file__).parent.glob("*.py")} - {"__init__", "base"}
    assert set(RULES) == files
    assert all(kind == rule.kind for kind, rule in RULES.items())


@pytest.mark.parametrize(
    ("value", "required", "scale", "met"),
    [
        ("WTP", "WTP", OPINI, True),
        ("WDP", "WTP", OPINI, False),
        ("WTP", "WDP", OPINI, True),
        ("TMP", "TW", OPINI, False),
        ("AA", "B", ("D", "C", "CC", "B", "BB", "A", "AA"), True),  # the scale's order, not the alphabet's
        ("CC", "B", ("D", "C", "CC", "B", "BB", "A", "AA"), False),
        ("3", "3", LEVEL, True),
        ("2", "3", LEVEL, False),
    ],
)
def test_grade(value: str, required: str, scale: tuple[str, ...], met: bool) -> None:
    assert judge("grade", value, required, scale) == Finding(met, value, f"minimal {required}")


@pytest.mark.parametrize(
    ("value", "met", "shown"),
    [
        ("100", True, "100%"),
        ("100%", True, "100%"),
        ("99,99", False, "99,99%"),
        ("0", False, "0%"),
        ("100,0 %", True, "100%"),
    ],
)
def test_percent(value: str, met: bool, shown: str) -> None:
    assert judge("percent", value, "100") == Finding(met, shown, "minimal 100%")


@pytest.mark.parametrize(
    ("value", "met", "shown"),
    [("1", True, "1 tahun"), ("0,9", False, "0,9 tahun"), ("1.5", True, "1,5 tahun")],
)
def test_years(value: str, met: bool, shown: str) -> None:
    assert judge("years", value, "1") == Finding(met, shown, "minimal 1 tahun")


@pytest.mark.parametrize(("value", "met"), [("ya", True), ("Ya", True), ("tidak", False)])
def test_statement(value: str, met: bool) -> None:
    assert judge("statement", value) == Finding(met, value.lower(), "ya")


@pytest.mark.parametrize(("value", "met"), [("tidak ada", False), ("WBK", True), ("wbbm", True)])
def test_predicate(value: str, met: bool) -> None:
    assert judge("predicate", value, "WBK").met is met
    assert judge("predicate", value, "WBK").required == "sudah WBK"


@pytest.mark.parametrize(
    ("value", "met", "shown"),
    [
        ("Tidak pernah", True, "tidak pernah dicabut"),
        ("2", True, "2 tahun"),
        ("1,99", False, "1,99 tahun"),
        ("0", False, "0 tahun"),
    ],
)
def test_years_since_revocation(value: str, met: bool, shown: str) -> None:
    assert judge("years_since_revocation", value, "2") == Finding(met, shown, "minimal 2 tahun sejak dicabut")


@pytest.mark.parametrize(
    ("kind", "raw", "says"),
    [
        ("grade", "WTP-DPP", "“WTP-DPP” tidak dikenal. Pilihannya: TMP, TW, WDP, WTP."),
        ("percent", "seratus", "“seratus” bukan angka. Isi misalnya 98,5."),
        ("percent", "100,1", "100,1 di luar rentang 0 sampai 100."),
        ("percent", "-1", "-1 di luar rentang 0 sampai 100."),
        ("years", "", "“” bukan angka. Isi misalnya 1,5."),
        ("years", "-1", "-1 di luar rentang 0 sampai 100."),
        ("statement", "mungkin", "“mungkin” tidak dikenal. Pilihannya: ya, tidak."),
        ("predicate", "ZI", "“ZI” tidak dikenal. Pilihannya: tidak ada, WBK, WBBM."),
        ("years_since_revocation", "dulu", "“dulu” bukan angka. Isi misalnya 2 atau tidak pernah."),
    ],
)
def test_bad_values(kind: str, raw: str, says: str) -> None:
    with pytest.raises(BadValue) as refused:
        RULES[kind].clean(raw, OPINI)
    assert str(refused.value) == says


def test_choices_for_forms() -> None:
    assert {kind: rule.choices(OPINI) for kind, rule in RULES.items()} == {
        "grade": OPINI,
        "percent": (),
        "years": (),
        "statement": ("ya", "tidak"),
        "predicate": ("tidak ada", "WBK", "WBBM"),
        "years_since_revocation": (),
    }
    assert all(rule.hint.endswith(".") for rule in RULES.values())
